// What orders and their lines cost.
#pragma once

#include <orderhook/json/naming.hpp>
#include <orderhook/salla/values.hpp>

#include <array>
#include <type_traits>
#include <vector>

namespace orderhook::salla {

struct Tax {
    std::optional<Decimal> percent; ///< `15.00`
    std::optional<Money> amount;

    friend bool operator==(const Tax&, const Tax&) = default;
};
BOOST_DESCRIBE_STRUCT(Tax, (), (percent, amount))

/// Amounts without a currency of their own are in the order's.
struct Discount {
    std::optional<std::string> title;
    std::optional<std::string> type; ///< `special`, `normal`, `loyalty_prize`, ...
    std::optional<std::string> code;
    std::optional<Decimal> discount;
    std::optional<Decimal> discounted_shipping;
    std::optional<std::string> currency;
    std::optional<bool> has_marketing;

    friend bool operator==(const Discount&, const Discount&) = default;
};
BOOST_DESCRIBE_STRUCT(
    Discount,
    (),
    (title, type, code, discount, discounted_shipping, currency, has_marketing)
)
constexpr auto json_names(std::type_identity<Discount>) {
    return std::array{json::Name{.member = "has_marketing", .key = "hasMarketing"}};
}

struct OrderAmounts {
    std::optional<Money> sub_total;
    std::optional<Money> shipping_cost;
    std::optional<Money> cash_on_delivery;
    std::optional<Tax> tax;
    std::optional<std::vector<Discount>> discounts;
    std::optional<Money> total;

    friend bool operator==(const OrderAmounts&, const OrderAmounts&) = default;
};
BOOST_DESCRIBE_STRUCT(
    OrderAmounts,
    (),
    (sub_total, shipping_cost, cash_on_delivery, tax, discounts, total)
)

struct ItemAmounts {
    std::optional<Money> original_price;
    std::optional<Money> price_without_tax;
    std::optional<Money> total_discount;
    std::optional<Tax> tax;
    std::optional<Money> total;

    friend bool operator==(const ItemAmounts&, const ItemAmounts&) = default;
};
BOOST_DESCRIBE_STRUCT(
    ItemAmounts,
    (),
    (original_price, price_without_tax, total_discount, tax, total)
)

/// From the shop's currency to that of the order.
struct ExchangeRate {
    std::optional<std::string> base_currency;
    std::optional<std::string> exchange_currency;
    std::optional<Decimal> rate; ///< units of `base_currency` for one of `exchange_currency`

    friend bool operator==(const ExchangeRate&, const ExchangeRate&) = default;
};
BOOST_DESCRIBE_STRUCT(ExchangeRate, (), (base_currency, exchange_currency, rate))

} // namespace orderhook::salla
