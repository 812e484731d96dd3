// What every fallible call of Orderhook returns.
#pragma once

#include <tl/expected.hpp>

#include <string>
#include <utility>

namespace orderhook {

/// What the caller can do about an error; it says nothing of where the error came from.
enum class Errc {
    unauthenticated, ///< no or wrong proof of the sender
    stale,           ///< the proof is right but outside the tolerance
    malformed,       ///< the bytes are not what they should be
    unknown_type,    ///< well formed, of a type we have no name for
    too_large,       ///< over a configured bound
    not_found,
    conflict,
    unavailable, ///< try again later: journal down, disk full, overload
    misconfigured,
    internal,
};

/// An error as a value. The message names what, where (path), expected and got, in lower case
/// without a full stop. It never holds a secret or a body.
struct [[nodiscard]] Error {
    Errc code = Errc::internal;
    std::string message;

    friend bool operator==(const Error&, const Error&) = default;
};

template <class T> using Result = tl::expected<T, Error>;

/// Makes the failing side of any Result: `return failure(Errc::malformed, "...")`.
[[nodiscard]] inline tl::unexpected<Error> failure(Errc code, std::string message) {
    return tl::unexpected<Error>(Error{code, std::move(message)});
}

/// Passes the error of one Result on as that of another.
template <class T> [[nodiscard]] tl::unexpected<Error> failure(const Result<T>& failed) {
    return tl::unexpected<Error>(failed.error());
}

} // namespace orderhook
