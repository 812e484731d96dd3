// The shop's own places.
#pragma once

#include <orderhook/raw_json.hpp>
#include <orderhook/salla/values.hpp>

#include <vector>

namespace orderhook::salla {

struct Contacts {
    std::optional<std::string> phone;
    std::optional<std::string> whatsapp;
    std::optional<std::string> telephone;

    friend bool operator==(const Contacts&, const Contacts&) = default;
};
BOOST_DESCRIBE_STRUCT(Contacts, (), (phone, whatsapp, telephone))

struct WorkingDay {
    std::optional<std::string> name; ///< in the shop's language
    std::optional<std::vector<Span>> times;

    friend bool operator==(const WorkingDay&, const WorkingDay&) = default;
};
BOOST_DESCRIBE_STRUCT(WorkingDay, (), (name, times))

struct Country {
    std::optional<std::int64_t> id;
    std::optional<std::string> name;
    std::optional<std::string> name_en;
    std::optional<std::string> code;
    std::optional<std::string> mobile_code;

    friend bool operator==(const Country&, const Country&) = default;
};
BOOST_DESCRIBE_STRUCT(Country, (), (id, name, name_en, code, mobile_code))

struct City {
    std::optional<std::int64_t> id;
    std::optional<std::string> name;
    std::optional<std::string> name_en;

    friend bool operator==(const City&, const City&) = default;
};
BOOST_DESCRIBE_STRUCT(City, (), (id, name, name_en))

/// Where the customer fetches the order.
struct PickupBranch {
    std::optional<std::int64_t> id;
    std::optional<std::string> name;
    std::optional<std::string> status;
    std::optional<Coordinates> location;
    std::optional<Contacts> contacts;
    std::optional<std::string> preparation_time; ///< for people
    std::optional<bool> is_open;
    std::optional<Span> closest_time;
    std::optional<std::vector<WorkingDay>> working_hours;
    std::optional<bool> is_cod_available;
    std::optional<bool> is_default;
    std::optional<RawJson> type; ///< `[]` in orders
    std::optional<Decimal> cod_cost;
    std::optional<Country> country;
    std::optional<City> city;

    friend bool operator==(const PickupBranch&, const PickupBranch&) = default;
};
BOOST_DESCRIBE_STRUCT(
    PickupBranch,
    (),
    (id,
     name,
     status,
     location,
     contacts,
     preparation_time,
     is_open,
     closest_time,
     working_hours,
     is_cod_available,
     is_default,
     type,
     cod_cost,
     country,
     city)
)

/// What the order is sent from.
struct ShipmentBranch {
    std::optional<std::int64_t> id;
    std::optional<std::string> name;
    std::optional<std::string> status;
    std::optional<bool> is_default;
    std::optional<RawJson> type; ///< `{}` or `[]`

    friend bool operator==(const ShipmentBranch&, const ShipmentBranch&) = default;
};
BOOST_DESCRIBE_STRUCT(ShipmentBranch, (), (id, name, status, is_default, type))

} // namespace orderhook::salla
