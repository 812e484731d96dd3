// An event as one line of JSON, as `orderhook decode` prints it and the handlers pass it on.
#pragma once

#include <orderhook/event.hpp>
#include <orderhook/handler.hpp>

#include <string>

namespace orderhook {

/// An object with provider, type, dedupe_key, order_key, tenant, occurred_at (RFC 3339 or null),
/// payload (typed, or null) and drift (a list of {path, expected, found}). An event without payload
/// has its whole body as `body`, numbers as the vendor wrote them; a body that is no JSON stands
/// there as a string.
[[nodiscard]] std::string event_json(const Event& event);

/// The same with id, source, received_at and attempt (a number) in front.
[[nodiscard]] std::string delivery_json(const Event& event, const Attempt& attempt);

} // namespace orderhook
