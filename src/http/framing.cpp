#include "http/framing.hpp"

#include <algorithm>
#include <charconv>
#include <optional>

namespace orderhook::http {

namespace {

tl::unexpected<Refusal> refused(int status, std::string_view reason) {
    return tl::unexpected<Refusal>(Refusal{status, reason});
}

bool is_text(char letter) {
    const auto byte = static_cast<unsigned char>(letter);
    return (byte >= 0x20 && byte != 0x7f) || byte == '\t';
}

bool starts_no_field(char letter) { return letter == ' ' || letter == '\t' || letter == ':'; }

bool is_host(std::string_view text) {
    return std::all_of(text.begin(), text.end(), [](char letter) {
        const auto byte = static_cast<unsigned char>(letter);
        return byte > 0x20 && byte < 0x7f
               && std::string_view{"\"#,/<>?@\\^`{|}"}.find(letter) == std::string_view::npos;
    });
}

std::optional<std::uint64_t> parse_length(std::string_view text) {
    std::uint64_t length = 0;
    const char* const end = text.data() + text.size();
    const auto [stop, error] = std::from_chars(text.data(), end, length);
    if (error != std::errc{} || stop != end) return std::nullopt;
    return length;
}

/// The fields that decide about framing.
struct FramingFields {
    const std::string* transfer_encoding = nullptr;
    const std::string* content_length = nullptr;
    const std::string* host = nullptr;
    const std::string* expect = nullptr;
    bool repeated = false;
    bool encoded = false;
    bool says_close = false;
    bool says_keep_alive = false;
};

void note_once(const std::string*& place, const std::string& value, FramingFields& fields) {
    if (place) fields.repeated = true;
    place = &value;
}

void note_connection(std::string_view value, FramingFields& fields) {
    while (true) {
        const auto comma = std::min(value.find(','), value.size());
        auto option = value.substr(0, comma);
        while (!option.empty() && (option.front() == ' ' || option.front() == '\t'))
            option.remove_prefix(1);
        while (!option.empty() && (option.back() == ' ' || option.back() == '\t'))
            option.remove_suffix(1);
        if (equal_without_case(option, "close")) fields.says_close = true;
        if (equal_without_case(option, "keep-alive")) fields.says_keep_alive = true;
        if (comma == value.size()) return;
        value.remove_prefix(comma + 1);
    }
}

FramingFields find_framing_fields(const Headers& headers) {
    FramingFields fields;
    for (const auto& [name, value] : headers) {
        if (equal_without_case(name, "transfer-encoding"))
            note_once(fields.transfer_encoding, value, fields);
        else if (equal_without_case(name, "content-length"))
            note_once(fields.content_length, value, fields);
        else if (equal_without_case(name, "host"))
            note_once(fields.host, value, fields);
        else if (equal_without_case(name, "expect"))
            note_once(fields.expect, value, fields);
        else if (equal_without_case(name, "content-encoding"))
            fields.encoded = fields.encoded || !equal_without_case(value, "identity");
        else if (equal_without_case(name, "connection"))
            note_connection(value, fields);
    }
    return fields;
}

tl::expected<Framing, Refusal> frame_body(const FramingFields& fields, bool http_1_0) {
    Framing framing;
    if (fields.transfer_encoding) {
        if (http_1_0) return refused(400, "transfer-encoding in http/1.0");
        if (fields.content_length) return refused(400, "transfer-encoding with content-length");
        if (!equal_without_case(*fields.transfer_encoding, "chunked"))
            return refused(400, "transfer-encoding other than chunked");
        framing.body = Framing::Body::chunked;
    } else if (fields.content_length) {
        const auto length = parse_length(*fields.content_length);
        if (!length) return refused(400, "content-length is not a number");
        framing.length = *length;
        if (*length > 0) framing.body = Framing::Body::sized;
    }
    return framing;
}

} // namespace

tl::expected<std::size_t, Refusal> HeadScanner::scan(std::string_view bytes) {
    while (position_ < bytes.size()) {
        const std::size_t start = position_;
        const bool at_line_start = start == 0 || bytes[start - 1] == '\n';
        if (at_line_start && line_ > 0 && starts_no_field(bytes[start]))
            return refused(400, "folded or nameless header field");

        // Not is_text itself, which would be called through a pointer for each byte.
        const auto end = std::find_if(bytes.begin() + start, bytes.end(), [](char letter) {
            return !is_text(letter);
        });
        position_ = static_cast<std::size_t>(end - bytes.begin());
        if (end == bytes.end()) break;
        if (*end != '\r') return refused(400, "control character in the head");
        if (position_ + 1 == bytes.size()) break;
        if (bytes[position_ + 1] != '\n') return refused(400, "carriage return in the head");

        position_ += 2;
        if (at_line_start && end == bytes.begin() + start) {
            if (line_ == 0) return refused(400, "no request line");
            return position_;
        }
        ++line_;
    }
    return 0;
}

tl::expected<Framing, Refusal> check_framing(const ParsedHead& head) {
    if (!head.request.target.starts_with('/')) return refused(400, "target is not a path");

    const FramingFields fields = find_framing_fields(head.request.headers);
    if (fields.repeated) return refused(400, "repeated header field");
    if (!fields.host && !head.http_1_0) return refused(400, "no host");
    if (fields.host && !is_host(*fields.host)) return refused(400, "malformed host");

    auto framing = frame_body(fields, head.http_1_0);
    if (!framing) return framing;
    framing->keep_alive = !fields.says_close && (!head.http_1_0 || fields.says_keep_alive);

    if (fields.encoded) return refused(415, "encoded content");
    if (fields.expect && !head.http_1_0) {
        if (!equal_without_case(*fields.expect, "100-continue"))
            return refused(417, "unknown expectation");
        framing->expects_continue = framing->body != Framing::Body::none;
    }
    return framing;
}

} // namespace orderhook::http
