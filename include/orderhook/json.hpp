// Between JSON and typed payloads.
//
// A struct takes part by BOOST_DESCRIBE_STRUCT, which names its members once more:
//
//     struct Item {
//         std::string product;
//         std::optional<Decimal> price;
//         std::vector<std::string> tags;
//     };
//     BOOST_DESCRIBE_STRUCT(Item, (), (product, price, tags))
//
// Members are bool, std::int32_t, std::int64_t, std::string, Decimal, Timestamp, RawJson, OpenEnum,
// other described structs, and std::optional, std::vector, std::map<std::string, ...> and
// std::variant of those (alternatives are told apart by their JSON kind). Bases' members count as
// the struct's own. The key is the member's name less one trailing `_`; for others see
// <orderhook/json/naming.hpp>.
//
// Reading is tolerant. Only a std::optional may be absent or null. A value of another form is
// converted when nothing is lost by it and left empty when something would be; both are noted as
// drift, and so is a member without a field.
//
// No drift: a number or text for a decimal or time, `[]` for an empty object, `{}` for an empty
// array, since vendors document these. Converted, with drift: `"12"` for a number, a number for a
// text, 1 for true, digits of another script, JSON in a text for an object, the only element or a
// text with commas for an array, and a text or number for a struct that has a
// `static std::optional<T> from_text(std::string_view)`.
//
// All functions here are pure and may be called from any thread; a Payload that is made is
// immutable.
#pragma once

#include <orderhook/event.hpp>
#include <orderhook/json/reader.hpp>
#include <orderhook/json/table.hpp>
#include <orderhook/json/text.hpp>
#include <orderhook/json/writer.hpp>
#include <orderhook/result.hpp>

#include <memory>
#include <string>
#include <string_view>
#include <typeinfo>
#include <utility>
#include <vector>

namespace orderhook::json {

/// A value, and where the JSON it was read from differs from the documented shape.
template <class T> struct Typed {
    T value;
    std::vector<Drift> drift;
};

/// Reads a body as a T. Errors: malformed and too_large as of `scan`; nothing else makes it fail.
template <Described T> [[nodiscard]] Result<Typed<T>> decode(std::string_view body) {
    const auto document = Document::parse(body);
    if (!document) return failure(document);
    const Kind root = document->root().kind;
    if (root != Kind::object) {
        return failure(
            Errc::malformed,
            "(root): expected JSON object, got " + std::string(to_text(root))
        );
    }
    Result<Typed<T>> typed{tl::in_place};
    Reader reader;
    (void)read(reader, document->root(), typed->value); // always there: the root is an object
    typed->drift = reader.take_drift();
    return typed;
}

} // namespace orderhook::json

namespace orderhook {

/// What Payload::get_if finds as a T or as one of its Bases.
template <EventPayload T, EventPayload... Bases> [[nodiscard]] Payload payload_of(T value) {
    class Holder final : public Payload::Contents {
    public:
        explicit Holder(T&& held) : value_(std::move(held)) {}

        [[nodiscard]] const void* find(const std::type_info& type) const noexcept override {
            if (type == typeid(T)) return &value_;
            const void* found = nullptr;
            ((type == typeid(Bases) ? void(found = static_cast<const Bases*>(&value_)) : void()),
             ...);
            return found;
        }

        void encode(std::string& out) const override { json::encode(value_, out); }

    private:
        T value_;
    };
    return Payload(std::make_shared<const Holder>(std::move(value)));
}

} // namespace orderhook
