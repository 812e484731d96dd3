// How an order is to reach its customer.
#pragma once

#include <orderhook/raw_json.hpp>
#include <orderhook/salla/values.hpp>

#include <map>

namespace orderhook::salla {

/// `[]` at the vendor until there is one; then both members are nothing.
struct Label {
    std::optional<std::string> format; ///< `pdf`
    std::optional<std::string> url;

    friend bool operator==(const Label&, const Label&) = default;
};
BOOST_DESCRIBE_STRUCT(Label, (), (format, url))

struct Receiver {
    std::optional<std::string> name;
    std::optional<std::string> email;
    std::optional<std::string> phone;

    friend bool operator==(const Receiver&, const Receiver&) = default;
};
BOOST_DESCRIBE_STRUCT(Receiver, (), (name, email, phone))

struct Shipper {
    std::optional<std::string> name;
    std::optional<std::string> company_name;
    std::optional<std::string> email;
    std::optional<std::string> phone;

    friend bool operator==(const Shipper&, const Shipper&) = default;
};
BOOST_DESCRIBE_STRUCT(Shipper, (), (name, company_name, email, phone))

struct ShippingAddress {
    std::optional<std::string> country; ///< a name where goods are picked up, else a code
    std::optional<std::string> country_code;
    std::optional<std::string> city;
    std::optional<std::string> shipping_address; ///< the whole of it
    std::optional<std::string> street_number;
    std::optional<std::string> block;
    std::optional<std::string> postal_code;
    std::optional<Coordinates> geo_coordinates;

    friend bool operator==(const ShippingAddress&, const ShippingAddress&) = default;
};
BOOST_DESCRIBE_STRUCT(
    ShippingAddress,
    (),
    (country,
     country_code,
     city,
     shipping_address,
     street_number,
     block,
     postal_code,
     geo_coordinates)
)

/// The courier's side of it. Salla writes `"0"` for none.
struct CourierShipment {
    std::optional<std::string> id;
    std::optional<std::string> pickup_id;
    std::optional<std::string> tracking_link;
    std::optional<Label> label;

    /// The courier's number, or nullptr when there is none yet.
    [[nodiscard]] const std::string* find_id() const noexcept { return unless_none(id); }
    /// Where the parcel can be followed; some couriers put a bare number here. nullptr for none.
    [[nodiscard]] const std::string* find_tracking_link() const noexcept {
        return unless_none(tracking_link);
    }

    friend bool operator==(const CourierShipment&, const CourierShipment&) = default;

private:
    static const std::string* unless_none(const std::optional<std::string>& text) noexcept {
        return text && !text->empty() && *text != "0" ? &*text : nullptr;
    }
};
BOOST_DESCRIBE_STRUCT(CourierShipment, (), (id, pickup_id, tracking_link, label))

/// `shipping` of an order; digital orders have none.
struct Shipping {
    std::optional<std::int64_t> id;
    std::optional<NumberOrText> app_id;
    std::optional<std::string> company;
    std::optional<std::string> logo;
    std::optional<Receiver> receiver;
    std::optional<Shipper> shipper;
    std::optional<ShippingAddress> pickup_address;
    std::optional<ShippingAddress> address;
    std::optional<CourierShipment> shipment;
    std::optional<std::map<std::string, RawJson>> policy_options; ///< the courier's own
    std::optional<NumberOrText> shipment_reference;
    std::optional<std::int64_t> branch_id;

    friend bool operator==(const Shipping&, const Shipping&) = default;
};
BOOST_DESCRIBE_STRUCT(
    Shipping,
    (),
    (id,
     app_id,
     company,
     logo,
     receiver,
     shipper,
     pickup_address,
     address,
     shipment,
     policy_options,
     shipment_reference,
     branch_id)
)

} // namespace orderhook::salla
