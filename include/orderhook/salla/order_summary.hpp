// An order in the events about shipments and status: flatter customer, shorter lines.
#pragma once

#include <orderhook/salla/amounts.hpp>
#include <orderhook/salla/branch.hpp>
#include <orderhook/salla/customer.hpp>
#include <orderhook/salla/item.hpp>
#include <orderhook/salla/order_parts.hpp>
#include <orderhook/salla/shipment.hpp>
#include <orderhook/salla/shipping.hpp>

namespace orderhook::salla {

struct OrderSummary {
    std::optional<std::int64_t> id; ///< the order's
    std::optional<std::int64_t> reference_id;
    std::optional<OrderUrls> urls;
    std::optional<Date> date; ///< when it was placed
    std::optional<std::string> source;
    std::optional<std::string> source_device;
    std::optional<SourceDetails> source_details;
    std::optional<Date> first_complete_at;
    std::optional<OrderStatus> status;
    std::optional<std::string> payment_method;
    std::optional<std::string> currency;
    std::optional<OrderAmounts> amounts;
    std::optional<Shipping> shipping;
    std::optional<bool> can_cancel;
    std::optional<bool> show_weight;
    std::optional<bool> can_reorder;
    std::optional<bool> is_pending_payment;
    std::optional<std::int64_t> pending_payment_ends_at; ///< seconds left to pay, no time
    std::optional<std::string> total_weight;             ///< for people, in the shop's digits
    std::optional<std::string> rating_link;              ///< deprecated, see find_rating_link
    std::optional<std::string> checkout_url;             ///< deprecated, see find_checkout_link
    std::optional<std::vector<ShipmentBranch>> shipment_branch;
    std::optional<CustomerSummary> customer;
    std::optional<std::vector<ItemSummary>> items;

    /// Where the customer rates the order: `urls.rating`, else the deprecated `rating_link`.
    /// nullptr for none.
    [[nodiscard]] const std::string* find_rating_link() const noexcept {
        return first_filled({urls ? &urls->rating : nullptr, &rating_link});
    }
    /// Where the customer pays: `urls.checkout`, else the deprecated `checkout_url`.
    [[nodiscard]] const std::string* find_checkout_link() const noexcept {
        return first_filled({urls ? &urls->checkout : nullptr, &checkout_url});
    }

    friend bool operator==(const OrderSummary&, const OrderSummary&) = default;
};
BOOST_DESCRIBE_STRUCT(
    OrderSummary,
    (),
    (id,
     reference_id,
     urls,
     date,
     source,
     source_device,
     source_details,
     first_complete_at,
     status,
     payment_method,
     currency,
     amounts,
     shipping,
     can_cancel,
     show_weight,
     can_reorder,
     is_pending_payment,
     pending_payment_ends_at,
     total_weight,
     rating_link,
     checkout_url,
     shipment_branch,
     customer,
     items)
)

/// `data` of the events about a shipment that is or was made.
struct ShippedOrder : OrderSummary {
    std::optional<std::vector<Shipment>> shipments;

    friend bool operator==(const ShippedOrder&, const ShippedOrder&) = default;
};
BOOST_DESCRIBE_STRUCT(ShippedOrder, (OrderSummary), (shipments))

/// The order whose status changed.
struct ChangedOrder : OrderSummary {
    std::optional<Money> total;

    friend bool operator==(const ChangedOrder&, const ChangedOrder&) = default;
};
BOOST_DESCRIBE_STRUCT(ChangedOrder, (OrderSummary), (total))

/// `data` of `order.status.updated`.
struct StatusChange {
    std::optional<std::int64_t> id;    ///< of the change, not of the order; exceeds 2^53
    std::optional<std::string> type;   ///< `activity`
    std::optional<std::string> status; ///< for people; act on `order.status.slug`
    std::optional<CustomStatus> customized;
    std::optional<std::string> note;
    std::optional<Date> created_at; ///< when the status changed
    std::optional<ChangedOrder> order;

    friend bool operator==(const StatusChange&, const StatusChange&) = default;
};
BOOST_DESCRIBE_STRUCT(StatusChange, (), (id, type, status, customized, note, created_at, order))

/// `data` of the events about a cancelled shipment. Of several shipments only the number tells
/// which one it was.
struct CancelledShipment {
    std::optional<std::int64_t> id; ///< the order's
    std::optional<std::int64_t> reference_id;
    std::optional<std::string> shipping_number;

    friend bool operator==(const CancelledShipment&, const CancelledShipment&) = default;
};
BOOST_DESCRIBE_STRUCT(CancelledShipment, (), (id, reference_id, shipping_number))

} // namespace orderhook::salla
