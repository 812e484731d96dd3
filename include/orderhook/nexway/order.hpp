// A Nexway order.
//
// Mind the words: its `customer` is the merchant, and its `user` the shopper.
#pragma once

#include <orderhook/nexway/line_item.hpp>
#include <orderhook/nexway/payment.hpp>
#include <orderhook/raw_json.hpp>

#include <map>

namespace orderhook::nexway {

/// Spelled as Nexway sends it. Of these COMPLETED may still become CANCELED, and PAYMENT_REFUSED
/// COMPLETED by a later payment; ABORTED, CANCELED and CANCELED_WITH_ERROR are final.
enum class OrderStatus {
    CREATED,
    PAYMENT_PENDING,
    FRAUD_PENDING,
    PENDING,
    PENDING_WITH_ERROR,
    PARTIAL_COMPLETED,
    CANCEL_PENDING,
    PARTIAL_CANCELED,
    PAYMENT_REFUSED,
    COMPLETED,
    ABORTED,
    CANCELED,
    CANCELED_WITH_ERROR,
};
BOOST_DESCRIBE_ENUM(
    OrderStatus,
    CREATED,
    PAYMENT_PENDING,
    FRAUD_PENDING,
    PENDING,
    PENDING_WITH_ERROR,
    PARTIAL_COMPLETED,
    CANCEL_PENDING,
    PARTIAL_CANCELED,
    PAYMENT_REFUSED,
    COMPLETED,
    ABORTED,
    CANCELED,
    CANCELED_WITH_ERROR
)

/// Where an order came from. Spelled as Nexway sends it; there are others.
enum class OrderSource { PURCHASE, SUBSCRIPTION, OFFER, MANUAL_RENEWAL };
BOOST_DESCRIBE_ENUM(OrderSource, PURCHASE, SUBSCRIPTION, OFFER, MANUAL_RENEWAL)

enum class OfferSubSource { SUSPEND, RESUME };
BOOST_DESCRIBE_ENUM(OfferSubSource, SUSPEND, RESUME)

/// Nexway's `customer`: the tenant, not the shopper.
struct Merchant {
    std::optional<std::string> id;
    std::optional<std::string> customer_account; ///< its realm
    std::optional<std::string> name;
    std::optional<std::string> serveur; ///< an older name

    friend bool operator==(const Merchant&, const Merchant&) = default;
};
BOOST_DESCRIBE_STRUCT(Merchant, (), (id, customer_account, name, serveur))

struct Store {
    std::optional<std::string> id;

    friend bool operator==(const Store&, const Store&) = default;
};
BOOST_DESCRIBE_STRUCT(Store, (), (id))
constexpr auto json_names(std::type_identity<Store>) {
    return std::array{json::Name{.member = "id", .key = "id", .alias = "Id"}};
}

/// Nexway's `user`. All of it is personal.
struct Shopper {
    std::optional<std::string> id;
    std::string email;
    std::optional<std::string> first_name;
    std::optional<std::string> last_name;
    std::optional<std::string> language; ///< two letters, `en`
    std::optional<std::string> country;  ///< three letters, `AUS`
    std::optional<std::string> street;
    std::optional<std::string> zipcode;
    std::optional<std::string> city;
    std::optional<std::string> region;
    std::optional<std::string> company_name;
    std::optional<std::string> company_registration_number;

    friend bool operator==(const Shopper&, const Shopper&) = default;
};
BOOST_DESCRIBE_STRUCT(
    Shopper,
    (),
    (id,
     email,
     first_name,
     last_name,
     language,
     country,
     street,
     zipcode,
     city,
     region,
     company_name,
     company_registration_number)
)

struct ConsentFlags {
    std::optional<bool> newsletter_optin;

    friend bool operator==(const ConsentFlags&, const ConsentFlags&) = default;
};
BOOST_DESCRIBE_STRUCT(ConsentFlags, (), (newsletter_optin))
constexpr auto json_names(std::type_identity<ConsentFlags>) {
    return std::array{json::Name{
        .member = "newsletter_optin",
        .key = "newsletterOptin",
        .alias = "newstellerOption"}};
}

struct Order {
    std::string id;
    OpenEnum<OrderStatus> status;
    std::optional<OpenEnum<OrderSource>> source;
    std::optional<OpenEnum<OfferSubSource>> offer_sub_source;
    std::optional<Timestamp> creation_date;
    std::optional<Timestamp> cancellation_date;
    std::optional<std::string> cancellation_reason;
    std::optional<std::string> cart_id;
    std::string currency;                        ///< of all amounts, `EUR`
    std::optional<Decimal> total_price_inc_vat;  ///< need not be the sum of the lines
    std::optional<Decimal> total_price_excl_vat; ///< need not be the sum of the lines
    std::optional<std::string> external_context; ///< the cart's parameters; JSON in base64
    /// The same decoded, when it was JSON. The place for the shop's own order number.
    std::optional<std::map<std::string, RawJson>> decoded_external_context;
    std::optional<std::vector<std::string>> sales_flag; ///< the merchant's tags
    std::optional<ConsentFlags> consent_flags;
    std::optional<Merchant> customer; ///< the merchant
    std::optional<Store> store;
    std::vector<LineItem> items;
    std::optional<Payment> payment;               ///< the last attempt
    std::optional<std::vector<Payment>> payments; ///< every attempt
    std::optional<Refund> refund;
    std::optional<Shopper> user; ///< the shopper

    friend bool operator==(const Order&, const Order&) = default;
};
BOOST_DESCRIBE_STRUCT(
    Order,
    (),
    (id,
     status,
     source,
     offer_sub_source,
     creation_date,
     cancellation_date,
     cancellation_reason,
     cart_id,
     currency,
     total_price_inc_vat,
     total_price_excl_vat,
     external_context,
     decoded_external_context,
     sales_flag,
     consent_flags,
     customer,
     store,
     items,
     payment,
     payments,
     refund,
     user)
)
constexpr auto json_names(std::type_identity<Order>) {
    return std::array{
        json::Name{.member = "total_price_inc_vat", .key = "totalPriceIncVAT"},
        json::Name{.member = "total_price_excl_vat", .key = "totalPriceExclVAT"}};
}

} // namespace orderhook::nexway
