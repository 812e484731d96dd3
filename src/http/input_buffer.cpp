#include "http/input_buffer.hpp"

#include <algorithm>
#include <cassert>
#include <cstring>

namespace orderhook::http {

namespace {

constexpr std::size_t first_capacity = 4096; // a head and the usual body

} // namespace

std::span<char> InputBuffer::prepare(std::size_t limit) {
    const std::size_t size = end_ - begin_;
    if (size >= limit) return {};
    if (end_ == capacity_ && begin_ > 0) {
        std::memmove(memory_.get(), memory_.get() + begin_, size);
        begin_ = 0;
        end_ = size;
    }
    if (end_ == capacity_) {
        const std::size_t wanted = std::min(limit, std::max(first_capacity, 2 * capacity_));
        auto larger = std::make_unique_for_overwrite<char[]>(wanted);
        std::copy_n(memory_.get(), size, larger.get());
        memory_ = std::move(larger);
        capacity_ = wanted;
    }
    return {memory_.get() + end_, std::min(capacity_ - end_, limit - size)};
}

void InputBuffer::consume(std::size_t count) noexcept {
    assert(count <= end_ - begin_);
    begin_ += count;
    if (begin_ == end_) begin_ = end_ = 0;
}

} // namespace orderhook::http
