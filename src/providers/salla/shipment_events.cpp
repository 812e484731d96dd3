#include "providers/salla/events.hpp"

#include <orderhook/event_decoders.hpp>
#include <orderhook/salla.hpp>

namespace orderhook::salla {
namespace {

constexpr auto status_decoders = decoders_of<StatusEvent, OrderStatusUpdated>();

constexpr auto shipment_decoders = decoders_of<
    ShipmentEvent,
    OrderShipmentCreating,
    OrderShipmentCreated,
    OrderShipmentReturnCreating,
    OrderShipmentReturnCreated>();

constexpr auto cancelled_decoders =
    decoders_of<ShipmentCancelledEvent, OrderShipmentCancelled, OrderShipmentReturnCancelled>();

} // namespace

Result<Decoded> decode_shipment_or_status(std::string_view type, std::string_view body) {
    for (const std::span<const EventDecoder> decoders :
         {std::span<const EventDecoder>(status_decoders),
          std::span<const EventDecoder>(shipment_decoders),
          std::span<const EventDecoder>(cancelled_decoders)}) {
        auto decoded = decode_by_type(decoders, type, body);
        if (!decoded || decoded->payload) return decoded;
    }
    return Decoded{};
}

} // namespace orderhook::salla
