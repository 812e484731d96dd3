#include "providers/salla/envelope.hpp"

#include <orderhook/envelope_fields.hpp>

#include <array>

namespace orderhook::salla {
namespace {

/// Where the envelope's parts are, by their place in `paths`.
enum EnvelopePlace : std::size_t { event, merchant, created_at, id, order_id, changed_order };

constexpr std::array<std::string_view, 6>
    paths{"event", "merchant", "created_at", "data.id", "data.order_id", "data.order.id"};

/// Salla leaves the zone out of some forms; its shops' clocks are those of Riyadh.
std::optional<Time> instant_in_riyadh(const Found& found) {
    if (const auto time = instant(found)) return time;
    return parse_rfc3339(identifier(found) + "+03:00");
}

/// The kind and id of what the event is about: its order wherever it names one.
std::string order_key_of(const Envelope& envelope, const std::vector<Found>& found) {
    for (const EnvelopePlace place : {changed_order, order_id}) {
        const std::string number = identifier(found[place]);
        if (!number.empty()) return "order:" + number;
    }
    const std::string number = identifier(found[id]);
    // The id of a status change is neither the order's nor that of anything else.
    if (number.empty() || envelope.type == "order.status.updated") return envelope.dedupe_key;
    return envelope.type.substr(0, envelope.type.find('.')) + ":" + number;
}

} // namespace

Result<Envelope> read_envelope(std::string_view body) {
    auto found = json::scan(body, paths);
    if (!found) return failure(found);
    auto type = required_text(found->at(event), paths[event]);
    if (!type) return failure(type);

    Envelope envelope;
    envelope.type = *std::move(type);
    envelope.dedupe_key = hash_of_body(body); // Salla gives its events no id
    envelope.tenant = identifier(std::move(found->at(merchant)));
    envelope.occurred_at = instant_in_riyadh(found->at(created_at));
    envelope.order_key = order_key_of(envelope, *found);
    return envelope;
}

} // namespace orderhook::salla
