#include "providers/sample_text.hpp"

#include <orderhook/signature.hpp>

#include <array>
#include <random>

namespace orderhook {

namespace {

std::string fresh_hex() {
    static std::random_device random;
    std::array<std::uint8_t, 16> bytes;
    for (auto& byte : bytes)
        byte = static_cast<std::uint8_t>(random());
    return to_hex(bytes);
}

void replace_all(std::string& text, std::string_view placeholder, std::string_view value) {
    for (auto at = text.find(placeholder); at != text.npos;
         at = text.find(placeholder, at + value.size()))
        text.replace(at, placeholder.size(), value);
}

} // namespace

std::string fresh_sample(std::string_view body, Time now) {
    std::string text(body);
    const auto seconds = std::chrono::floor<std::chrono::seconds>(now);
    replace_all(text, "{{id}}", fresh_hex());
    replace_all(text, "{{order}}", fresh_hex());
    replace_all(text, "{{now}}", std::to_string(seconds.time_since_epoch().count()));
    replace_all(text, "{{now_text}}", to_text(seconds));
    return text;
}

} // namespace orderhook
