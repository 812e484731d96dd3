// The bound on the memory that bodies take, over all connections of a listener.
#pragma once

#include <cstddef>

namespace orderhook::http {

class BodyMemory {
public:
    explicit BodyMemory(std::size_t limit) : free_(limit) {}

    [[nodiscard]] bool take(std::size_t bytes) noexcept {
        if (bytes > free_) return false;
        free_ -= bytes;
        return true;
    }
    void give_back(std::size_t bytes) noexcept { free_ += bytes; }

private:
    std::size_t free_;
};

/// What one connection holds of it.
class BodyShare {
public:
    explicit BodyShare(BodyMemory& memory) : memory_(memory) {}
    ~BodyShare() { release(); }
    BodyShare(const BodyShare&) = delete;
    BodyShare& operator=(const BodyShare&) = delete;

    /// Holds `bytes` in all. False when there is not that much left.
    [[nodiscard]] bool grow_to(std::size_t bytes) noexcept {
        if (bytes <= held_) return true;
        if (!memory_.take(bytes - held_)) return false;
        held_ = bytes;
        return true;
    }
    void release() noexcept {
        memory_.give_back(held_);
        held_ = 0;
    }

private:
    BodyMemory& memory_;
    std::size_t held_ = 0;
};

} // namespace orderhook::http
