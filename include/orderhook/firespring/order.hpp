// Firespring's order.
#pragma once

#include <orderhook/firespring/objects.hpp>

#include <algorithm>

namespace orderhook::firespring {

/// In minor units.
struct ItemPricing {
    std::optional<std::string> object;
    std::optional<std::int64_t> unit;
    std::optional<std::int64_t> volume;
    std::optional<std::int64_t> subtotal; ///< of the whole quantity

    friend bool operator==(const ItemPricing&, const ItemPricing&) = default;
};
BOOST_DESCRIBE_STRUCT(ItemPricing, (), (object, unit, volume, subtotal))

/// Its texts may hold HTML that nobody has checked.
struct OrderItem {
    std::optional<std::string> object;
    std::optional<std::int64_t> id;
    std::optional<FormSubmission> attributes;
    std::optional<std::int64_t> catalog_item;
    std::optional<std::int64_t> content_catalog;
    std::optional<Timestamp> date_created;
    std::optional<std::string> description;
    std::optional<bool> exempt_from_shipping;
    std::optional<bool> is_taxable;
    std::optional<Reference<Portal>> portal;
    std::optional<ItemPricing> pricing;
    std::optional<std::int64_t> quantity;
    std::optional<std::int64_t> shipment;
    std::optional<std::string> short_description;
    std::optional<std::string> sku;
    std::optional<std::string> status; ///< `ordered`
    std::optional<std::int64_t> tax_class;
    std::optional<Decimal> tax_percentage;
    std::optional<std::string> title;
    std::optional<Decimal> weight; ///< the vendor names no unit

    friend bool operator==(const OrderItem&, const OrderItem&) = default;
};
BOOST_DESCRIBE_STRUCT(
    OrderItem,
    (),
    (object,
     id,
     attributes,
     catalog_item,
     content_catalog,
     date_created,
     description,
     exempt_from_shipping,
     is_taxable,
     portal,
     pricing,
     quantity,
     shipment,
     short_description,
     sku,
     status,
     tax_class,
     tax_percentage,
     title,
     weight)
)

struct PaymentTransaction {
    std::optional<std::string> object;
    std::optional<std::int64_t> id;
    std::optional<std::int64_t> amount; ///< in minor units
    std::optional<std::string> currency;
    std::optional<Timestamp> date_created;
    std::optional<bool> is_recurring;
    std::optional<std::string> payment_type;       ///< `credit_card`
    std::optional<bool> test_mode;                 ///< no money moved; see Order::is_test
    std::optional<std::string> transaction_id;     ///< the payment service's
    std::optional<std::string> transaction_status; ///< `captured`
    std::optional<std::string> transaction_type;   ///< `payment`

    friend bool operator==(const PaymentTransaction&, const PaymentTransaction&) = default;
};
BOOST_DESCRIBE_STRUCT(
    PaymentTransaction,
    (),
    (object,
     id,
     amount,
     currency,
     date_created,
     is_recurring,
     payment_type,
     test_mode,
     transaction_id,
     transaction_status,
     transaction_type)
)

/// In minor units.
struct OrderPricing {
    std::optional<std::string> object;
    std::optional<std::int64_t> shipping;
    std::optional<std::int64_t> shipping_discount;
    std::optional<std::int64_t> subtotal; ///< before the discounts
    std::optional<std::int64_t> subtotal_discount;
    std::optional<std::int64_t> tax;
    std::optional<std::int64_t> total;

    friend bool operator==(const OrderPricing&, const OrderPricing&) = default;
};
BOOST_DESCRIBE_STRUCT(
    OrderPricing,
    (),
    (object, shipping, shipping_discount, subtotal, subtotal_discount, tax, total)
)

/// `payload` of every `order.*` event.
struct Order {
    std::optional<std::string> object;
    std::int64_t id = 0;
    std::optional<std::int64_t> amount_paid; ///< in minor units
    std::optional<std::int64_t> content_catalog;
    std::optional<std::string> currency;   ///< ISO 4217 in lower case
    std::optional<Timestamp> date_created; ///< of the order; the event may be days younger
    std::optional<bool> is_pay_later;
    std::optional<List<OrderItem>> items;
    std::optional<Reference<Message>> message;
    std::optional<std::string> order_type;                        ///< `catalog`
    std::optional<List<PaymentTransaction>> payment_transactions; ///< none for pay-later orders
    std::optional<Reference<Portal>> portal;
    std::optional<OrderPricing> pricing;
    std::optional<Reference<OrderPromoCode>> promo_code;
    std::optional<Decimal> shipping_tax_percentage;
    std::optional<std::string> status; ///< `new`
    std::optional<Reference<User>> user;

    /// Whether a payment of it was made in test mode: such an order must not be shipped.
    [[nodiscard]] bool is_test() const {
        return payment_transactions
               && std::any_of(
                   payment_transactions->data.begin(),
                   payment_transactions->data.end(),
                   [](const PaymentTransaction& payment) {
                       return payment.test_mode.value_or(false);
                   }
               );
    }

    friend bool operator==(const Order&, const Order&) = default;
};
BOOST_DESCRIBE_STRUCT(
    Order,
    (),
    (object,
     id,
     amount_paid,
     content_catalog,
     currency,
     date_created,
     is_pay_later,
     items,
     message,
     order_type,
     payment_transactions,
     portal,
     pricing,
     promo_code,
     shipping_tax_percentage,
     status,
     user)
)

} // namespace orderhook::firespring
