#include "json/valid_text.hpp"

#include <simdjson.h>

#include <string>

namespace orderhook::json {

namespace {

namespace ondemand = simdjson::ondemand;

/// Memory that is kept from text to text.
struct Scratch {
    simdjson::dom::parser validator;
    ondemand::parser parser;
    std::string padded;
};

constexpr std::size_t most_kept = std::size_t{256} << 10; // a larger text gets memory of its own

/// Passes the values of a valid text on. On-demand parsing, since it keeps numbers as they were
/// written; it checks only what it touches, which is why the text was validated before.
class Walk {
public:
    explicit Walk(Sink& sink) : sink_(sink) {}

    /// False when the sink, a bound, or an error ended it.
    bool value(ondemand::value value) {
        ondemand::json_type type{};
        if (value.type().get(type) != simdjson::SUCCESS) return broken();
        if (++values_ > max_values) return end_with(over_bound("values", max_values));
        switch (type) {
        case ondemand::json_type::object:
            return object(value);
        case ondemand::json_type::array:
            return array(value);
        case ondemand::json_type::string:
            return string(value);
        case ondemand::json_type::number:
            return sink_.scalar(Kind::number, trimmed(value.raw_json_token()));
        case ondemand::json_type::boolean:
            return sink_.scalar(Kind::boolean, trimmed(value.raw_json_token()));
        case ondemand::json_type::null:
            return sink_.scalar(Kind::null, "null");
        }
        return broken();
    }

    template <class Container> bool object(Container&& container) {
        ondemand::object members;
        if (!open(Kind::object)) return false;
        if (container.get_object().get(members) != simdjson::SUCCESS) return broken();
        for (auto member : members) {
            std::string_view name;
            ondemand::value inner;
            if (member.unescaped_key().get(name) != simdjson::SUCCESS) return broken();
            if (!sink_.key(name)) return false;
            if (member.value().get(inner) != simdjson::SUCCESS) return broken();
            if (!value(inner)) return false;
        }
        return close();
    }

    template <class Container> bool array(Container&& container) {
        ondemand::array elements;
        if (!open(Kind::array)) return false;
        if (container.get_array().get(elements) != simdjson::SUCCESS) return broken();
        for (auto element : elements) {
            ondemand::value inner;
            if (element.get(inner) != simdjson::SUCCESS) return broken();
            if (!value(inner)) return false;
        }
        return close();
    }

    void count_root() { ++values_; }
    [[nodiscard]] const std::optional<Error>& error() const { return error_; }

private:
    bool string(ondemand::value& value) {
        std::string_view text;
        if (value.get_string().get(text) != simdjson::SUCCESS) return broken();
        return sink_.scalar(Kind::string, text);
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

    /// A token ends where the next begins.
    static std::string_view trimmed(std::string_view token) {
        return token.substr(0, token.find_last_not_of(" \t\r\n") + 1);
    }

    bool end_with(Error error) {
        error_ = std::move(error);
        return false;
    }
    bool broken() {
        return end_with({Errc::internal, "(root): two readers disagree about this JSON"});
    }

    Sink& sink_;
    std::size_t depth_ = 0;
    std::size_t values_ = 0;
    std::optional<Error> error_;
};

std::optional<Result<bool>> parse_with(Scratch& scratch, std::string_view text, Sink& sink) {
    scratch.padded.reserve(text.size() + simdjson::SIMDJSON_PADDING);
    scratch.padded.assign(text);
    const simdjson::padded_string_view padded(
        scratch.padded.data(),
        text.size(),
        scratch.padded.capacity()
    );
    simdjson::dom::element validated;
    if (scratch.validator.parse(scratch.padded.data(), text.size(), false).get(validated)
        != simdjson::SUCCESS)
        return std::nullopt;
    if (!validated.is_object() && !validated.is_array()) return std::nullopt;

    ondemand::document document;
    if (scratch.parser.iterate(padded).get(document) != simdjson::SUCCESS) return std::nullopt;
    Walk walk(sink);
    walk.count_root();
    const bool complete = validated.is_object() ? walk.object(document) : walk.array(document);
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
