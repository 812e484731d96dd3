// A verified, stored fact, and the typed form of its body.
#pragma once

#include <orderhook/http.hpp>
#include <orderhook/time.hpp>

#include <array>
#include <concepts>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <typeinfo>
#include <utility>
#include <vector>

namespace orderhook {

/// A UUIDv7. Its text sorts by creation time, but the order of events is their position in the
/// journal, never that of their ids.
struct EventId {
    std::array<std::uint8_t, 16> bytes{};

    /// 36 characters, lower case, with hyphens.
    [[nodiscard]] std::string to_text() const;
    void append_text(std::string& out) const;
    [[nodiscard]] static std::optional<EventId> from_text(std::string_view text);

    friend auto operator<=>(const EventId&, const EventId&) = default;
};

/// What is read from a body before it is stored.
struct Envelope {
    std::string type;       ///< the vendor's own name of the event type
    std::string dedupe_key; ///< the same for every delivery of the same event, within a source
    std::string order_key;  ///< `<kind>:<id>`; events with the same key are handled in order
    std::string tenant;     ///< the merchant the event belongs to; empty when the body names none
    std::optional<Time> occurred_at; ///< the vendor's time of the event

    friend bool operator==(const Envelope&, const Envelope&) = default;
};

/// One place where a body differs from the documented shape.
struct Drift {
    std::string path;     ///< `data.object.items[1].total`, `(root)` for the body itself
    std::string expected; ///< `decimal`, `known field`, ...
    std::string found;    ///< `object`, or the value itself when it is short

    friend bool operator==(const Drift&, const Drift&) = default;
};

/// The typed form of a whole body: one of the structs of `<orderhook/<vendor>.hpp>`, shared and
/// immutable. Copies are cheap. Empty for types without a struct.
class Payload {
public:
    /// What a Payload holds; see `payload_of` in <orderhook/json.hpp>.
    class Contents {
    public:
        virtual ~Contents() = default;
        /// The object as `type` (its own type or one of its bases), or nullptr.
        [[nodiscard]] virtual const void* find(const std::type_info& type) const noexcept = 0;
        /// Appends it as JSON under the vendor's field names.
        virtual void encode(std::string& out) const = 0;
    };

    Payload() = default;
    // Shared, since every handler of an event reads the same object for as long as it needs.
    explicit Payload(std::shared_ptr<const Contents> contents) : contents_(std::move(contents)) {}

    /// The payload as a T, or nullptr when it is something else. T may be a common base, such as
    /// ordergroove::OrderEvent. Valid as long as this Payload or a copy lives.
    template <class T> [[nodiscard]] const T* get_if() const noexcept {
        return contents_ ? static_cast<const T*>(contents_->find(typeid(T))) : nullptr;
    }

    [[nodiscard]] explicit operator bool() const noexcept { return contents_ != nullptr; }

    /// JSON under the vendor's field names: money and times as text, unknown fields left out.
    /// `null` when empty.
    [[nodiscard]] std::string to_json() const {
        std::string out;
        append_json(out);
        return out;
    }
    void append_json(std::string& out) const {
        if (contents_)
            contents_->encode(out);
        else
            out += "null";
    }

private:
    std::shared_ptr<const Contents> contents_;
};

/// A struct that events carry as their payload, or a base that several of them have in common. A
/// vendor's header says so of each family, and so of all that derive from it:
///
///     constexpr std::true_type is_payload(const OrderEvent*) { return {}; }
template <class T>
concept EventPayload = requires(const T* payload) {
    { is_payload(payload) } -> std::same_as<std::true_type>;
};

/// A verified, stored event. Immutable once it is in the journal.
struct Event {
    EventId id;
    std::string source;   ///< name of the configured source
    std::string provider; ///< name of the provider that verified it
    Envelope envelope;
    Headers headers; ///< as received, without proof of the sender, cookies and authorization
    Time received_at;
    /// An event of the same order that was stored before this one has a later vendor's time: who
    /// keeps state should not overwrite newer state with this. The same for all handlers.
    bool late = false;
    std::string body;         ///< the exact bytes received
    Payload payload;          ///< typed form of `body`; empty for types without a struct
    std::vector<Drift> drift; ///< where `body` differs from the documented shape
};

} // namespace orderhook
