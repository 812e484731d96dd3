#include "providers/ordergroove/events.hpp"

#include <orderhook/event_decoders.hpp>
#include <orderhook/ordergroove.hpp>

namespace orderhook::ordergroove {
namespace {

constexpr auto order_decoders = decoders_of<
    OrderEvent,
    OrderCreate,
    OrderChangeShippingAddress,
    OrderChangePayment,
    OrderChangeNextOrderDate,
    OrderSkipOrder,
    OrderSendNow,
    OrderCancel,
    OrderSuccess,
    OrderDelete,
    OrderGenericError,
    OrderReject,
    OrderReminder,
    OrderRetryablePlacementFailure,
    OrderRefreshOneClickToken,
    OrderAwaitingRetryInstructions>();

constexpr auto item_decoders = decoders_of<
    ItemEvent,
    ItemCreate,
    ItemChangeOrder,
    ItemChangeQuantity,
    ItemRemove,
    ItemSubscribe,
    ItemUpdatePrice,
    ItemSuccessfullyPlaced,
    ItemOutOfStock>();

} // namespace

Result<Decoded> decode_body(std::string_view type, std::string_view body) {
    const bool item = type.starts_with("item.");
    const std::span<const EventDecoder> decoders =
        item ? std::span<const EventDecoder>(item_decoders) : order_decoders;
    return decode_by_type(decoders, type, body);
}

} // namespace orderhook::ordergroove
