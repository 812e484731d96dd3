#include "handlers/log_handler.hpp"

#include "log/log.hpp"

namespace orderhook {

Result<std::unique_ptr<Handler>> LogHandler::create(std::string name, Settings&) {
    return std::make_unique<LogHandler>(std::move(name));
}

Outcome LogHandler::handle(const Event& event, const Attempt& attempt) {
    const std::string id = event.id.to_text();
    // Keys of other kinds may name a person.
    const std::string_view key = event.envelope.order_key;
    const std::string_view order = key.starts_with("order:") ? key : std::string_view{};
    log::info(
        "event",
        {{"handler", name_},
         {"id", id},
         {"source", event.source},
         {"type", event.envelope.type},
         {"order_key", order},
         {"tenant", event.envelope.tenant},
         {"attempt", std::uint64_t{attempt.number}},
         {"drift", std::uint64_t{event.drift.size()}}}
    );
    return Done{};
}

} // namespace orderhook
