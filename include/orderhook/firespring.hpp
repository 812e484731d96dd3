// The typed events of Firespring, field by field as the vendor names them.
//
// A payload is the whole body from its root: `event.payload.pricing->total`. Two things to know
// before acting on one:
//
// - Ask `event.is_test()` first: test payments arrive like real ones.
// - Nothing signs the body. Before anything costly, fetch the order from the vendor's API by
//   `event.payload.id` and compare; `Envelope::tenant` is the website that call wants.
#pragma once

#include <orderhook/firespring/order.hpp>
#include <orderhook/open_enum.hpp>

namespace orderhook::firespring {

/// The format of a request.
enum class Version { v2 };
BOOST_DESCRIBE_ENUM(Version, v2)

/// A number that the vendor sends as a text, in some places as a number. Kept as it was sent.
struct NumericText {
    static constexpr std::string_view text_form = "id";

    std::string text;

    [[nodiscard]] static std::optional<NumericText> from_text(std::string_view text) {
        return NumericText{std::string(text)};
    }
    [[nodiscard]] std::string to_text() const { return text; }

    friend bool operator==(const NumericText&, const NumericText&) = default;
};

/// What all `order.*` events have in common; `get_if<OrderEvent>` finds each of them.
/// https://proofs.firespring.engineering/sb-style/604/docs/webhooks/v2/events/orders/created
struct OrderEvent {
    NumericText id; ///< the event's own
    std::string object;
    Timestamp date_created; ///< when it happened
    std::string event_type;
    OpenEnum<Version> version;
    Order payload;

    /// Whether a payment was made in test mode: such an order must not be shipped.
    [[nodiscard]] bool is_test() const { return payload.is_test(); }

    friend bool operator==(const OrderEvent&, const OrderEvent&) = default;
};
BOOST_DESCRIBE_STRUCT(OrderEvent, (), (id, object, date_created, event_type, version, payload))
constexpr std::true_type is_payload(const OrderEvent*) { return {}; }

/// An order was placed on the website.
struct OrderCreated : OrderEvent {
    static constexpr std::string_view type = "order.created";
};
BOOST_DESCRIBE_STRUCT(OrderCreated, (OrderEvent), ())

} // namespace orderhook::firespring
