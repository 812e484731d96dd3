// What Ordergroove's events are about: orders and items.
#pragma once

#include <orderhook/decimal.hpp>
#include <orderhook/open_enum.hpp>
#include <orderhook/raw_json.hpp>
#include <orderhook/time.hpp>

#include <boost/describe/class.hpp>

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

namespace orderhook::ordergroove {

enum class OrderStatus {
    unsent = 1,
    sent = 2,
    rejected = 3,
    cancelled = 4,
    success = 5,
    send_now = 6,
    one_time = 7,
    unknown_placement_response = 8,
    pending_batch_response = 9,
    pending_verification = 10,
    pending_placement = 11,
    exception_during_placement_preparation = 12,
    connection_error_during_placement = 13,
    response_processing_error = 14,
    generic_error_response = 15,
    expired = 16,
    merged = 17,
    credit_card_retry = 18,
    awaiting_retry_instructions = 19,
    awaiting_response_classification = 20,
};
BOOST_DESCRIBE_ENUM(
    OrderStatus,
    unsent,
    sent,
    rejected,
    cancelled,
    success,
    send_now,
    one_time,
    unknown_placement_response,
    pending_batch_response,
    pending_verification,
    pending_placement,
    exception_during_placement_preparation,
    connection_error_during_placement,
    response_processing_error,
    generic_error_response,
    expired,
    merged,
    credit_card_retry,
    awaiting_retry_instructions,
    awaiting_response_classification
)
constexpr bool json_as_number(std::type_identity<OrderStatus>) { return true; }

/// `data.object` of every `order.*` event.
struct Order {
    std::string type;
    std::string merchant; ///< the tenant
    std::string public_id;
    std::string customer; ///< the shop's own id of the customer
    std::optional<std::string> payment;
    std::optional<std::string> shipping_address;
    std::optional<Decimal> sub_total; ///< already less the discount
    std::optional<Decimal> tax_total;
    std::optional<Decimal> shipping_total;
    std::optional<Decimal> discount_total;
    std::optional<Decimal> total; ///< sub_total + tax_total + shipping_total
    Timestamp created;
    std::optional<Timestamp> place; ///< the day of placement, without zone
    std::optional<Timestamp> cancelled;
    std::int64_t tries = 0;
    std::int64_t generic_error_count = 0;
    OpenEnum<OrderStatus> status;
    std::optional<std::string> status_display;    ///< for people
    std::optional<std::string> order_merchant_id; ///< the shop's id of the placed order
    std::optional<std::string> rejected_message;  ///< the shop's words; may be JSON in a text
    std::optional<std::map<std::string, RawJson>> extra_data;
    std::optional<std::string> one_click_token; ///< acts for the customer: keep it secret
    std::optional<RawJson> context;
    std::optional<RawJson> snapshot;

    friend bool operator==(const Order&, const Order&) = default;
};
BOOST_DESCRIBE_STRUCT(
    Order,
    (),
    (type,
     merchant,
     public_id,
     customer,
     payment,
     shipping_address,
     sub_total,
     tax_total,
     shipping_total,
     discount_total,
     total,
     created,
     place,
     cancelled,
     tries,
     generic_error_count,
     status,
     status_display,
     order_merchant_id,
     rejected_message,
     extra_data,
     one_click_token,
     context,
     snapshot)
)

/// A part of a bundle.
struct Component {
    std::string product;
    std::optional<std::string> public_id;
    std::optional<std::int64_t> quantity;

    /// The older form is a text of product ids.
    [[nodiscard]] static std::optional<Component> from_text(std::string_view text) {
        return Component{std::string(text), std::nullopt, std::nullopt};
    }

    friend bool operator==(const Component&, const Component&) = default;
};
BOOST_DESCRIBE_STRUCT(Component, (), (product, public_id, quantity))

/// `data.object` of every `item.*` event.
struct Item {
    std::string type;
    std::string merchant;
    std::string public_id;
    std::string customer;
    std::string product; ///< the shop's id of the product; may have leading zeros
    std::optional<std::string> order;
    std::optional<std::string> subscription; ///< none for one-time items
    std::optional<std::string> offer;
    std::optional<std::int64_t> quantity;
    std::optional<Decimal> price;       ///< of one unit
    std::optional<Decimal> total_price; ///< after the item's own incentives
    std::optional<Timestamp> first_placed;
    std::optional<std::vector<Component>> components;
    std::optional<RawJson> context;
    std::optional<RawJson> snapshot;

    friend bool operator==(const Item&, const Item&) = default;
};
BOOST_DESCRIBE_STRUCT(
    Item,
    (),
    (type,
     merchant,
     public_id,
     customer,
     product,
     order,
     subscription,
     offer,
     quantity,
     price,
     total_price,
     first_placed,
     components,
     context,
     snapshot)
)

} // namespace orderhook::ordergroove
