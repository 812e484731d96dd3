#include "journal/sqlite/write_group.hpp"

namespace orderhook {

namespace {

/// Does what is asked, in the store's transaction.
class Performance {
public:
    Performance(WriteStore& store, Time now, std::vector<Delivery>& fresh)
        : store_(store),
          now_(now),
          fresh_(fresh) {}

    void operator()(AppendOperation& append) {
        append.result = store_.append(std::move(append.event), fresh_);
    }
    void operator()(SettleOperation& settle) { store_.settle(settle.batch); }
    void operator()(EditOperation& edit) { edit.carry_out(store_, now_, fresh_); }

private:
    WriteStore& store_;
    Time now_;
    std::vector<Delivery>& fresh_;
};

Commit count(const Operations& group) {
    Commit commit;
    for (const Operation& operation : group) {
        if (const auto* settle = std::get_if<SettleOperation>(&operation))
            commit.settlements += settle->batch.size();
        else if (std::holds_alternative<AppendOperation>(operation))
            ++commit.events;
    }
    return commit;
}

} // namespace

std::size_t bytes_in_memory(const NewEvent& event) {
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

Operations only(Operation operation) {
    Operations group;
    group.push_back(std::move(operation));
    return group;
}

Commit carry_out(Operations& group, WriteStore& store, Time now, std::vector<Delivery>& fresh) {
    Commit commit = count(group);
    store.begin(now);
    for (Operation& operation : group)
        std::visit(Performance(store, now, fresh), operation);
    commit.pruned = store.prune_beside(commit.events, now);
    store.commit();
    return commit;
}

} // namespace orderhook
