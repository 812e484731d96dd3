#include "handlers/exec/output_tail.hpp"

#include "text/utf8.hpp"

#include <algorithm>

namespace orderhook {

namespace {

constexpr std::size_t longest_tail = 500;

bool continues_character(char byte) { return (static_cast<unsigned char>(byte) & 0xc0) == 0x80; }

} // namespace

void OutputTail::add(std::string_view output) {
    size_ += output.size();
    if (output.size() >= longest_tail) tail_.clear();
    tail_ += output.substr(output.size() - std::min(output.size(), longest_tail));
    if (tail_.size() > longest_tail) tail_.erase(0, tail_.size() - longest_tail);
}

std::string OutputTail::line() const {
    std::string_view rest = tail_;
    std::string line;
    if (size_ > tail_.size()) {
        line = "…";
        for (int bytes = 0; bytes < 3 && !rest.empty() && continues_character(rest[0]); ++bytes)
            rest.remove_prefix(1); // of a character that was cut
    }
    bool has_blank = true; // leaves out blanks at the start
    while (!rest.empty()) {
        const std::size_t size = printable_size(rest);
        const auto lead = static_cast<unsigned char>(rest[0]);
        const bool is_blank = lead <= ' ' || lead == 0x7f;
        if (!is_blank)
            line += size > 0 ? rest.substr(0, size) : std::string_view("\uFFFD");
        else if (!has_blank)
            line += ' ';
        has_blank = is_blank;
        rest.remove_prefix(std::max(size, std::size_t{1}));
    }
    if (line.ends_with(' ')) line.pop_back();
    return line;
}

} // namespace orderhook
