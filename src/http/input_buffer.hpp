// Bytes read from a connection and not yet used.
#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <string_view>

namespace orderhook::http {

class InputBuffer {
public:
    [[nodiscard]] std::string_view bytes() const noexcept {
        return {memory_.get() + begin_, end_ - begin_};
    }
    [[nodiscard]] bool empty() const noexcept { return begin_ == end_; }

    /// Room behind the bytes, growing so that both together take up to `limit`. Empty when the
    /// bytes reach the limit. Invalidates `bytes()`.
    [[nodiscard]] std::span<char> prepare(std::size_t limit);

    /// Adds the first `count` bytes of the room.
    void commit(std::size_t count) noexcept { end_ += count; }

    /// Drops bytes from the front.
    void consume(std::size_t count) noexcept;

private:
    std::unique_ptr<char[]> memory_;
    std::size_t capacity_ = 0;
    std::size_t begin_ = 0;
    std::size_t end_ = 0;
};

} // namespace orderhook::http
