// Bodies as a vendor might send them some day: a fixture with odd values, in an odd style.
#pragma once

#include <orderhook/json/node.hpp>

#include <cstdint>
#include <random>
#include <string>
#include <vector>

namespace orderhook::test {

/// A JSON value that can be changed; numbers keep their text.
struct JsonValue {
    json::Kind kind = json::Kind::null;
    std::string text;
    std::vector<std::string> keys; ///< of the values, when this is an object
    std::vector<JsonValue> values;

    [[nodiscard]] static JsonValue of(const json::Node& node);
    [[nodiscard]] static JsonValue of(std::string_view text);
};

/// Makes varied bodies; the same ones for the same seed.
class BodyVariation {
public:
    explicit BodyVariation(std::uint64_t seed) : random_(seed) {}

    /// Changes a few values, anywhere but the whole: to other types, null and odd texts; drops,
    /// adds, doubles and reorders members and elements.
    void change(JsonValue& body);

    /// With or without blanks and line ends, with PHP's escapes or without.
    [[nodiscard]] std::string write(const JsonValue& body);

    /// A number below `end`.
    [[nodiscard]] std::size_t below(std::size_t end) { return random_() % end; }

private:
    struct Style {
        bool pretty;
        bool escapes_slashes;
        bool escapes_letters;
    };

    void thin_out(JsonValue& value, bool is_root);
    void change_member(JsonValue& parent, std::size_t at);
    void convert(JsonValue& value);
    [[nodiscard]] JsonValue odd_value();
    void write(const JsonValue& value, Style style, std::size_t depth, std::string& out);

    std::mt19937_64 random_;
};

} // namespace orderhook::test
