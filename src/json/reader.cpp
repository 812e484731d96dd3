#include "json/parser.hpp"

#include <orderhook/decimal.hpp>
#include <orderhook/json/reader.hpp>

#include <boost/container/small_vector.hpp>

#include <algorithm>
#include <charconv>
#include <iterator>
#include <limits>

namespace orderhook::json {
namespace {

constexpr std::size_t longest_list = 20;
constexpr std::size_t longest_quote = 40;
constexpr std::size_t most_usual_fields = 48;

bool is_container(std::string_view expected) { return expected == "object" || expected == "array"; }

/// Whether a text can be shown: only what looks like a number, a time or a word, since anything
/// else may be personal.
bool is_harmless(std::string_view text) {
    static constexpr std::string_view marks = " .:_+-";
    return text.size() <= longest_quote && std::all_of(text.begin(), text.end(), [](char letter) {
               return (letter >= '0' && letter <= '9') || (letter >= 'a' && letter <= 'z')
                      || (letter >= 'A' && letter <= 'Z') || marks.find(letter) != marks.npos;
           });
}

std::string describe(const Node& node, bool quotes_text) {
    if (node.kind == Kind::boolean) return std::string(node.text);
    if (node.kind == Kind::number && node.text.size() <= longest_quote) {
        return std::string(node.text);
    }
    if (node.kind == Kind::string && quotes_text && is_harmless(node.text)) {
        return '"' + std::string(node.text) + '"';
    }
    return std::string(to_text(node.kind));
}

std::string member_path(const Node& object, std::string_view key) {
    std::string path = object.parent == nullptr ? std::string() : path_of(object);
    append_member(path, key);
    return path;
}

using Fields = std::span<const Field>;

/// The field that a key belongs to, looked for from `likely` on and then from the first.
Fields::iterator find_field(Fields fields, Fields::iterator likely, std::string_view key) {
    const auto fits = [&](const Field& field) {
        return field.key == key || (!field.alias.empty() && field.alias == key);
    };
    const auto behind = std::find_if(likely, fields.end(), fits);
    if (behind != fields.end()) return behind;
    const auto before = std::find_if(fields.begin(), likely, fits);
    return before != likely ? before : fields.end();
}

/// Appends the ASCII form of the digit or decimal mark at the front and drops it there. False when
/// there is another character.
bool take_foreign_digit(std::string_view& text, std::string& out) {
    const auto byte = [&](std::size_t at) {
        return at < text.size() ? static_cast<unsigned char>(text[at]) : 0U;
    };
    // Arabic-Indic digits are U+0660 to U+0669, eastern ones U+06F0 to U+06F9; U+066B is the
    // decimal mark.
    const bool arabic = byte(0) == 0xD9 && byte(1) >= 0xA0 && byte(1) <= 0xA9;
    const bool eastern = byte(0) == 0xDB && byte(1) >= 0xB0 && byte(1) <= 0xB9;
    const bool point = byte(0) == 0xD9 && byte(1) == 0xAB;
    if (!arabic && !eastern && !point) return false;
    out += point ? '.' : static_cast<char>('0' + (byte(1) & 0x0FU));
    text.remove_prefix(2);
    return true;
}

} // namespace

std::string Reader::plain_number(std::string_view text) {
    while (text.starts_with(' '))
        text.remove_prefix(1);
    while (text.ends_with(' '))
        text.remove_suffix(1);
    std::string plain;
    while (!text.empty()) {
        if (take_foreign_digit(text, plain)) continue;
        plain += text.front();
        text.remove_prefix(1);
    }
    const auto number = Decimal::from_text(plain);
    const auto whole = number ? number->minor_units(0) : std::nullopt;
    return whole ? std::to_string(*whole) : plain;
}

void Reader::note(std::string path, std::string_view expected, std::string found) {
    if (drift_.size() == longest_list) {
        ++unnoted_;
        return;
    }
    drift_.push_back(Drift{std::move(path), std::string(expected), std::move(found)});
}

void Reader::note(const Node& node, std::string_view expected) {
    note(path_of(node), expected, describe(node, !is_container(expected)));
}

std::vector<Drift> Reader::take_drift() {
    if (unnoted_ > 0) {
        drift_.push_back(Drift{
            "(root)",
            "at most " + std::to_string(longest_list) + " differences",
            std::to_string(unnoted_) + " more"});
    }
    return std::move(drift_);
}

bool Reader::read(const Node& node, bool& value) {
    value = node.text == "true" || node.text == "1";
    if (node.kind == Kind::boolean) return true;
    note(node, expected_for<bool>());
    return value || node.text == "false" || node.text == "0";
}

template <class Integer> bool Reader::read_integer(const Node& node, Integer& value) {
    const auto convert = [&](std::string_view text) {
        const char* const end = text.data() + text.size();
        const auto [stopped, error] = std::from_chars(text.data(), end, value);
        return error == std::errc{} && stopped == end;
    };
    if (node.kind == Kind::number && convert(node.text)) return true;
    note(node, expected_for<Integer>());
    if (node.kind != Kind::number && node.kind != Kind::string) return false;
    if (convert(plain_number(node.text))) return true;
    value = 0;
    return false;
}

bool Reader::read(const Node& node, std::int32_t& value) { return read_integer(node, value); }
bool Reader::read(const Node& node, std::int64_t& value) { return read_integer(node, value); }

bool Reader::read(const Node& node, std::string& value) {
    if (node.kind != Kind::string) note(node, expected_for<std::string>());
    const bool scalar =
        node.kind == Kind::string || node.kind == Kind::number || node.kind == Kind::boolean;
    if (scalar) value = node.text;
    return scalar;
}

bool Reader::read(const Node& node, RawJson& value) {
    value = raw_json(node);
    return true;
}

const Node* Reader::object_at(const Node& node, std::optional<Document>& inside) {
    if (node.kind == Kind::object) return &node;
    if (node.kind == Kind::array && node.empty()) return &node;
    note(node, "object");
    if (node.kind != Kind::string) return nullptr;
    auto parsed = Document::parse(node.text, node);
    if (!parsed || parsed->root().kind != Kind::object) return nullptr;
    inside.emplace(*std::move(parsed));
    return &inside->root();
}

bool Reader::read(const Node& node, std::span<const Field> fields, void* object) {
    std::optional<Document> inside;
    const Node* const members = object_at(node, inside);
    if (members == nullptr) return false;

    boost::container::small_vector<const Node*, most_usual_fields> found(fields.size(), nullptr);
    auto likely = fields.begin(); // vendors mostly keep the order they document
    for (const Node* at = members->first; at != nullptr; at = at->next) {
        const auto field = find_field(fields, likely, at->key);
        if (field == fields.end()) {
            note(path_of(*at), "known field", describe(*at, false));
        } else {
            found[static_cast<std::size_t>(field - fields.begin())] = at; // the last one wins
            likely = std::next(field);
        }
    }
    for (std::size_t i = 0; i < fields.size(); ++i) {
        if (found[i] != nullptr) {
            (void)fields[i].read(*this, *found[i], object); // has noted why it stays empty
        } else if (!fields[i].expected.empty()) {
            note(member_path(*members, fields[i].key), fields[i].expected, "nothing");
        }
    }
    return true;
}

} // namespace orderhook::json
