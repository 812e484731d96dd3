#include "journal/sqlite/event_row.hpp"

#include "journal/sqlite/binding.hpp"
#include "journal/sqlite/stored_headers.hpp"

#include <SQLiteCpp/Database.h>

namespace orderhook {

Disposition disposition_in(const SQLite::Column& column) {
    return disposition_named(bytes_in(column)).value_or(Disposition::accepted);
}

EventInsert::EventInsert(SQLite::Database& database)
    : statement_(
        database,
        "INSERT INTO events (position, id, source, provider, type, dedupe_key, order_key, tenant,"
        " occurred_at, received_at, late, disposition, first, reason, headers, body)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
    ) {}

void EventInsert::operator()(std::uint64_t position, const Event& event, const Fate& fate) {
    const std::string headers = to_bytes(event.headers);
    const std::string disposition(to_text(fate.disposition));
    statement_.reset();
    bind_number(statement_, 1, position);
    bind_blob(statement_, 2, event.id.bytes);
    statement_.bindNoCopy(3, event.source);
    statement_.bindNoCopy(4, event.provider);
    statement_.bindNoCopy(5, event.envelope.type);
    statement_.bindNoCopy(6, event.envelope.dedupe_key);
    statement_.bindNoCopy(7, event.envelope.order_key);
    statement_.bindNoCopy(8, event.envelope.tenant);
    if (event.envelope.occurred_at)
        bind_time(statement_, 9, *event.envelope.occurred_at);
    else
        statement_.bind(9);
    bind_time(statement_, 10, event.received_at);
    statement_.bind(11, event.late ? 1 : 0);
    statement_.bindNoCopy(12, disposition);
    if (fate.first != nullptr)
        bind_blob(statement_, 13, fate.first->bytes);
    else
        statement_.bind(13);
    if (fate.reason.empty())
        statement_.bind(14);
    else
        statement_.bindNoCopy(14, fate.reason);
    bind_blob(statement_, 15, headers);
    bind_blob(statement_, 16, event.body);
    statement_.exec();
}

StoredEvent event_in(const SQLite::Statement& row, int first_column) {
    int column = first_column;
    const auto text = [&] { return row.getColumn(column++).getString(); };

    auto event = std::make_shared<Event>();
    event->id.bytes = digest_in(row.getColumn(column++));
    event->source = text();
    event->provider = text();
    event->envelope.type = text();
    event->envelope.dedupe_key = text();
    event->envelope.order_key = text();
    event->envelope.tenant = text();
    if (!row.isColumnNull(column)) event->envelope.occurred_at = time_in(row.getColumn(column));
    ++column;
    event->received_at = time_in(row.getColumn(column++));
    event->late = row.getColumn(column++).getInt() != 0;
    auto headers = headers_from_bytes(bytes_in(row.getColumn(column++)));
    if (headers) event->headers = std::move(*headers);
    event->body = text();
    return {std::move(event), headers ? "" : "its stored headers are damaged"};
}

} // namespace orderhook
