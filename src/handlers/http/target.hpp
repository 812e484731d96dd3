// The configuration of an `http` handler.
#pragma once

#include "handlers/http/connections.hpp"
#include "handlers/http/post.hpp"
#include "handlers/http/signer.hpp"
#include "handlers/http/verdict.hpp"

#include <orderhook/settings.hpp>

#include <string>
#include <string_view>

namespace orderhook::outgoing {

/// Where events go, and how.
struct Target {
    Shape shape;
    Secret authorization_life; ///< less its text
    Signer signer;
    Verdicts verdicts;
    ConnectionOptions connection;
};

/// Reads the keys that the handler's header names. Files are only looked into.
[[nodiscard]] Result<Target> read_target(Settings& section);

/// What is wrong with the URL of a receiver; empty when nothing is. Never repeats it, since it may
/// hold a password.
[[nodiscard]] std::string problem_of_url(std::string_view url);

} // namespace orderhook::outgoing
