// Bodies in chunks.
#pragma once

#include "http/refusal.hpp"

#include <tl/expected.hpp>

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace orderhook::http {

/// Takes the chunked coding off a body, as it comes. Extensions and trailers are checked, counted
/// against one bound, and dropped.
class ChunkDecoder {
public:
    ChunkDecoder(std::uint64_t max_body, std::size_t max_overhead)
        : room_(max_body),
          overhead_room_(max_overhead) {}

    /// Appends the decoded part of `input` to `body`. Returns how many bytes it took: all, unless
    /// the body ended among them. Refuses with 400, 413 or 431.
    [[nodiscard]] tl::expected<std::size_t, Refusal>
    decode(std::string_view input, std::string& body);

    [[nodiscard]] bool done() const noexcept { return part_ == Part::done; }

private:
    enum class Part {
        size_start,
        size,
        extension,
        size_end,
        data,
        data_cr,
        data_lf,
        trailer_start,
        trailer_name,
        trailer_value,
        trailer_lf,
        last_lf,
        done,
    };

    [[nodiscard]] bool take_letter(char letter);
    [[nodiscard]] bool take_size(char letter);
    [[nodiscard]] bool take_trailer(char letter);
    [[nodiscard]] bool move_on(bool expected, Part next);

    Part part_ = Part::size_start;
    std::uint64_t room_;
    std::size_t overhead_room_;
    std::uint64_t chunk_left_ = 0;
    int digits_ = 0;
    Refusal refusal_{400, "malformed chunk"};
};

} // namespace orderhook::http
