// What an order is sent or returned in.
#pragma once

#include <orderhook/json/naming.hpp>
#include <orderhook/open_enum.hpp>
#include <orderhook/salla/shipping.hpp>

#include <array>
#include <type_traits>
#include <vector>

namespace orderhook::salla {

enum class ShipmentType { shipment, return_ };
BOOST_DESCRIBE_ENUM(ShipmentType, shipment, return_)

struct Weight {
    std::optional<Decimal> value;
    std::optional<std::string> units; ///< `kg`; some bodies call it `unit`

    friend bool operator==(const Weight&, const Weight&) = default;
};
BOOST_DESCRIBE_STRUCT(Weight, (), (value, units))
constexpr auto json_names(std::type_identity<Weight>) {
    return std::array{json::Name{.member = "units", .key = "units", .alias = "unit"}};
}

struct ShippingRoute {
    std::optional<std::int64_t> id;
    std::optional<std::string> name;

    friend bool operator==(const ShippingRoute&, const ShippingRoute&) = default;
};
BOOST_DESCRIBE_STRUCT(ShippingRoute, (), (id, name))

struct Region {
    std::optional<std::int64_t> id;
    std::optional<std::string> name;
    std::optional<std::string> code;

    friend bool operator==(const Region&, const Region&) = default;
};
BOOST_DESCRIBE_STRUCT(Region, (), (id, name, code))

/// Where a shipment comes from or goes to.
struct Place {
    std::optional<std::string> type; ///< `branch` or `address`
    std::optional<std::int64_t> branch_id;
    std::optional<std::string> name;
    std::optional<std::string> email;
    std::optional<std::string> phone;
    std::optional<std::string> country;
    std::optional<std::int64_t> country_id;
    std::optional<std::string> country_code;
    std::optional<std::string> city;
    std::optional<std::int64_t> city_id;
    std::optional<Region> region;
    std::optional<std::string> address_line;
    std::optional<std::string> street_number;
    std::optional<std::string> block;
    std::optional<std::string> short_address;
    std::optional<std::string> building_number;
    std::optional<std::string> additional_number;
    std::optional<std::string> postal_code;
    std::optional<Decimal> latitude; ///< 0 with longitude 0 means not known
    std::optional<Decimal> longitude;

    friend bool operator==(const Place&, const Place&) = default;
};
BOOST_DESCRIBE_STRUCT(
    Place,
    (),
    (type,
     branch_id,
     name,
     email,
     phone,
     country,
     country_id,
     country_code,
     city,
     city_id,
     region,
     address_line,
     street_number,
     block,
     short_address,
     building_number,
     additional_number,
     postal_code,
     latitude,
     longitude)
)

struct Package {
    std::optional<std::int64_t> item_id;
    std::optional<NumberOrText> external_id;
    std::optional<std::string> name;
    std::optional<NumberOrText> sku;
    std::optional<Money> price;
    std::optional<std::int64_t> quantity;
    std::optional<Weight> weight;

    friend bool operator==(const Package&, const Package&) = default;
};
BOOST_DESCRIBE_STRUCT(Package, (), (item_id, external_id, name, sku, price, quantity, weight))

struct ShipmentMeta {
    std::optional<NumberOrText> app_id;
    std::optional<std::map<std::string, RawJson>> policy_options; ///< the courier's own

    friend bool operator==(const ShipmentMeta&, const ShipmentMeta&) = default;
};
BOOST_DESCRIBE_STRUCT(ShipmentMeta, (), (app_id, policy_options))

/// One of an order's shipments; an order may have several, returns among them.
struct Shipment {
    std::optional<std::int64_t> id;
    std::optional<Date> created_at;
    std::optional<OpenEnum<ShipmentType>> type;
    std::optional<std::int64_t> courier_id;
    std::optional<std::string> courier_name;
    std::optional<std::string> courier_logo;
    std::optional<std::string> shipping_number;
    std::optional<std::string> tracking_number;
    std::optional<NumberOrText> pickup_id;
    std::optional<bool> trackable;
    std::optional<std::string> tracking_link;
    std::optional<Label> label;
    std::optional<std::string> payment_method; ///< `cod` or `pre_paid`
    std::optional<std::string> source;
    std::optional<std::string> status; ///< `created`, `delivered`, `cancelled`, ...
    std::optional<Money> total;
    std::optional<Money> cash_on_delivery;
    std::optional<bool> is_international;
    std::optional<Weight> total_weight;
    std::optional<ShippingRoute> shipping_route;
    std::optional<std::vector<Package>> packages;
    std::optional<Place> ship_from;
    std::optional<Place> ship_to;
    std::optional<ShipmentMeta> meta;

    friend bool operator==(const Shipment&, const Shipment&) = default;
};
BOOST_DESCRIBE_STRUCT(
    Shipment,
    (),
    (id,
     created_at,
     type,
     courier_id,
     courier_name,
     courier_logo,
     shipping_number,
     tracking_number,
     pickup_id,
     trackable,
     tracking_link,
     label,
     payment_method,
     source,
     status,
     total,
     cash_on_delivery,
     is_international,
     total_weight,
     shipping_route,
     packages,
     ship_from,
     ship_to,
     meta)
)

} // namespace orderhook::salla
