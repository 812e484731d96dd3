// What a program finds in its environment.
#pragma once

#include <orderhook/event.hpp>
#include <orderhook/handler.hpp>
#include <orderhook/result.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace orderhook {

/// Our variables that may be passed on, as `NAME=value`: PATH, HOME, LANG, LC_ALL, TZ, TMPDIR and
/// the named ones, as far as they are set. All others stay ours: they may be secrets.
[[nodiscard]] std::vector<std::string>
passed_environment(const std::vector<std::string>& also_passed);

/// Adds the envelope, the same variables for every event, as ORDERHOOK_ and
/// - EVENT_ID, HANDLER, SOURCE, PROVIDER, TYPE, DEDUPE_KEY, ORDER_KEY, TENANT,
/// - RECEIVED_AT and OCCURRED_AT in RFC 3339,
/// - ATTEMPT (1 for the first), REPLAY (0 for none), LATE (0 or 1).
///
/// What the body does not name is empty. Fails, malformed, when a value holds a NUL byte: cut
/// there, or with another character in its place, it could be the key of another order.
[[nodiscard]] Result<void> add_envelope(
    std::vector<std::string>& environment,
    std::string_view handler,
    const Event& event,
    const Attempt& attempt
);

} // namespace orderhook
