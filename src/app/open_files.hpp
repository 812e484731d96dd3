// How many files the system lets the process have open, connections among them.
#pragma once

#include <cstdint>

namespace orderhook {

/// Raises the process's own limit to so many, as far as the system allows. Returns what it is then.
std::uint64_t raise_open_files(std::uint64_t wanted);

} // namespace orderhook
