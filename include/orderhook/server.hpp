// The whole service as a library, for a `main` of one's own.
#pragma once

#include <orderhook/extensions.hpp>

namespace orderhook {

/// The `orderhook` program: parses the arguments, runs the command, returns the exit code. Its
/// configurations may name what is in `own` beside what Orderhook brings. Errors go to standard
/// error; nothing is thrown.
///
///     int main(int count, char** arguments) {
///         orderhook::Extensions own;
///         own.add_handler<PickListHandler>("pick-list");
///         return orderhook::run(count, arguments, own);
///     }
[[nodiscard]] int run(int count, const char* const* arguments, const Extensions& own = {}) noexcept;

} // namespace orderhook
