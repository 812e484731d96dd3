// The typed events of Ordergroove, field by field as the vendor names them.
//
// A payload is the whole body from its root: `event.data.object.total`. The vendor's pages do not
// say in which currency the amounts are. Never act on `status` against the event's type: its own
// sample is an `order.success` with status 1.
#pragma once

#include <orderhook/ordergroove/objects.hpp>
#include <orderhook/raw_json.hpp>
#include <orderhook/time.hpp>

#include <boost/describe/class.hpp>

#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>

namespace orderhook::ordergroove {

/// The first that is there and not null, or nullptr. Samples have `context` and `snapshot` at the
/// root, in `data`, or in `data.object`.
[[nodiscard]] inline const RawJson*
first_given(std::initializer_list<const std::optional<RawJson>*> places) noexcept {
    for (const auto* place : places) {
        if (*place && (*place)->text != "null") return &**place;
    }
    return nullptr;
}

struct OrderData {
    Order object;
    std::optional<RawJson> context;
    std::optional<RawJson> snapshot;

    friend bool operator==(const OrderData&, const OrderData&) = default;
};
BOOST_DESCRIBE_STRUCT(OrderData, (), (object, context, snapshot))

/// What all `order.*` events have in common; `get_if<OrderEvent>` finds each of them.
/// https://developer.ordergroove.com/reference/webhooks-order-events
struct OrderEvent {
    std::optional<std::string> id; ///< the event's own
    std::string type;
    Timestamp created; ///< when it happened
    OrderData data;
    std::optional<RawJson> context;
    std::optional<RawJson> snapshot;

    /// Further data on the event, wherever it stands; nullptr when there is none.
    [[nodiscard]] const RawJson* find_context() const noexcept {
        return first_given({&context, &data.context, &data.object.context});
    }
    /// The records the shop chose to have enclosed, wherever they stand; they are personal.
    [[nodiscard]] const RawJson* find_snapshot() const noexcept {
        return first_given({&snapshot, &data.snapshot, &data.object.snapshot});
    }

    friend bool operator==(const OrderEvent&, const OrderEvent&) = default;
};
BOOST_DESCRIBE_STRUCT(OrderEvent, (), (id, type, created, data, context, snapshot))
constexpr std::true_type is_payload(const OrderEvent*) { return {}; }

struct ItemData {
    Item object;
    std::optional<RawJson> context;
    std::optional<RawJson> snapshot;

    friend bool operator==(const ItemData&, const ItemData&) = default;
};
BOOST_DESCRIBE_STRUCT(ItemData, (), (object, context, snapshot))

/// What all `item.*` events have in common; `get_if<ItemEvent>` finds each of them.
/// https://developer.ordergroove.com/reference/webhooks-item-events
struct ItemEvent {
    std::optional<std::string> id; ///< the event's own
    std::string type;
    Timestamp created; ///< when it happened
    ItemData data;
    std::optional<RawJson> context;
    std::optional<RawJson> snapshot;

    /// Further data on the event, wherever it stands; nullptr when there is none.
    [[nodiscard]] const RawJson* find_context() const noexcept {
        return first_given({&context, &data.context, &data.object.context});
    }
    /// The records the shop chose to have enclosed, wherever they stand; they are personal.
    [[nodiscard]] const RawJson* find_snapshot() const noexcept {
        return first_given({&snapshot, &data.snapshot, &data.object.snapshot});
    }

    friend bool operator==(const ItemEvent&, const ItemEvent&) = default;
};
BOOST_DESCRIBE_STRUCT(ItemEvent, (), (id, type, created, data, context, snapshot))
constexpr std::true_type is_payload(const ItemEvent*) { return {}; }

/// A new order came into being.
struct OrderCreate : OrderEvent {
    static constexpr std::string_view type = "order.create";
};
BOOST_DESCRIBE_STRUCT(OrderCreate, (OrderEvent), ())

/// The order has another shipping address.
struct OrderChangeShippingAddress : OrderEvent {
    static constexpr std::string_view type = "order.change_shipping_address";
};
BOOST_DESCRIBE_STRUCT(OrderChangeShippingAddress, (OrderEvent), ())

/// The order has another payment record.
struct OrderChangePayment : OrderEvent {
    static constexpr std::string_view type = "order.change_payment";
};
BOOST_DESCRIBE_STRUCT(OrderChangePayment, (OrderEvent), ())

/// The day of placement moved.
struct OrderChangeNextOrderDate : OrderEvent {
    static constexpr std::string_view type = "order.change_next_order_date";
};
BOOST_DESCRIBE_STRUCT(OrderChangeNextOrderDate, (OrderEvent), ())

/// Cancelled before its placement; it will not be placed.
struct OrderSkipOrder : OrderEvent {
    static constexpr std::string_view type = "order.skip_order";
};
BOOST_DESCRIBE_STRUCT(OrderSkipOrder, (OrderEvent), ())

/// The placement was brought forward to today.
struct OrderSendNow : OrderEvent {
    static constexpr std::string_view type = "order.send_now";
};
BOOST_DESCRIBE_STRUCT(OrderSendNow, (OrderEvent), ())

/// The shop answered the placement with code 030: cancelled, no more tries.
struct OrderCancel : OrderEvent {
    static constexpr std::string_view type = "order.cancel";
};
BOOST_DESCRIBE_STRUCT(OrderCancel, (OrderEvent), ())

/// The shop took the order.
struct OrderSuccess : OrderEvent {
    static constexpr std::string_view type = "order.success";
};
BOOST_DESCRIBE_STRUCT(OrderSuccess, (OrderEvent), ())

/// The order was deleted; its amounts are those of that moment.
struct OrderDelete : OrderEvent {
    static constexpr std::string_view type = "order.delete";
};
BOOST_DESCRIBE_STRUCT(OrderDelete, (OrderEvent), ())

/// The shop answered 999; it will be tried again.
struct OrderGenericError : OrderEvent {
    static constexpr std::string_view type = "order.generic_error";
};
BOOST_DESCRIBE_STRUCT(OrderGenericError, (OrderEvent), ())

/// The shop refused the order; no more tries.
struct OrderReject : OrderEvent {
    static constexpr std::string_view type = "order.reject";
};
BOOST_DESCRIBE_STRUCT(OrderReject, (OrderEvent), ())

/// The customer was reminded of a coming order.
struct OrderReminder : OrderEvent {
    static constexpr std::string_view type = "order.reminder";
};
BOOST_DESCRIBE_STRUCT(OrderReminder, (OrderEvent), ())

/// The placement failed and goes through the retry flow.
struct OrderRetryablePlacementFailure : OrderEvent {
    static constexpr std::string_view type = "order.retryable_placement_failure";
};
BOOST_DESCRIBE_STRUCT(OrderRetryablePlacementFailure, (OrderEvent), ())

/// The earlier one-click token was used; here is another.
struct OrderRefreshOneClickToken : OrderEvent {
    static constexpr std::string_view type = "order.refresh_one_click_token";
};
BOOST_DESCRIBE_STRUCT(OrderRefreshOneClickToken, (OrderEvent), ())

/// A failed order waits for the shop to say retry or reject.
struct OrderAwaitingRetryInstructions : OrderEvent {
    static constexpr std::string_view type = "order.awaiting_retry_instructions";
};
BOOST_DESCRIBE_STRUCT(OrderAwaitingRetryInstructions, (OrderEvent), ())

/// A line item was created.
struct ItemCreate : ItemEvent {
    static constexpr std::string_view type = "item.create";
};
BOOST_DESCRIBE_STRUCT(ItemCreate, (ItemEvent), ())

/// The item moved from one order to another.
struct ItemChangeOrder : ItemEvent {
    static constexpr std::string_view type = "item.change_order";
};
BOOST_DESCRIBE_STRUCT(ItemChangeOrder, (ItemEvent), ())

/// The item's quantity changed.
struct ItemChangeQuantity : ItemEvent {
    static constexpr std::string_view type = "item.change_quantity";
};
BOOST_DESCRIBE_STRUCT(ItemChangeQuantity, (ItemEvent), ())

/// The item left its order; with a live subscription an `item.create` follows.
struct ItemRemove : ItemEvent {
    static constexpr std::string_view type = "item.remove";
};
BOOST_DESCRIBE_STRUCT(ItemRemove, (ItemEvent), ())

/// A one-time item became a subscription.
struct ItemSubscribe : ItemEvent {
    static constexpr std::string_view type = "item.item_subscribe";
};
BOOST_DESCRIBE_STRUCT(ItemSubscribe, (ItemEvent), ())

/// The item's price was changed through the vendor's API.
struct ItemUpdatePrice : ItemEvent {
    static constexpr std::string_view type = "item.update_price";
};
BOOST_DESCRIBE_STRUCT(ItemUpdatePrice, (ItemEvent), ())

/// The item's order was placed.
struct ItemSuccessfullyPlaced : ItemEvent {
    static constexpr std::string_view type = "item.successfully_placed";
};
BOOST_DESCRIBE_STRUCT(ItemSuccessfullyPlaced, (ItemEvent), ())

/// Too little stock; `order` is the order the item was moved to.
struct ItemOutOfStock : ItemEvent {
    static constexpr std::string_view type = "item.out_of_stock";
};
BOOST_DESCRIBE_STRUCT(ItemOutOfStock, (ItemEvent), ())

} // namespace orderhook::ordergroove
