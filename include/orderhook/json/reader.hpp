// The tolerant reader: converts what can be converted without loss and notes every difference.
#pragma once

#include <orderhook/event.hpp>
#include <orderhook/json/node.hpp>
#include <orderhook/json/types.hpp>

#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace orderhook::json {

/// Reads values out of a tree. Each `read` returns whether there is a value, and has noted what
/// was odd about it.
class Reader {
public:
    /// Notes that something else stands at a node. Short numbers, booleans, and texts that can
    /// only be a misplaced number or word are quoted, unless a container was expected.
    void note(const Node& node, std::string_view expected);

    [[nodiscard]] bool read(const Node& node, bool& value);
    [[nodiscard]] bool read(const Node& node, std::int32_t& value);
    [[nodiscard]] bool read(const Node& node, std::int64_t& value);
    [[nodiscard]] bool read(const Node& node, std::string& value);
    [[nodiscard]] bool read(const Node& node, RawJson& value);

    /// The struct at `object`, whose members are `fields`.
    [[nodiscard]] bool read(const Node& node, std::span<const Field> fields, void* object);

    /// The node whose members an object is read from: the node itself, an empty array (as PHP
    /// writes an empty object), or what a text holds as JSON. nullptr when there is none.
    [[nodiscard]] const Node* object_at(const Node& node, std::optional<Document>& inside);

    /// At most 20 differences, then one that tells how many more there are.
    [[nodiscard]] std::vector<Drift> take_drift();

    /// Digits of any script as ASCII, without blanks around and without a fraction of zero.
    [[nodiscard]] static std::string plain_number(std::string_view text);

private:
    template <class Integer> bool read_integer(const Node& node, Integer& value);
    void note(std::string path, std::string_view expected, std::string found);

    std::vector<Drift> drift_;
    std::size_t unnoted_ = 0;
};

template <class T> [[nodiscard]] bool read(Reader& reader, const Node& node, T& value);

/// A scalar of a type with a text: that text, or a number's.
template <TextForm T> bool read_text_form(Reader& reader, const Node& node, T& value) {
    std::optional<T> found;
    if (node.kind == Kind::string || node.kind == Kind::number) {
        found = T::from_text(node.text);
        if (found) {
            value = *std::move(found);
            return true;
        }
        found = T::from_text(Reader::plain_number(node.text));
    }
    reader.note(node, expected_for<T>());
    if (!found) return false;
    value = *std::move(found);
    return true;
}

template <class E> bool read_open_enum(Reader& reader, const Node& node, OpenEnum<E>& value) {
    typename OpenEnum<E>::Sent sent{};
    if (!reader.read(node, sent)) return false;
    value = OpenEnum<E>::from_sent(std::move(sent));
    if (!value.known()) reader.note(node, "known value");
    return true;
}

template <class T> bool read_optional(Reader& reader, const Node& node, std::optional<T>& value) {
    value.reset();
    // A null is a value of its own only where any JSON may stand.
    if (node.kind == Kind::null && !std::same_as<T, RawJson>) return true;
    if (!read(reader, node, value.emplace())) value.reset();
    return value.has_value();
}

template <class T> void read_element(Reader& reader, const Node& node, std::vector<T>& value) {
    T element{};
    if (read(reader, node, element)) value.push_back(std::move(element));
}

/// An array; an empty object; a text of parts with commas between them; or the only element.
template <class T> bool read_list(Reader& reader, const Node& node, std::vector<T>& value) {
    if (node.kind == Kind::array) {
        for (const Node* at = node.first; at != nullptr; at = at->next) {
            read_element(reader, *at, value);
        }
        return true;
    }
    if (node.kind == Kind::object && node.empty()) return true;
    reader.note(node, "array");
    if (node.kind == Kind::null) return false;
    if (node.kind == Kind::string && (FromText<T> || std::same_as<T, std::string>)) {
        Node part = node;
        for (std::string_view rest = node.text; !rest.empty();) {
            part.text = rest.substr(0, rest.find(','));
            rest.remove_prefix(std::min(part.text.size() + 1, rest.size()));
            read_element(reader, part, value);
        }
        return true;
    }
    read_element(reader, node, value);
    return !value.empty();
}

template <class T>
bool read_map(Reader& reader, const Node& node, std::map<std::string, T>& value) {
    std::optional<Document> inside;
    const Node* const object = reader.object_at(node, inside);
    if (object == nullptr) return false;
    for (const Node* at = object->first; at != nullptr; at = at->next) {
        T element{};
        if (read(reader, *at, element)) {
            value.insert_or_assign(std::string(at->key), std::move(element));
        }
    }
    return true;
}

template <std::size_t I = 0, class... T>
bool read_alternative(Reader& reader, const Node& node, Kind kind, std::variant<T...>& value) {
    if constexpr (I == sizeof...(T)) {
        return read(reader, node, value.template emplace<0>());
    } else {
        if (is_natural<std::variant_alternative_t<I, std::variant<T...>>>(kind)) {
            return read(reader, node, value.template emplace<I>());
        }
        return read_alternative<I + 1>(reader, node, kind, value);
    }
}

/// The first alternative documented for the node's kind; the first of all when there is none.
template <class... T>
bool read_variant(Reader& reader, const Node& node, std::variant<T...>& value) {
    const bool empty_array = node.kind == Kind::array && node.empty();
    const bool takes_arrays = (is_natural<T>(Kind::array) || ...);
    const Kind kind = empty_array && !takes_arrays ? Kind::object : node.kind;
    return read_alternative(reader, node, kind, value);
}

/// An object; or the short form that a struct with a `from_text` has.
template <Described T> bool read_struct(Reader& reader, const Node& node, T& value) {
    if constexpr (FromText<T>) {
        if (node.kind == Kind::string || node.kind == Kind::number) {
            reader.note(node, "object");
            auto found = T::from_text(node.text);
            if (!found) return false;
            value = *std::move(found);
            return true;
        }
    }
    return reader.read(node, fields_of<T>(), &value);
}

template <class T> bool read(Reader& reader, const Node& node, T& value) {
    if constexpr (is_optional<T>)
        return read_optional(reader, node, value);
    else if constexpr (is_list<T>)
        return read_list(reader, node, value);
    else if constexpr (is_map<T>)
        return read_map(reader, node, value);
    else if constexpr (is_variant<T>)
        return read_variant(reader, node, value);
    else if constexpr (is_open_enum<T>)
        return read_open_enum(reader, node, value);
    else if constexpr (TextForm<T>)
        return read_text_form(reader, node, value);
    else if constexpr (requires { reader.read(node, value); })
        return reader.read(node, value);
    else
        return read_struct(reader, node, value);
}

} // namespace orderhook::json
