// A vendor's table from type names to structs.
#pragma once

#include <orderhook/json.hpp>
#include <orderhook/provider.hpp>

#include <array>
#include <span>
#include <string_view>
#include <utility>

namespace orderhook {

struct EventDecoder {
    std::string_view type;
    Result<Decoded> (*decode)(std::string_view body);
};

/// Reads the common shape of a family of events as one of them, Typed, which adds nothing to it.
template <class Typed, class Family> Result<Decoded> decode_event(std::string_view body) {
    auto typed = json::decode<Family>(body);
    if (!typed) return failure(typed);
    return Decoded{
        payload_of<Typed, Family>(Typed{std::move(typed->value)}),
        std::move(typed->drift)};
}

/// One decoder for each of Events, structs with a static `type` that derive from Family.
template <class Family, class... Events> constexpr auto decoders_of() {
    return std::array{EventDecoder{Events::type, &decode_event<Events, Family>}...};
}

/// Empty when no decoder has that type.
[[nodiscard]] inline Result<Decoded> decode_by_type(
    std::span<const EventDecoder> decoders,
    std::string_view type,
    std::string_view body
) {
    for (const EventDecoder& decoder : decoders) {
        if (decoder.type == type) return decoder.decode(body);
    }
    return Decoded{};
}

} // namespace orderhook
