// What Firespring's events are about: orders, and all that hangs on them.
//
// The vendor documents one sample and no table of fields, so nearly everything may be absent.
// Amounts are whole minor units of the order's currency, cents for `usd`; percentages and weights
// are not.
#pragma once

#include <orderhook/decimal.hpp>
#include <orderhook/raw_json.hpp>
#include <orderhook/time.hpp>

#include <boost/describe/class.hpp>

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace orderhook::firespring {

/// Another object: whole, or by its id alone, where 0 stands for none.
template <class T> using Reference = std::variant<std::int64_t, T>;

/// The id of what is referred to, in whichever form; nothing when it is none.
template <class T>
[[nodiscard]] std::optional<std::int64_t> id_of(const std::optional<Reference<T>>& reference) {
    if (!reference) return std::nullopt;
    const T* const object = std::get_if<T>(&*reference);
    const auto id = object ? object->id : std::get<std::int64_t>(*reference);
    return id == 0 ? std::nullopt : id;
}

/// The object itself, or nullptr when it is none or only its id was sent.
template <class T>
[[nodiscard]] const T* find_object(const std::optional<Reference<T>>& reference) noexcept {
    return reference ? std::get_if<T>(&*reference) : nullptr;
}

/// `{"object": "list", "data": [...]}`
template <class T> struct List {
    std::optional<std::string> object;
    std::vector<T> data;

    friend bool operator==(const List&, const List&) = default;
    BOOST_DESCRIBE_CLASS(List, (), (object, data), (), ())
};

/// A sub-site, such as a company's.
struct Portal {
    std::optional<std::string> object;
    std::optional<std::int64_t> id;
    std::optional<std::string> title;

    friend bool operator==(const Portal&, const Portal&) = default;
};
BOOST_DESCRIBE_STRUCT(Portal, (), (object, id, title))

/// The login of a buyer.
struct User {
    std::optional<std::string> object;
    std::optional<std::int64_t> id;
    std::optional<std::string> third_party_identifier; ///< may be empty
    std::optional<std::string> username;

    friend bool operator==(const User&, const User&) = default;
};
BOOST_DESCRIBE_STRUCT(User, (), (object, id, third_party_identifier, username))

struct PromoCode {
    std::optional<std::string> object;
    std::optional<std::int64_t> id;
    std::optional<std::string> promo_code; ///< the word the buyer typed

    friend bool operator==(const PromoCode&, const PromoCode&) = default;
};
BOOST_DESCRIBE_STRUCT(PromoCode, (), (object, id, promo_code))

/// The use of a promo code in an order.
struct OrderPromoCode {
    std::optional<std::string> object;
    std::optional<std::int64_t> id;
    std::optional<PromoCode> promo_code;
    std::optional<std::int64_t> shipping_discount;
    std::optional<std::int64_t> subtotal_discount;

    friend bool operator==(const OrderPromoCode&, const OrderPromoCode&) = default;
};
BOOST_DESCRIBE_STRUCT(
    OrderPromoCode,
    (),
    (object, id, promo_code, shipping_discount, subtotal_discount)
)

/// What the website recorded of the order as a message. Its references are ids; 0 stands for none.
struct Message {
    std::optional<std::string> object;
    std::optional<std::int64_t> id;
    std::optional<Timestamp> date_created;
    std::optional<std::string> message_type; ///< `online_order`, `event_management`
    std::optional<std::string> message_tracking_number;
    std::optional<std::int64_t> form;
    std::optional<std::int64_t> user;
    std::optional<std::int64_t> portal;
    std::optional<std::int64_t> file;
    std::optional<std::int64_t> online_proof;
    std::optional<std::int64_t> order;
    std::optional<std::int64_t> event_submission;

    friend bool operator==(const Message&, const Message&) = default;
};
BOOST_DESCRIBE_STRUCT(
    Message,
    (),
    (object,
     id,
     date_created,
     message_type,
     message_tracking_number,
     form,
     user,
     portal,
     file,
     online_proof,
     order,
     event_submission)
)

/// What the buyer entered in one field of an item's form. Personal, and free text: escape it.
struct FormField {
    /// Texts in every documented field type.
    using Value = std::variant<std::string, RawJson>;

    std::optional<std::string> object;
    std::optional<std::string> id;
    /// `radio_buttons`, `email`, `text`, `name`, `address`, `phone`; others exist.
    std::optional<std::string> field_type;
    std::optional<std::string> label;
    /// By field type: `submitted_value` and `display_value`; `first`, `last`, ...; `line`, `city`,
    /// `postal_code`, ...; `country_code`, `number`, `extension`.
    std::optional<std::map<std::string, Value>> values;
    std::optional<std::string> formatted_value; ///< for people, whatever the field type
    std::optional<Decimal> price_modifier;
    std::optional<std::string> price_modifier_type; ///< `percent`
    std::optional<std::string> price_scope;         ///< `all_units`

    /// One of `values`, or nullptr when it is absent or no text.
    [[nodiscard]] const std::string* find_value(const std::string& name) const {
        if (!values) return nullptr;
        const auto found = values->find(name);
        return found == values->end() ? nullptr : std::get_if<std::string>(&found->second);
    }

    friend bool operator==(const FormField&, const FormField&) = default;
};
BOOST_DESCRIBE_STRUCT(
    FormField,
    (),
    (object,
     id,
     field_type,
     label,
     values,
     formatted_value,
     price_modifier,
     price_modifier_type,
     price_scope)
)

struct FormSubmission {
    std::optional<std::string> object;
    std::optional<std::map<std::string, FormField>> fields; ///< by the field's id

    friend bool operator==(const FormSubmission&, const FormSubmission&) = default;
};
BOOST_DESCRIBE_STRUCT(FormSubmission, (), (object, fields))

} // namespace orderhook::firespring
