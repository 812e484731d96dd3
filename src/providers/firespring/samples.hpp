// The files of samples/, embedded by CMake.
#pragma once

#include <orderhook/provider.hpp>

#include <span>

namespace orderhook::firespring {

[[nodiscard]] std::span<const Sample> samples();

} // namespace orderhook::firespring
