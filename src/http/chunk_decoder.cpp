#include "http/chunk_decoder.hpp"

#include <algorithm>

namespace orderhook::http {

namespace {

constexpr int max_size_digits = 15; // so that a size never overflows

int hex_value(char letter) {
    if (letter >= '0' && letter <= '9') return letter - '0';
    if (letter >= 'a' && letter <= 'f') return letter - 'a' + 10;
    if (letter >= 'A' && letter <= 'F') return letter - 'A' + 10;
    return -1;
}

bool is_line_text(char letter) {
    const auto byte = static_cast<unsigned char>(letter);
    return (byte >= 0x20 && byte != 0x7f) || byte == '\t';
}

bool is_name_text(char letter) {
    const auto byte = static_cast<unsigned char>(letter);
    return byte > 0x20 && byte < 0x7f && letter != ':';
}

} // namespace

tl::expected<std::size_t, Refusal> ChunkDecoder::decode(std::string_view input, std::string& body) {
    std::size_t taken = 0;
    while (taken < input.size() && part_ != Part::done) {
        if (part_ == Part::data) {
            const auto count =
                static_cast<std::size_t>(std::min<std::uint64_t>(chunk_left_, input.size() - taken)
                );
            body.append(input, taken, count);
            taken += count;
            chunk_left_ -= count;
            if (chunk_left_ == 0) part_ = Part::data_cr;
        } else if (!take_letter(input[taken++])) {
            return tl::unexpected<Refusal>(refusal_);
        }
    }
    return taken;
}

bool ChunkDecoder::take_letter(char letter) {
    switch (part_) {
    case Part::size_start:
    case Part::size:
    case Part::extension:
    case Part::size_end:
        return take_size(letter);
    case Part::data_cr:
        return move_on(letter == '\r', Part::data_lf);
    case Part::data_lf:
        return move_on(letter == '\n', Part::size_start);
    case Part::trailer_start:
    case Part::trailer_name:
    case Part::trailer_value:
    case Part::trailer_lf:
    case Part::last_lf:
        return take_trailer(letter);
    case Part::data:
    case Part::done:
        break;
    }
    return false;
}

bool ChunkDecoder::take_size(char letter) {
    if (part_ == Part::size_end) {
        if (letter != '\n') return false;
        part_ = chunk_left_ == 0 ? Part::trailer_start : Part::data;
        digits_ = 0;
        if (chunk_left_ > room_) {
            refusal_ = {413, "body too large"};
            return false;
        }
        room_ -= chunk_left_;
        return true;
    }
    if (part_ == Part::extension) {
        if (letter == '\r') return move_on(true, Part::size_end);
        if (overhead_room_ == 0) {
            refusal_ = {431, "chunk extensions too large"};
            return false;
        }
        --overhead_room_;
        return is_line_text(letter);
    }
    if (const int value = hex_value(letter); value >= 0) {
        chunk_left_ = chunk_left_ * 16 + static_cast<std::uint64_t>(value);
        part_ = Part::size;
        return ++digits_ <= max_size_digits;
    }
    if (part_ == Part::size_start) return false;
    if (letter == ';') return move_on(true, Part::extension);
    return move_on(letter == '\r', Part::size_end);
}

bool ChunkDecoder::take_trailer(char letter) {
    if (part_ == Part::trailer_lf) return move_on(letter == '\n', Part::trailer_start);
    if (part_ == Part::last_lf) return move_on(letter == '\n', Part::done);
    if (part_ == Part::trailer_start && letter == '\r') return move_on(true, Part::last_lf);

    if (overhead_room_ == 0) {
        refusal_ = {431, "trailers too large"};
        return false;
    }
    --overhead_room_;
    if (part_ == Part::trailer_start) return move_on(is_name_text(letter), Part::trailer_name);
    if (part_ == Part::trailer_name) {
        if (letter == ':') return move_on(true, Part::trailer_value);
        return is_name_text(letter);
    }
    if (letter == '\r') return move_on(true, Part::trailer_lf);
    return is_line_text(letter);
}

bool ChunkDecoder::move_on(bool expected, Part next) {
    part_ = next;
    return expected;
}

} // namespace orderhook::http
