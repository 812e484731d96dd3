// The typed events of Salla, field by field as the vendor names them.
//
// A payload is the whole body from its root: `event.data.amounts->total->amount`. Almost every
// member has been seen missing or null, whatever the documents say. Texts for people follow the
// shop's language: act on ids and slugs. Bodies are personal, some hold licences and accounts.
#pragma once

#include <orderhook/salla/order.hpp>
#include <orderhook/salla/order_summary.hpp>

#include <boost/describe/class.hpp>

#include <optional>
#include <string>
#include <string_view>
#include <type_traits>

namespace orderhook::salla {

/// What stands around every event's `data`. https://docs.salla.dev/421119m0
struct Notice {
    std::string event;                   ///< the event's type
    NumberOrText merchant;               ///< the shop, our tenant
    std::optional<Timestamp> created_at; ///< to the second

    friend bool operator==(const Notice&, const Notice&) = default;
};
BOOST_DESCRIBE_STRUCT(Notice, (), (event, merchant, created_at))

/// What the 11 events about an order's content have in common; `get_if<OrderEvent>` finds each.
/// https://docs.salla.dev/433804m0
struct OrderEvent : Notice {
    Order data;
    std::optional<PickupBranch> pickup_branch; ///< see find_pickup_branch

    /// The documents have it in `data`, their sample beside it; nullptr for none.
    [[nodiscard]] const PickupBranch* find_pickup_branch() const noexcept {
        if (data.pickup_branch) return &*data.pickup_branch;
        return pickup_branch ? &*pickup_branch : nullptr;
    }

    friend bool operator==(const OrderEvent&, const OrderEvent&) = default;
};
BOOST_DESCRIBE_STRUCT(OrderEvent, (Notice), (data, pickup_branch))
constexpr std::true_type is_payload(const OrderEvent*) { return {}; }

/// What the 4 events about a shipment in the making have in common.
/// https://docs.salla.dev/433807m0
struct ShipmentEvent : Notice {
    ShippedOrder data;

    friend bool operator==(const ShipmentEvent&, const ShipmentEvent&) = default;
};
BOOST_DESCRIBE_STRUCT(ShipmentEvent, (Notice), (data))
constexpr std::true_type is_payload(const ShipmentEvent*) { return {}; }

/// What the 2 events about a cancelled shipment have in common.
struct ShipmentCancelledEvent : Notice {
    CancelledShipment data;

    friend bool operator==(const ShipmentCancelledEvent&, const ShipmentCancelledEvent&) = default;
};
BOOST_DESCRIBE_STRUCT(ShipmentCancelledEvent, (Notice), (data))
constexpr std::true_type is_payload(const ShipmentCancelledEvent*) { return {}; }

/// An event about an order's status.
struct StatusEvent : Notice {
    StatusChange data;

    friend bool operator==(const StatusEvent&, const StatusEvent&) = default;
};
BOOST_DESCRIBE_STRUCT(StatusEvent, (Notice), (data))
constexpr std::true_type is_payload(const StatusEvent*) { return {}; }

/// An order was placed.
struct OrderCreated : OrderEvent {
    static constexpr std::string_view type = "order.created";
};
BOOST_DESCRIBE_STRUCT(OrderCreated, (OrderEvent), ())

/// Something in the order changed; also how labels and tracking arrive.
struct OrderUpdated : OrderEvent {
    static constexpr std::string_view type = "order.updated";
};
BOOST_DESCRIBE_STRUCT(OrderUpdated, (OrderEvent), ())

/// The order was cancelled; its status slug is spelled `canceled`.
struct OrderCancelled : OrderEvent {
    static constexpr std::string_view type = "order.cancelled";
};
BOOST_DESCRIBE_STRUCT(OrderCancelled, (OrderEvent), ())

/// The whole order was refunded.
struct OrderRefunded : OrderEvent {
    static constexpr std::string_view type = "order.refunded";
};
BOOST_DESCRIBE_STRUCT(OrderRefunded, (OrderEvent), ())

/// The order was removed; nearly everything may be missing.
struct OrderDeleted : OrderEvent {
    static constexpr std::string_view type = "order.deleted";
};
BOOST_DESCRIBE_STRUCT(OrderDeleted, (OrderEvent), ())

/// The order's lines changed.
struct OrderProductsUpdated : OrderEvent {
    static constexpr std::string_view type = "order.products.updated";
};
BOOST_DESCRIBE_STRUCT(OrderProductsUpdated, (OrderEvent), ())

/// The payment or its method changed.
struct OrderPaymentUpdated : OrderEvent {
    static constexpr std::string_view type = "order.payment.updated";
};
BOOST_DESCRIBE_STRUCT(OrderPaymentUpdated, (OrderEvent), ())

/// A coupon was applied, changed or removed.
struct OrderCouponUpdated : OrderEvent {
    static constexpr std::string_view type = "order.coupon.updated";
};
BOOST_DESCRIBE_STRUCT(OrderCouponUpdated, (OrderEvent), ())

/// The order's total changed.
struct OrderTotalPriceUpdated : OrderEvent {
    static constexpr std::string_view type = "order.total.price.updated";
};
BOOST_DESCRIBE_STRUCT(OrderTotalPriceUpdated, (OrderEvent), ())

/// The order is to go to another address.
struct OrderShippingAddressUpdated : OrderEvent {
    static constexpr std::string_view type = "order.shipping.address.updated";
};
BOOST_DESCRIBE_STRUCT(OrderShippingAddressUpdated, (OrderEvent), ())

/// The order's customer changed.
struct OrderCustomerUpdated : OrderEvent {
    static constexpr std::string_view type = "order.customer.updated";
};
BOOST_DESCRIBE_STRUCT(OrderCustomerUpdated, (OrderEvent), ())

/// The order's status changed.
struct OrderStatusUpdated : StatusEvent {
    static constexpr std::string_view type = "order.status.updated";
};
BOOST_DESCRIBE_STRUCT(OrderStatusUpdated, (StatusEvent), ())

/// A shipment is being made.
struct OrderShipmentCreating : ShipmentEvent {
    static constexpr std::string_view type = "order.shipment.creating";
};
BOOST_DESCRIBE_STRUCT(OrderShipmentCreating, (ShipmentEvent), ())

/// A shipment was made.
struct OrderShipmentCreated : ShipmentEvent {
    static constexpr std::string_view type = "order.shipment.created";
};
BOOST_DESCRIBE_STRUCT(OrderShipmentCreated, (ShipmentEvent), ())

/// A return shipment is being made.
struct OrderShipmentReturnCreating : ShipmentEvent {
    static constexpr std::string_view type = "order.shipment.return.creating";
};
BOOST_DESCRIBE_STRUCT(OrderShipmentReturnCreating, (ShipmentEvent), ())

/// A return shipment was made.
struct OrderShipmentReturnCreated : ShipmentEvent {
    static constexpr std::string_view type = "order.shipment.return.created";
};
BOOST_DESCRIBE_STRUCT(OrderShipmentReturnCreated, (ShipmentEvent), ())

/// A shipment was cancelled.
struct OrderShipmentCancelled : ShipmentCancelledEvent {
    static constexpr std::string_view type = "order.shipment.cancelled";
};
BOOST_DESCRIBE_STRUCT(OrderShipmentCancelled, (ShipmentCancelledEvent), ())

/// A return shipment was cancelled.
struct OrderShipmentReturnCancelled : ShipmentCancelledEvent {
    static constexpr std::string_view type = "order.shipment.return.cancelled";
};
BOOST_DESCRIBE_STRUCT(OrderShipmentReturnCancelled, (ShipmentCancelledEvent), ())

} // namespace orderhook::salla
