#include "providers/firespring/events.hpp"

#include <orderhook/event_decoders.hpp>
#include <orderhook/firespring.hpp>

namespace orderhook::firespring {
namespace {

constexpr auto firespring_decoders = decoders_of<OrderEvent, OrderCreated>();

} // namespace

Result<Decoded> decode_body(std::string_view type, std::string_view body) {
    return decode_by_type(firespring_decoders, type, body);
}

} // namespace orderhook::firespring
