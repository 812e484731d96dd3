#include "json/parser.hpp"
#include "text/utf8.hpp"

#include <array>
#include <cstdint>
#include <cstring>

namespace orderhook::json {
namespace {

class CompactSink final : public Sink {
public:
    bool key(std::string_view name) override {
        separate();
        append_quoted(out_, name);
        out_ += ':';
        after_key_ = true;
        return true;
    }

    bool scalar(Kind kind, std::string_view text) override {
        separate();
        if (kind == Kind::string) {
            append_quoted(out_, text);
        } else {
            out_ += text;
        }
        first_ = false;
        return true;
    }

    bool open(Kind kind) override {
        separate();
        open_.push_back(kind);
        out_ += kind == Kind::object ? '{' : '[';
        first_ = true;
        return true;
    }

    bool close() override {
        out_ += open_.back() == Kind::object ? '}' : ']';
        open_.pop_back();
        first_ = false;
        return true;
    }

    [[nodiscard]] std::string take() { return std::move(out_); }
    void reserve(std::size_t size) { out_.reserve(size); }

private:
    void separate() {
        if (!first_ && !after_key_) out_ += ',';
        after_key_ = false;
    }

    std::string out_;
    std::vector<Kind> open_;
    bool first_ = true;
    bool after_key_ = false;
};

void append_escaped(std::string& out, char letter) {
    static constexpr std::string_view hex = "0123456789abcdef";
    switch (letter) {
    case '"':
        out += "\\\"";
        return;
    case '\\':
        out += "\\\\";
        return;
    case '\n':
        out += "\\n";
        return;
    case '\r':
        out += "\\r";
        return;
    case '\t':
        out += "\\t";
        return;
    default:
        break;
    }
    const auto code = static_cast<unsigned char>(letter);
    out += "\\u00";
    out += hex[code >> 4U];
    out += hex[code & 0xFU];
}

bool is_plain(char letter) {
    const auto code = static_cast<unsigned char>(letter);
    return code >= ' ' && code < 0x7F && letter != '"' && letter != '\\';
}

constexpr std::uint64_t each_byte(std::uint64_t byte) { return byte * 0x0101010101010101; }

/// Whether all eight characters are plain, tested at once.
bool are_plain(const char* eight) {
    constexpr std::uint64_t high = each_byte(0x80);
    std::uint64_t word = 0;
    std::memcpy(&word, eight, sizeof word);
    const auto has_zero = [](std::uint64_t bytes) {
        return (bytes - each_byte(1)) & ~bytes & high;
    };
    const std::uint64_t special = has_zero(word ^ each_byte('"')) | has_zero(word ^ each_byte('\\'))
                                  | has_zero(word ^ each_byte(0x7F))
                                  | ((word - each_byte(' ')) & ~word & high) | (word & high);
    return special == 0;
}

std::size_t plain_size(std::string_view text) {
    std::size_t size = 0;
    while (text.size() - size >= 8 && are_plain(text.data() + size))
        size += 8;
    while (size < text.size() && is_plain(text[size]))
        ++size;
    return size;
}

} // namespace

std::string_view to_text(Kind kind) noexcept {
    static constexpr std::array<std::string_view, 6>
        names{"null", "boolean", "number", "string", "array", "object"};
    return names[static_cast<std::size_t>(kind)];
}

void append_quoted(std::string& out, std::string_view text) {
    out += '"';
    while (!text.empty()) {
        const std::size_t plain = plain_size(text);
        out += text.substr(0, plain);
        text.remove_prefix(plain);
        if (text.empty()) break;

        const std::size_t size = character_size(text);
        if (size == 0) {
            out += "\xEF\xBF\xBD";
        } else if (size == 1) {
            append_escaped(out, text[0]);
        } else {
            out += text.substr(0, size);
        }
        text.remove_prefix(size == 0 ? 1 : size);
    }
    out += '"';
}

Result<std::string> compact(std::string_view body) {
    CompactSink sink;
    sink.reserve(body.size());
    const auto complete = parse(body, sink);
    if (!complete) return failure(complete);
    return sink.take();
}

} // namespace orderhook::json
