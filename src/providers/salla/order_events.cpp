#include "providers/salla/events.hpp"

#include <orderhook/event_decoders.hpp>
#include <orderhook/salla.hpp>

namespace orderhook::salla {
namespace {

constexpr auto order_decoders = decoders_of<
    OrderEvent,
    OrderCreated,
    OrderUpdated,
    OrderCancelled,
    OrderRefunded,
    OrderDeleted,
    OrderProductsUpdated,
    OrderPaymentUpdated,
    OrderCouponUpdated,
    OrderTotalPriceUpdated,
    OrderShippingAddressUpdated,
    OrderCustomerUpdated>();

} // namespace

Result<Decoded> decode_order(std::string_view type, std::string_view body) {
    return decode_by_type(order_decoders, type, body);
}

} // namespace orderhook::salla
