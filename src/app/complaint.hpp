// How a command tells its user that it failed.
#pragma once

#include <orderhook/result.hpp>

#include <string_view>

namespace orderhook {

/// Prints the error to standard error and returns the exit code that fits it.
[[nodiscard]] int complain(std::string_view command, const Error& error);

} // namespace orderhook
