#include "json/parser.hpp"

#include "json/valid_text.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cstdint>
#include <string>
#include <vector>

namespace orderhook::json {
namespace {

/// nlohmann's account of a syntax error, in our words, which quote punctuation only.
///
/// It reads `... while parsing value - unexpected '}'; expected ...`, or, for what is no token at
/// all, `... - invalid literal; last read: '<text of the body>'; expected ...`.
class SyntaxProblem {
public:
    explicit SyntaxProblem(std::string_view account)
        : after_document_(account.ends_with("; expected end of input")),
          account_(account.substr(0, account.find("; last read: "))) {}

    [[nodiscard]] std::string_view expected() const {
        if (after_document_) return "end of input";
        if (mentions("parsing object key")) return "a member name";
        if (mentions("parsing object separator")) return "':'";
        if (mentions("parsing object")) return "',' or '}'";
        if (mentions("parsing array")) return "',' or ']'";
        return "a JSON value";
    }

    [[nodiscard]] std::string_view got() const {
        if (mentions("unexpected end of input") || mentions("missing closing quote")) {
            return "end of input";
        }
        for (const std::string_view mark : {"'{'", "'}'", "'['", "']'", "':'", "','"}) {
            if (mentions("unexpected " + std::string(mark))) return mark;
        }
        if (mentions("unexpected string")) return "a string";
        if (mentions("unexpected number")) return "a number";
        if (mentions("ill-formed UTF-8")) return "invalid UTF-8";
        if (mentions("control character")) return "a control character";
        if (mentions("invalid string")) return "an invalid string";
        if (mentions("number overflow")) return "a number too large";
        if (mentions("invalid number")) return "an invalid number";
        return "a word";
    }

private:
    [[nodiscard]] bool mentions(std::string_view words) const {
        return account_.find(words) != std::string_view::npos;
    }

    bool after_document_;
    std::string_view account_;
};

/// Passes nlohmann's events on, within the bounds and with the path they are at.
class ParserEvents final : public nlohmann::json_sax<nlohmann::json> {
public:
    ParserEvents(std::string_view text, Sink& sink) : text_(text), sink_(sink) {}

    bool null() override { return scalar(Kind::null, "null"); }
    bool boolean(bool value) override { return scalar(Kind::boolean, value ? "true" : "false"); }

    bool number_integer(number_integer_t value) override {
        // Comes for negative numbers alone, so a zero was written `-0`.
        return scalar(Kind::number, value == 0 ? "-0" : std::to_string(value));
    }
    bool number_unsigned(number_unsigned_t value) override {
        return scalar(Kind::number, std::to_string(value));
    }
    bool number_float(number_float_t, const string_t& written) override {
        return scalar(Kind::number, written);
    }
    bool string(string_t& value) override { return scalar(Kind::string, value); }
    bool binary(binary_t&) override { return false; }

    bool start_object(std::size_t) override { return open(Kind::object); }
    bool start_array(std::size_t) override { return open(Kind::array); }
    bool end_object() override { return close(); }
    bool end_array() override { return close(); }

    bool key(string_t& name) override {
        levels_[depth_ - 1].name.assign(name);
        levels_[depth_ - 1].named = true;
        return sink_.key(name);
    }

    bool
    parse_error(std::size_t position, const std::string&, const nlohmann::detail::exception& error)
        override {
        const SyntaxProblem problem(error.what());
        error_ = Error{
            Errc::malformed,
            path() + ": expected " + std::string(problem.expected()) + ", got "
                + std::string(problem.got()) + " at byte "
                + std::to_string(std::min(position, text_.size()))};
        return false;
    }

    [[nodiscard]] const std::optional<Error>& error() const { return error_; }

private:
    /// An array or object that is still open.
    struct Level {
        Kind kind = Kind::object;
        bool named = false;    ///< whether a member's name was read and its value was not
        std::size_t index = 0; ///< of the element to come
        std::string name;
    };

    bool scalar(Kind kind, std::string_view text) {
        if (!count_value() || !sink_.scalar(kind, text)) return false;
        finish_value();
        return true;
    }

    bool open(Kind kind) {
        if (!count_value()) return false;
        if (depth_ == max_depth) return too_large("nested levels", max_depth);
        if (!sink_.open(kind)) return false;
        if (depth_ == levels_.size()) levels_.emplace_back();
        Level& level = levels_[depth_++];
        level.kind = kind;
        level.named = false;
        level.index = 0;
        return true;
    }

    bool close() {
        --depth_;
        finish_value();
        return sink_.close();
    }

    void finish_value() {
        if (depth_ == 0) return;
        levels_[depth_ - 1].named = false;
        ++levels_[depth_ - 1].index;
    }

    bool count_value() { return ++values_ <= max_values || too_large("values", max_values); }

    bool too_large(std::string_view what, std::size_t bound) {
        error_ = over_bound(what, bound);
        return false;
    }

    [[nodiscard]] std::string path() const {
        std::string path;
        for (const Level& level : std::span(levels_).first(depth_)) {
            if (level.kind == Kind::array) {
                path += "[" + std::to_string(level.index) + "]";
            } else if (level.named) {
                append_member(path, level.name);
            }
        }
        return path.empty() ? "(root)" : path;
    }

    std::string_view text_;
    Sink& sink_;
    std::vector<Level> levels_; ///< kept beyond `depth_`, so that their names' memory is reused
    std::size_t depth_ = 0;
    std::size_t values_ = 0;
    std::optional<Error> error_;
};

} // namespace

Error over_bound(std::string_view what, std::size_t bound) {
    return {
        Errc::too_large,
        "(root): expected at most " + std::to_string(bound) + " " + std::string(what)
            + ", got more"};
}

Result<bool> parse(std::string_view text, Sink& sink) {
    if (auto read = parse_valid(text, sink)) return std::move(*read);
    return parse_thoroughly(text, sink);
}

Result<bool> parse_thoroughly(std::string_view text, Sink& sink) {
    ParserEvents events(text, sink);
    const bool complete =
        nlohmann::json::sax_parse(text.data(), text.data() + text.size(), &events);
    if (events.error()) return tl::unexpected<Error>(*events.error());
    return complete;
}

void append_member(std::string& path, std::string_view name) {
    constexpr std::size_t longest = 64;
    if (!path.empty()) path += '.';
    if (name.size() <= longest) {
        path += name;
        return;
    }
    std::size_t end = longest;
    // Not between the bytes of one character.
    while (end > 0 && (static_cast<unsigned char>(name[end]) & 0xC0U) == 0x80U)
        --end;
    path += name.substr(0, end);
    path += "...";
}

} // namespace orderhook::json
