// An order in the 11 events about its content.
#pragma once

#include <orderhook/salla/amounts.hpp>
#include <orderhook/salla/branch.hpp>
#include <orderhook/salla/customer.hpp>
#include <orderhook/salla/item.hpp>
#include <orderhook/salla/order_parts.hpp>
#include <orderhook/salla/shipment.hpp>
#include <orderhook/salla/shipping.hpp>

namespace orderhook::salla {

/// `data` of those events. Drafts and deleted orders have nearly nothing filled.
struct Order {
    std::optional<std::int64_t> id;
    std::optional<NumberOrText> cart_reference_id; ///< of the cart it was made from
    std::optional<std::int64_t> reference_id;      ///< the number people see
    std::optional<NumberOrText> external_order_id;
    std::optional<NumberOrText> checkout_id;
    std::optional<OrderUrls> urls;
    std::optional<Date> date; ///< when it was placed
    std::optional<Date> updated_at;
    std::optional<Date> first_complete_at;
    std::optional<std::string> source; ///< `store`, `dashboard`, `abandoned-cart`, ...
    std::optional<bool> draft;
    std::optional<bool> read;
    std::optional<std::string> source_device; ///< `desktop` or `mobile`
    std::optional<SourceDetails> source_details;
    std::optional<OrderStatus> status;
    std::optional<bool> is_price_quote;
    std::optional<std::string> payment_method; ///< `mada`, `cod`, `bank`, `waiting`, ...
    std::optional<std::string> receipt_image;  ///< proof of a bank transfer
    std::optional<std::string> currency;       ///< of the amounts, the customer's choice
    std::optional<OrderAmounts> amounts;
    std::optional<ExchangeRate> exchange_rate;
    std::optional<bool> can_cancel;
    std::optional<bool> show_weight;
    std::optional<bool> can_reorder;
    std::optional<bool> is_pending_payment;
    std::optional<std::int64_t> pending_payment_ends_at; ///< seconds left to pay, no time
    std::optional<Date> pending_payment_start_at;
    std::optional<std::string> rating_link;  ///< deprecated, see find_rating_link
    std::optional<std::string> checkout_url; ///< deprecated, see find_checkout_link
    std::optional<std::string> total_weight; ///< for people, in the shop's digits: `٠٫٢٥ كجم`
    std::optional<Shipping> shipping;
    std::optional<std::vector<Shipment>> shipments;
    std::optional<PickupBranch> pickup_branch; ///< see OrderEvent::find_pickup_branch
    std::optional<std::vector<ShipmentBranch>> shipment_branch;
    std::optional<Customer> customer;
    std::optional<std::vector<Item>> items;
    std::optional<std::vector<Reservation>> product_reservations;
    std::optional<Bank> bank;
    std::optional<std::vector<RawJson>> tags;
    std::optional<Store> store;

    /// Where the customer rates the order: `urls.rating`, else the deprecated `rating_link`.
    /// nullptr for none.
    [[nodiscard]] const std::string* find_rating_link() const noexcept {
        return first_filled({urls ? &urls->rating : nullptr, &rating_link});
    }
    /// Where the customer pays: `urls.checkout`, else the deprecated `checkout_url`.
    [[nodiscard]] const std::string* find_checkout_link() const noexcept {
        return first_filled({urls ? &urls->checkout : nullptr, &checkout_url});
    }
    /// Where the customer gets codes and files; nullptr when only the deprecated `codes` and
    /// `files` of the items have them.
    [[nodiscard]] const std::string* find_digital_content() const noexcept {
        return first_filled({urls ? &urls->digital_content : nullptr});
    }

    friend bool operator==(const Order&, const Order&) = default;
};
BOOST_DESCRIBE_STRUCT(
    Order,
    (),
    (id,
     cart_reference_id,
     reference_id,
     external_order_id,
     checkout_id,
     urls,
     date,
     updated_at,
     first_complete_at,
     source,
     draft,
     read,
     source_device,
     source_details,
     status,
     is_price_quote,
     payment_method,
     receipt_image,
     currency,
     amounts,
     exchange_rate,
     can_cancel,
     show_weight,
     can_reorder,
     is_pending_payment,
     pending_payment_ends_at,
     pending_payment_start_at,
     rating_link,
     checkout_url,
     total_weight,
     shipping,
     shipments,
     pickup_branch,
     shipment_branch,
     customer,
     items,
     product_reservations,
     bank,
     tags,
     store)
)

} // namespace orderhook::salla
