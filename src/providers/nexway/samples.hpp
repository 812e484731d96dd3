// The files of samples/, embedded by CMake.
#pragma once

#include <orderhook/provider.hpp>

#include <span>

namespace orderhook::nexway {

[[nodiscard]] std::span<const Sample> samples();

} // namespace orderhook::nexway
