// What orders are made of in all of Salla's events.
#pragma once

#include <orderhook/json/naming.hpp>
#include <orderhook/salla/values.hpp>

#include <array>
#include <initializer_list>
#include <type_traits>
#include <variant>

namespace orderhook::salla {

struct OrderUrls {
    std::optional<std::string> customer; ///< for the customer
    std::optional<std::string> admin;    ///< for the shop
    std::optional<std::string> rating;
    std::optional<std::string> checkout;
    std::optional<std::string> digital_content;

    friend bool operator==(const OrderUrls&, const OrderUrls&) = default;
};
BOOST_DESCRIBE_STRUCT(OrderUrls, (), (customer, admin, rating, checkout, digital_content))

/// Where the order came from.
struct SourceDetails {
    std::optional<std::string> type;
    std::optional<std::string> value;
    std::optional<std::string> device;
    std::optional<std::string> user_agent;
    std::optional<std::string> ip;
    std::optional<std::string> utm_source;
    std::optional<std::string> utm_campaign;
    std::optional<std::string> utm_medium;
    std::optional<std::string> utm_term;
    std::optional<std::string> utm_content;

    friend bool operator==(const SourceDetails&, const SourceDetails&) = default;
};
BOOST_DESCRIBE_STRUCT(
    SourceDetails,
    (),
    (type,
     value,
     device,
     user_agent,
     ip,
     utm_source,
     utm_campaign,
     utm_medium,
     utm_term,
     utm_content)
)
constexpr auto json_names(std::type_identity<SourceDetails>) {
    return std::array{json::Name{.member = "user_agent", .key = "user-agent"}};
}

/// A status that the shop made itself.
struct CustomStatus {
    std::optional<std::int64_t> id;
    std::optional<std::string> name;

    friend bool operator==(const CustomStatus&, const CustomStatus&) = default;
};
BOOST_DESCRIBE_STRUCT(CustomStatus, (), (id, name))

/// Act on `slug`: names are in the shop's language. Shops add statuses that share a slug.
struct OrderStatus {
    std::optional<std::int64_t> id;
    std::optional<std::string> name;
    std::optional<std::string> slug; ///< `under_review`, `completed`, `canceled` (one l), ...
    std::optional<CustomStatus> customized;

    friend bool operator==(const OrderStatus&, const OrderStatus&) = default;
};
BOOST_DESCRIBE_STRUCT(OrderStatus, (), (id, name, slug, customized))

/// The shop's account for bank transfers.
struct Bank {
    std::optional<std::int64_t> id;
    std::optional<std::string> bank_name;
    std::optional<std::int64_t> bank_id;
    std::optional<std::string> account_name;
    std::optional<std::string> account_number;
    std::optional<std::string> iban_number;
    std::optional<std::string> status;
    std::optional<std::string> iban_certificate;
    std::optional<std::string> sbc_certificate;
    std::optional<std::string> certificate_type;

    friend bool operator==(const Bank&, const Bank&) = default;
};
BOOST_DESCRIBE_STRUCT(
    Bank,
    (),
    (id,
     bank_name,
     bank_id,
     account_name,
     account_number,
     iban_number,
     status,
     iban_certificate,
     sbc_certificate,
     certificate_type)
)

struct StoreName {
    std::optional<std::string> ar;
    std::optional<std::string> en;

    friend bool operator==(const StoreName&, const StoreName&) = default;
};
BOOST_DESCRIBE_STRUCT(StoreName, (), (ar, en))

/// The shop. Its id may differ from the event's `merchant`, which is the tenant.
struct Store {
    std::optional<std::int64_t> id;
    std::optional<std::int64_t> store_id;
    std::optional<std::int64_t> user_id;
    std::optional<std::string> user_email;
    std::optional<std::string> username;
    std::optional<std::variant<StoreName, std::string>> name;
    std::optional<std::string> avatar;

    friend bool operator==(const Store&, const Store&) = default;
};
BOOST_DESCRIBE_STRUCT(Store, (), (id, store_id, user_id, user_email, username, name, avatar))

/// The first that is there and not empty, or nullptr.
[[nodiscard]] inline const std::string*
first_filled(std::initializer_list<const std::optional<std::string>*> places) noexcept {
    for (const auto* place : places) {
        if (place != nullptr && *place && !(*place)->empty()) return &**place;
    }
    return nullptr;
}

} // namespace orderhook::salla
