#include "providers/nexway/events.hpp"

#include <orderhook/event_decoders.hpp>
#include <orderhook/nexway.hpp>

namespace orderhook::nexway {
namespace {

constexpr auto order_decoders = decoders_of<
    OrderEvent,
    OrderCreated,
    OrderPaymentFailed,
    OrderPaymentRefused,
    OrderCompleted,
    OrderPartiallyCompleted,
    OrderFulfillmentFailed,
    OrderCanceled,
    OrderAborted,
    OrderRenewCompleted,
    OrderPrebillingStarted>();

} // namespace

Result<Decoded> decode_body(std::string_view type, std::string_view body) {
    return decode_by_type(order_decoders, type, body);
}

} // namespace orderhook::nexway
