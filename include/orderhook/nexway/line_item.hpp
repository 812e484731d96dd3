// What a Nexway order sells.
//
// Rates are fractions: 0.1 is 10 %. Amounts are in the order's currency. Unit prices are rounded,
// so quantity times price need not be the total.
#pragma once

#include <orderhook/decimal.hpp>
#include <orderhook/nexway/subscription.hpp>

namespace orderhook::nexway {

struct Product {
    std::string name;
    std::string unique_reference;                   ///< Nexway's
    std::optional<std::string> publisher_reference; ///< the merchant's

    friend bool operator==(const Product&, const Product&) = default;
};
BOOST_DESCRIBE_STRUCT(Product, (), (name, unique_reference, publisher_reference))

struct AppliedDiscount {
    std::string discount_id;
    std::optional<Decimal> discount_amount;
    std::optional<std::string> discount_code;
    std::optional<Decimal> discount_rate;

    friend bool operator==(const AppliedDiscount&, const AppliedDiscount&) = default;
};
BOOST_DESCRIBE_STRUCT(
    AppliedDiscount,
    (),
    (discount_id, discount_amount, discount_code, discount_rate)
)

/// The prices of one unit with all that made them.
struct Pricing {
    std::optional<Decimal> unit_price_excl_vat;
    std::optional<Decimal> unit_price_inc_vat;
    std::optional<Decimal> vat_rate;
    std::optional<Decimal> vat_amount;
    std::optional<Decimal> cumulated_discount_rate;
    std::optional<std::vector<AppliedDiscount>> all_discounts_applied;

    friend bool operator==(const Pricing&, const Pricing&) = default;
};
BOOST_DESCRIBE_STRUCT(
    Pricing,
    (),
    (unit_price_excl_vat,
     unit_price_inc_vat,
     vat_rate,
     vat_amount,
     cumulated_discount_rate,
     all_discounts_applied)
)
constexpr auto json_names(std::type_identity<Pricing>) {
    return std::array{
        json::Name{.member = "unit_price_excl_vat", .key = "unitPriceExclVAT"},
        json::Name{.member = "unit_price_inc_vat", .key = "unitPriceIncVAT"},
        json::Name{.member = "vat_rate", .key = "VATRate"}};
}

/// The discount of a line by a plan; SubscriptionDiscountPlan is that of coming renewals.
struct DiscountPlan {
    std::string tag;
    std::optional<std::int32_t> discount_step;
    std::optional<bool> ignore_purchase_discount;

    friend bool operator==(const DiscountPlan&, const DiscountPlan&) = default;
};
BOOST_DESCRIBE_STRUCT(DiscountPlan, (), (tag, discount_step, ignore_purchase_discount))

/// A part of a bundle.
struct SubItem {
    std::optional<std::string> id;
    std::optional<Product> product;
    std::optional<std::string> activation_code; ///< a licence key: keep it secret
    std::optional<std::string> external_context;
    std::optional<std::string> fulfillment_id;
    std::optional<std::string> publisher_fulfillment_id;

    friend bool operator==(const SubItem&, const SubItem&) = default;
};
BOOST_DESCRIBE_STRUCT(
    SubItem,
    (),
    (id, product, activation_code, external_context, fulfillment_id, publisher_fulfillment_id)
)

struct LineItem {
    std::string id;
    std::optional<std::string> line_item_id; ///< the id once more
    Product product;
    std::optional<std::int32_t> quantity;
    std::optional<Decimal> unit_price_excl_vat;
    std::optional<Decimal> unit_price_inc_vat;
    std::optional<Decimal> vat_rate;
    std::optional<Pricing> pricing;
    std::optional<Decimal> discount_rate;
    std::optional<DiscountPlan> discount_plan;
    std::optional<bool> trial;
    std::optional<std::int32_t> trial_duration;  ///< days, even of a line that is no trial
    std::optional<std::string> external_context; ///< the merchant's, any text
    std::optional<std::string> activation_code;  ///< a licence key: keep it secret
    std::optional<Timestamp> expiration_date;
    std::optional<std::string> fulfillment_id;
    std::optional<std::string> publisher_fulfillment_id;
    std::optional<bool> is_upsell;
    std::optional<std::int32_t> priority;
    std::optional<std::vector<SubItem>> sub_items;
    std::optional<std::string> subscription_id; ///< also there without `subscription`
    std::optional<Subscription> subscription;

    /// The id of its subscription, wherever it stands; nullptr when there is none.
    [[nodiscard]] const std::string* find_subscription_id() const noexcept {
        if (subscription_id) return &*subscription_id;
        return subscription && !subscription->id.empty() ? &subscription->id : nullptr;
    }

    friend bool operator==(const LineItem&, const LineItem&) = default;
};
BOOST_DESCRIBE_STRUCT(
    LineItem,
    (),
    (id,
     line_item_id,
     product,
     quantity,
     unit_price_excl_vat,
     unit_price_inc_vat,
     vat_rate,
     pricing,
     discount_rate,
     discount_plan,
     trial,
     trial_duration,
     external_context,
     activation_code,
     expiration_date,
     fulfillment_id,
     publisher_fulfillment_id,
     is_upsell,
     priority,
     sub_items,
     subscription_id,
     subscription)
)
constexpr auto json_names(std::type_identity<LineItem>) {
    return std::array{
        json::Name{.member = "unit_price_excl_vat", .key = "unitPriceExclVAT"},
        json::Name{.member = "unit_price_inc_vat", .key = "unitPriceIncVAT"},
        json::Name{.member = "vat_rate", .key = "VATRate"},
        json::Name{.member = "discount_plan", .key = "discountPlan", .alias = "DiscountPlan"}};
}

} // namespace orderhook::nexway
