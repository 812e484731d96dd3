// The subscription that a line of a Nexway order belongs to.
#pragma once

#include <orderhook/nexway/naming.hpp>
#include <orderhook/open_enum.hpp>
#include <orderhook/time.hpp>

#include <boost/describe/class.hpp>

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <type_traits>
#include <vector>

namespace orderhook::nexway {

/// Spelled as Nexway sends it.
enum class SubscriptionStatus { Active, Suspended, Dunning, Canceled, Expired };
BOOST_DESCRIBE_ENUM(SubscriptionStatus, Active, Suspended, Dunning, Canceled, Expired)

struct Lifecycle {
    std::optional<Timestamp> anniversary_date; ///< paid until then
    std::optional<std::int32_t> generation;    ///< 0 at the purchase, 1 after the first renewal
    std::optional<OpenEnum<SubscriptionStatus>> status;
    std::optional<std::string> id; ///< deprecated: the back office's; Subscription::id is the id

    friend bool operator==(const Lifecycle&, const Lifecycle&) = default;
};
BOOST_DESCRIBE_STRUCT(Lifecycle, (), (anniversary_date, generation, status, id))

/// A product as a subscription has it; an order's line has a Product.
struct SubscriptionProduct {
    std::string id;           ///< Product::unique_reference
    std::string line_item_id; ///< may be another than the line's own
    std::optional<std::string> license_id;

    friend bool operator==(const SubscriptionProduct&, const SubscriptionProduct&) = default;
};
BOOST_DESCRIBE_STRUCT(SubscriptionProduct, (), (id, line_item_id, license_id))

/// The discounts of coming renewals; DiscountPlan is that of a line.
struct SubscriptionDiscountPlan {
    std::string tag;
    std::optional<std::int32_t> next_discount_step; ///< starting step + generation + 1
    std::optional<std::int32_t> starting_step;

    friend bool
    operator==(const SubscriptionDiscountPlan&, const SubscriptionDiscountPlan&) = default;
};
BOOST_DESCRIBE_STRUCT(SubscriptionDiscountPlan, (), (tag, next_discount_step, starting_step))

/// There in events about renewals, and in those the merchant chose "including subscription data".
struct Subscription {
    std::string id;
    std::string model_id; ///< `NEXWAY_1Y`
    std::string store_id;
    std::optional<std::string> end_user_id; ///< the shopper, as of Shopper::id
    std::optional<Timestamp> create_date;
    std::optional<std::string> name;
    std::optional<std::string> source;
    Lifecycle lifecycle;
    std::vector<SubscriptionProduct> products; ///< one today
    std::optional<SubscriptionDiscountPlan> discount_plan;
    std::optional<bool> payment_method_is_no_longer_replayable; ///< renewals will fail
    std::optional<std::string> payment_method_is_no_longer_replayable_reason;

    friend bool operator==(const Subscription&, const Subscription&) = default;
};
BOOST_DESCRIBE_STRUCT(
    Subscription,
    (),
    (id,
     model_id,
     store_id,
     end_user_id,
     create_date,
     name,
     source,
     lifecycle,
     products,
     discount_plan,
     payment_method_is_no_longer_replayable,
     payment_method_is_no_longer_replayable_reason)
)
constexpr auto json_names(std::type_identity<Subscription>) {
    return std::array{
        json::Name{.member = "end_user_id", .key = "enduserId", .alias = "endUserId"}};
}

} // namespace orderhook::nexway
