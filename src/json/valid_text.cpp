#include "json/valid_text.hpp"

#include <simdjson.h>

#include <array>
#include <cassert>
#include <charconv>
#include <cstdint>
#include <string>

namespace orderhook::json {

namespace {

namespace dom = simdjson::dom;

/// Memory that is kept from text to text.
struct Scratch {
    dom::parser parser;
    std::string padded;
};

constexpr std::size_t most_kept = std::size_t{256} << 10; // a larger text gets memory of its own

/// The numbers of a valid text as they were written, which simdjson does not keep. Those that are
/// asked for are looked for in the text; whole ones other than `-0` can be written in one way only.
class Numbers {
public:
    explicit Numbers(std::string_view text)
        : text_(text),
          has_minus_zero_(finds_minus_zero(text)) {}

    /// The next number of the text. The view lasts until the next call.
    std::string_view next(std::int64_t value) {
        return value == 0 && has_minus_zero_ ? next() : written(value);
    }
    std::string_view next(std::uint64_t value) { return written(value); }
    std::string_view next() {
        std::string_view number = find();
        for (; passed_over_ > 0; --passed_over_)
            number = find();
        return number;
    }

private:
    template <class Integer> std::string_view written(Integer value) {
        ++passed_over_;
        const auto [end, error] = std::to_chars(digits_.begin(), digits_.end(), value);
        assert(error == std::errc{});
        return {digits_.begin(), end};
    }

    std::string_view find() {
        while (true) {
            const std::size_t begin = at_++;
            if (text_[begin] == '"') skip_string();
            if (text_[begin] != '-' && !is_digit(text_[begin])) continue;
            while (at_ < text_.size() && is_of_number(text_[at_]))
                ++at_;
            return text_.substr(begin, at_ - begin);
        }
    }

    void skip_string() {
        while (true) {
            const std::size_t quote = text_.find('"', at_);
            std::size_t backslashes = 0;
            while (text_[quote - 1 - backslashes] == '\\')
                ++backslashes;
            at_ = quote + 1;
            if (backslashes % 2 == 0) return;
        }
    }

    // Not exactly: it may stand in a string.
    static bool finds_minus_zero(std::string_view text) {
        for (auto at = text.find("-0"); at != text.npos; at = text.find("-0", at + 1))
            if (at > 0 && !is_of_number(text[at - 1])) return true;
        return false;
    }

    static bool is_digit(char letter) { return letter >= '0' && letter <= '9'; }
    static bool is_of_number(char letter) {
        return is_digit(letter) || letter == '.' || letter == '-' || letter == '+' || letter == 'e'
               || letter == 'E';
    }

    std::string_view text_;
    bool has_minus_zero_;
    std::size_t at_ = 0;
    std::size_t passed_over_ = 0; ///< numbers in front of the next one that were not looked for
    std::array<char, 20> digits_;
};

/// Passes the values of a valid text on.
class Walk {
public:
    Walk(std::string_view text, Sink& sink) : numbers_(text), sink_(sink) {}

    /// False when the sink or a bound ended it.
    bool value(dom::element value) {
        if (++values_ > max_values) return end_with(over_bound("values", max_values));
        switch (value.type()) {
        case dom::element_type::OBJECT:
            return object(dom::object(value));
        case dom::element_type::ARRAY:
            return array(dom::array(value));
        case dom::element_type::STRING:
            return sink_.scalar(Kind::string, std::string_view(value));
        case dom::element_type::INT64:
            return sink_.scalar(Kind::number, numbers_.next(std::int64_t(value)));
        case dom::element_type::UINT64:
            return sink_.scalar(Kind::number, numbers_.next(std::uint64_t(value)));
        case dom::element_type::DOUBLE:
            return sink_.scalar(Kind::number, numbers_.next());
        case dom::element_type::BOOL:
            return sink_.scalar(Kind::boolean, bool(value) ? "true" : "false");
        case dom::element_type::NULL_VALUE:
            return sink_.scalar(Kind::null, "null");
        }
        return false;
    }

    [[nodiscard]] const std::optional<Error>& error() const { return error_; }

private:
    bool object(const dom::object& members) {
        if (!open(Kind::object)) return false;
        for (const auto [name, inner] : members)
            if (!sink_.key(name) || !value(inner)) return false;
        return close();
    }

    bool array(const dom::array& elements) {
        if (!open(Kind::array)) return false;
        for (const auto element : elements)
            if (!value(element)) return false;
        return close();
    }

    bool open(Kind kind) {
        if (depth_ == max_depth) return end_with(over_bound("nested levels", max_depth));
        ++depth_;
        return sink_.open(kind);
    }

    bool close() {
        --depth_;
        return sink_.close();
    }

    bool end_with(Error error) {
        error_ = std::move(error);
        return false;
    }

    Numbers numbers_;
    Sink& sink_;
    std::size_t depth_ = 0;
    std::size_t values_ = 0;
    std::optional<Error> error_;
};

std::optional<Result<bool>> parse_with(Scratch& scratch, std::string_view text, Sink& sink) {
    scratch.padded.reserve(text.size() + simdjson::SIMDJSON_PADDING);
    scratch.padded.assign(text);
    dom::element root;
    if (scratch.parser.parse(scratch.padded.data(), text.size(), false).get(root)
        != simdjson::SUCCESS)
        return std::nullopt;
    if (!root.is_object() && !root.is_array()) return std::nullopt;

    Walk walk(text, sink);
    const bool complete = walk.value(root);
    if (walk.error()) return tl::unexpected<Error>(*walk.error());
    return complete;
}

} // namespace

std::optional<Result<bool>> parse_valid(std::string_view text, Sink& sink) {
    if (text.size() > most_kept) {
        Scratch scratch;
        return parse_with(scratch, text, sink);
    }
    thread_local Scratch scratch;
    return parse_with(scratch, text, sink);
}

} // namespace orderhook::json
