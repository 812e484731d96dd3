#include "journal/sqlite/write_group.hpp"

namespace orderhook {

std::size_t bytes_of(const NewEvent& event) {
    const Envelope& envelope = event.event.envelope;
    std::size_t bytes = sizeof(NewEvent) + event.event.body.size() + envelope.type.size()
                        + envelope.dedupe_key.size() + envelope.order_key.size()
                        + envelope.tenant.size() + event.quarantine_reason.size();
    for (const Header& header : event.event.headers)
        bytes += sizeof(Header) + header.name.size() + header.value.size();
    return bytes;
}

void answer(Operation& operation) {
    std::visit([](auto& asked) { asked.answer(std::move(asked.result)); }, operation);
}

WriteGroup only(Operation operation) {
    WriteGroup group;
    group.push_back(std::move(operation));
    return group;
}

Commit count(const WriteGroup& group) {
    Commit commit;
    for (const Operation& operation : group) {
        if (const auto* settle = std::get_if<SettleOperation>(&operation))
            commit.settlements += settle->batch.size();
        else if (std::holds_alternative<AppendOperation>(operation))
            ++commit.events;
    }
    return commit;
}

} // namespace orderhook
