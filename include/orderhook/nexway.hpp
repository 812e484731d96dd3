// The typed events of Nexway's order notifications, field by field as the vendor names them.
//
// A payload is the whole body from its root: `event.order.total_price_inc_vat`. `order.customer` is
// the merchant, `order.user` the shopper. Nexway gives no sequence, and an event sent again by hand
// carries the order as it is now: trust the type for what happened, `order.status` for the state.
#pragma once

#include <orderhook/nexway/order.hpp>

#include <string_view>
#include <type_traits>

namespace orderhook::nexway {

/// What all order notifications have in common; `get_if<OrderEvent>` finds each of them.
/// https://apidoc.nexway.store/docs/notifications/orderNotification
struct OrderEvent {
    std::string subject;   ///< `order`
    std::string type;      ///< `completed`; only with the subject it says what happened
    std::string object_id; ///< the order's id
    Timestamp event_date;  ///< when it happened
    Order order;

    friend bool operator==(const OrderEvent&, const OrderEvent&) = default;
};
BOOST_DESCRIBE_STRUCT(OrderEvent, (), (subject, type, object_id, event_date, order))
constexpr std::true_type is_payload(const OrderEvent*) { return {}; }

/// An order was made from a cart or an offer.
struct OrderCreated : OrderEvent {
    static constexpr std::string_view type = "order.created";
};
BOOST_DESCRIBE_STRUCT(OrderCreated, (OrderEvent), ())

/// The payment could not be tried or finished, mostly for a technical reason.
struct OrderPaymentFailed : OrderEvent {
    static constexpr std::string_view type = "order.paymentFailed";
};
BOOST_DESCRIBE_STRUCT(OrderPaymentFailed, (OrderEvent), ())

/// The bank or gateway said no; a later payment may still complete the order.
struct OrderPaymentRefused : OrderEvent {
    static constexpr std::string_view type = "order.paymentRefused";
};
BOOST_DESCRIBE_STRUCT(OrderPaymentRefused, (OrderEvent), ())

/// Paid and processed. `items[].subscription` is there if the merchant chose the notification with
/// subscription data; a merchant who chose both gets two of these for one order.
struct OrderCompleted : OrderEvent {
    static constexpr std::string_view type = "order.completed";
};
BOOST_DESCRIBE_STRUCT(OrderCompleted, (OrderEvent), ())

/// Finished but for some part that failed; may be repaired into a completed order.
struct OrderPartiallyCompleted : OrderEvent {
    static constexpr std::string_view type = "order.partiallyCompleted";
};
BOOST_DESCRIBE_STRUCT(OrderPartiallyCompleted, (OrderEvent), ())

/// The delivery of the product failed; may be repaired into a completed order.
struct OrderFulfillmentFailed : OrderEvent {
    static constexpr std::string_view type = "order.fulfillmentFailed";
};
BOOST_DESCRIBE_STRUCT(OrderFulfillmentFailed, (OrderEvent), ())

/// Cancelled and refunded. For `items[].subscription` the same holds as of OrderCompleted.
struct OrderCanceled : OrderEvent {
    static constexpr std::string_view type = "order.canceled";
};
BOOST_DESCRIBE_STRUCT(OrderCanceled, (OrderEvent), ())

/// The payment, of a kind that takes days, never came.
struct OrderAborted : OrderEvent {
    static constexpr std::string_view type = "order.aborted";
};
BOOST_DESCRIBE_STRUCT(OrderAborted, (OrderEvent), ())

/// The order that renews a subscription was paid.
struct OrderRenewCompleted : OrderEvent {
    static constexpr std::string_view type = "order.renewCompleted";
};
BOOST_DESCRIBE_STRUCT(OrderRenewCompleted, (OrderEvent), ())

/// The order that renews a subscription was opened ahead of its charge; or one from an offer
/// (`order.source` is OFFER) already waits in its place.
struct OrderPrebillingStarted : OrderEvent {
    static constexpr std::string_view type = "order.prebillingStarted";
};
BOOST_DESCRIBE_STRUCT(OrderPrebillingStarted, (OrderEvent), ())

} // namespace orderhook::nexway
