// The typed events of Acme, a vendor that does not exist.
#pragma once

#include <orderhook/decimal.hpp>
#include <orderhook/time.hpp>

#include <boost/describe/class.hpp>

#include <optional>
#include <string>
#include <string_view>
#include <type_traits>

namespace acme {

struct Parcel {
    std::string order;
    std::optional<std::string> carrier;
    std::optional<orderhook::Decimal> postage;
};
BOOST_DESCRIBE_STRUCT(Parcel, (), (order, carrier, postage))

/// What both events have in common.
struct ParcelEvent {
    std::string id;
    std::string kind;
    orderhook::Timestamp at;
    Parcel parcel;
};
BOOST_DESCRIBE_STRUCT(ParcelEvent, (), (id, kind, at, parcel))
constexpr std::true_type is_payload(const ParcelEvent*) { return {}; }

struct ParcelSent : ParcelEvent {
    static constexpr std::string_view type = "parcel.sent";
};
BOOST_DESCRIBE_STRUCT(ParcelSent, (ParcelEvent), ())

struct ParcelLost : ParcelEvent {
    static constexpr std::string_view type = "parcel.lost";
};
BOOST_DESCRIBE_STRUCT(ParcelLost, (ParcelEvent), ())

} // namespace acme
