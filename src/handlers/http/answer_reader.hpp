// An answer as its bytes come in.
#pragma once

#include "handlers/http/verdict.hpp"

#include <cstddef>
#include <string_view>

namespace orderhook::outgoing {

/// Keeps of an answer what a delivery needs, and bounds the rest.
class AnswerReader {
public:
    static constexpr std::size_t most_head = std::size_t{64} << 10;
    static constexpr std::size_t most_body = std::size_t{1} << 20;

    /// One line of a head, with its end. Interim answers (1xx) are passed over. False when there
    /// were too many.
    [[nodiscard]] bool head_line(std::string_view line);

    /// The next bytes of the body. False when there were too many.
    [[nodiscard]] bool body(std::string_view bytes);

    /// Whether the final answer's head is complete.
    [[nodiscard]] bool has_answer() const noexcept { return has_answer_; }
    [[nodiscard]] Answer take_answer() { return std::move(answer_); }

private:
    Answer answer_;
    std::size_t head_bytes_ = 0;
    std::size_t body_bytes_ = 0;
    bool has_answer_ = false;
};

} // namespace orderhook::outgoing
