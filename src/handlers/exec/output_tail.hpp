// What a program printed last.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace orderhook {

/// Counts output and keeps its end.
class OutputTail {
public:
    void add(std::string_view output);

    /// How many bytes were added.
    [[nodiscard]] std::uint64_t size() const noexcept { return size_; }

    /// The last 500 bytes as one line of valid UTF-8: control characters, line ends among them, are
    /// blanks, several blanks are one, and a byte that is no UTF-8 is U+FFFD.
    [[nodiscard]] std::string line() const;

private:
    std::string tail_;
    std::uint64_t size_ = 0;
};

} // namespace orderhook
