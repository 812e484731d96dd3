// Who ordered. Salla writes customers in two shapes.
#pragma once

#include <orderhook/json/naming.hpp>
#include <orderhook/salla/values.hpp>

#include <array>
#include <type_traits>
#include <vector>

namespace orderhook::salla {

struct CustomerUrls {
    std::optional<std::string> customer; ///< for the customer
    std::optional<std::string> admin;    ///< for the shop

    friend bool operator==(const CustomerUrls&, const CustomerUrls&) = default;
};
BOOST_DESCRIBE_STRUCT(CustomerUrls, (), (customer, admin))

/// What the customer came with.
struct CustomerSource {
    std::optional<std::string> device;
    std::optional<std::string> user_agent;
    std::optional<std::string> ip;

    friend bool operator==(const CustomerSource&, const CustomerSource&) = default;
};
BOOST_DESCRIBE_STRUCT(CustomerSource, (), (device, user_agent, ip))
constexpr auto json_names(std::type_identity<CustomerSource>) {
    return std::array{json::Name{.member = "user_agent", .key = "user-agent"}};
}

/// The customer in the 11 events about an order's content.
struct Customer {
    std::optional<std::int64_t> id;
    std::optional<std::string> first_name;
    std::optional<std::string> last_name;
    std::optional<std::string> full_name;
    std::optional<NumberOrText> mobile;     ///< without the country's code
    std::optional<std::string> mobile_code; ///< `+966`
    std::optional<std::string> email;
    std::optional<CustomerUrls> urls;
    std::optional<std::string> avatar;
    std::optional<std::string> gender; ///< may be empty
    std::optional<Date> birthday;
    std::optional<std::string> city;
    std::optional<std::string> country;      ///< in the shop's language
    std::optional<std::string> country_code; ///< ISO 3166
    std::optional<std::string> currency;     ///< may differ from the order's
    std::optional<std::string> location;
    std::optional<std::string> lang;
    std::optional<std::string> type;
    std::optional<CustomerSource> source;
    std::optional<bool> is_notifications_enabled;
    std::optional<Date> created_at;
    std::optional<Date> updated_at;
    std::optional<std::vector<std::int64_t>> groups;

    friend bool operator==(const Customer&, const Customer&) = default;
};
BOOST_DESCRIBE_STRUCT(
    Customer,
    (),
    (id,
     first_name,
     last_name,
     full_name,
     mobile,
     mobile_code,
     email,
     urls,
     avatar,
     gender,
     birthday,
     city,
     country,
     country_code,
     currency,
     location,
     lang,
     type,
     source,
     is_notifications_enabled,
     created_at,
     updated_at,
     groups)
)

/// The customer in events about shipments and status.
struct CustomerSummary {
    std::optional<std::int64_t> id;
    std::optional<std::string> name;
    std::optional<std::string> mobile; ///< with the country's code
    std::optional<std::string> email;
    std::optional<std::string> avatar;
    std::optional<std::string> country;
    std::optional<std::string> city;

    friend bool operator==(const CustomerSummary&, const CustomerSummary&) = default;
};
BOOST_DESCRIBE_STRUCT(CustomerSummary, (), (id, name, mobile, email, avatar, country, city))

} // namespace orderhook::salla
