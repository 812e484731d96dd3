// Calls of code that is not ours.
#pragma once

#include <exception>
#include <string>

namespace orderhook {

/// What the call returns, or what `thrown` makes of the words of what it throws. A handler, a
/// provider or a plug-in may throw anything.
template <class Call, class Thrown>
auto foreign_call(Call call, Thrown thrown) -> decltype(call()) {
    try {
        return call();
    } catch (const std::exception& error) {
        return thrown(std::string(error.what()));
    } catch (...) {
        return thrown(std::string("unknown exception"));
    }
}

} // namespace orderhook
