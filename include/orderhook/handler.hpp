// Handlers: what a shop does with its events.
#pragma once

#include <orderhook/event.hpp>
#include <orderhook/result.hpp>

#include <cstdint>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <variant>

namespace orderhook {

/// The delivery is finished.
struct Done {};

/// Try again later; until then the lane (later events of the same order, this handler) waits.
struct Retry {
    std::string reason;
    std::optional<Duration> delay{}; ///< overrides the configured backoff
};

/// Never try again: the delivery becomes a dead letter, and the lane goes on.
struct Reject {
    std::string reason;
};

using Outcome = std::variant<Done, Retry, Reject>;

/// One try of a delivery.
struct Attempt {
    std::uint32_t number = 1; ///< 1 for the first
    Time started_at{};
    std::stop_token stop{}; ///< asked to stop at the timeout, and when a stop cannot wait any more
    std::uint32_t replay = 0; ///< 0 for a first delivery, else which replay of the event it is
};

/// Acts on events.
///
/// `handle` is called from several threads at once (the handler's `concurrency`), but never for
/// two events of one order (source, tenant, order key), and for those in the order they were
/// stored. It may block. It may run twice for one event (after a crash), so it should be
/// idempotent; `Event::id` is the same each time. What it throws counts as Retry, with the text
/// kept.
class Handler {
public:
    virtual ~Handler() = default;

    /// The name of the configured handler, as routes and metrics know it.
    [[nodiscard]] virtual std::string_view name() const noexcept = 0;

    /// Called once, when the service starts and before any event. An error stops the start: what
    /// would make every attempt fail belongs here.
    [[nodiscard]] virtual Result<void> open() { return {}; }

    /// False for events that this handler has no use for: they count as done.
    [[nodiscard]] virtual bool accepts(const Event& event) const = 0;

    [[nodiscard]] virtual Outcome handle(const Event& event, const Attempt& attempt) = 0;

    /// Called once before a batch of its outcomes is recorded; from one thread at a time, beside
    /// running calls of `handle`. A handler that buffers makes it durable here: on an error the
    /// whole batch is tried again. Calls of `handle` that returned meanwhile, or shortly before,
    /// may belong to the next batch, so what they left must then be made durable by the next
    /// `sync`.
    [[nodiscard]] virtual Result<void> sync() { return {}; }

    /// Called when the operator asks to reopen files (SIGUSR1), beside running calls. Does not
    /// block: the next call of `handle` or `sync` acts on it.
    virtual void reopen() {}
};

/// The part of HandlerOf for one payload type.
template <class P> class On {
    static_assert(
        EventPayload<P>,
        "HandlerOf<P>: no event has P as its payload. Name an event's struct, such as "
        "orderhook::ordergroove::OrderSuccess, or one that several have in common, such as "
        "orderhook::ordergroove::OrderEvent; see <orderhook/VENDOR.hpp>"
    );

public:
    virtual ~On() = default;
    [[nodiscard]] virtual Outcome
    on(const P& payload, const Event& event, const Attempt& attempt) = 0;
};

namespace detail {

template <class First, class... Rest> constexpr bool has_base_before_derived() {
    if constexpr (sizeof...(Rest) == 0)
        return false;
    else
        return (... || std::is_base_of_v<First, Rest>) || has_base_before_derived<Rest...>();
}

} // namespace detail

/// Base of handlers that take typed payloads: override one `on` for each of P. A P may be a base
/// of several payloads, such as ordergroove::OrderEvent; the first P that fits is called.
///
///     class Ship : public HandlerOf<ordergroove::OrderSuccess> {
///         using HandlerOf::HandlerOf;
///         Outcome on(const ordergroove::OrderSuccess& order, const Event&, const Attempt&)
///         override;
///     };
template <class... P> class HandlerOf : public Handler, public On<P>... {
    static_assert(
        !detail::has_base_before_derived<P...>(),
        "HandlerOf<P...>: the first P that fits is called, so name a payload before its base"
    );

public:
    explicit HandlerOf(std::string name) : name_(std::move(name)) {}

    [[nodiscard]] std::string_view name() const noexcept final { return name_; }

    [[nodiscard]] bool accepts(const Event& event) const final {
        return (... || (event.payload.get_if<P>() != nullptr));
    }

    [[nodiscard]] Outcome handle(const Event& event, const Attempt& attempt) final {
        Outcome outcome = Done{};
        (void)(... || call<P>(event, attempt, outcome));
        return outcome;
    }

private:
    template <class One> bool call(const Event& event, const Attempt& attempt, Outcome& outcome) {
        const One* payload = event.payload.get_if<One>();
        if (payload == nullptr) return false;
        outcome = static_cast<On<One>&>(*this).on(*payload, event, attempt);
        return true;
    }

    std::string name_;
};

class Settings;

/// How the registry knows a kind of handler, `type = "..."` in a [[handler]] section.
struct HandlerType {
    std::string_view name;

    /// Builds the handler called `name` from the keys of its section that it alone knows; its
    /// `name()` must say the same. Orderhook itself takes `name`, `type`, `concurrency`, `timeout`,
    /// `max_attempts`, `retry_first`, `retry_factor`, `retry_cap`, `on_dead_head` and `breaker`.
    Result<std::unique_ptr<Handler>> (*create)(std::string name, Settings& section);
};

} // namespace orderhook
