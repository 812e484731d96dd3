// What a receiver's answer means for a delivery.
#pragma once

#include <orderhook/handler.hpp>
#include <orderhook/time.hpp>

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace orderhook::outgoing {

/// As much of an answer as a delivery needs.
struct Answer {
    /// More than is shown, so that a secret is recognised before it is cut.
    static constexpr std::size_t most_kept = 4096;

    int status = 0;
    std::optional<std::string> retry_after{}; ///< the header's value
    std::string front{};                      ///< the body's first bytes, `most_kept` of them
};

/// How answers are judged.
struct Verdicts {
    std::vector<int> reject_statuses{400, 410, 413, 415, 422};
    bool honour_retry_after = true;
    std::vector<std::string> secrets{}; ///< never repeated in a reason
};

/// 2xx is done, the statuses that say so are rejected, and all others are tried again. A reason is
/// `answered 503: <the body's first 512 bytes>`, as one line of UTF-8, with `***` for secrets.
[[nodiscard]] Outcome outcome_of(const Answer& answer, const Verdicts& verdicts, Time now);

} // namespace orderhook::outgoing
