#include "journal/sqlite/recent_rows.hpp"

#include "journal/sqlite/big_endian.hpp"
#include "journal/sqlite/binding.hpp"
#include "journal/sqlite/packed_table.hpp"
#include "journal/sqlite/packed_texts.hpp"

#include <SQLiteCpp/Database.h>

#include <algorithm>
#include <limits>

namespace orderhook {

namespace {

template <class Bytes> std::string_view text_of(const Bytes& bytes) {
    return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

void pack_event(std::string& bytes, const RecentEvent& event) {
    append_packed(bytes, text_of(event.key));
    append_packed(bytes, text_of(event.body));
    append_packed(bytes, text_of(event.event.bytes));
    append_packed(bytes, event.quarantine_reason);
    if (event.time) {
        append_packed(bytes, text_of(big_endian(event.time->lane)));
        append_packed(bytes, text_of(big_endian(number_of(event.time->occurred_at))));
    } else {
        append_packed(bytes, {});
        append_packed(bytes, {});
    }
}

template <class Digest> bool unpack_digest(std::string_view& bytes, Digest& digest) {
    const auto text = take_packed(bytes);
    if (!text || text->size() != digest.size()) return false;
    std::copy(text->begin(), text->end(), digest.begin());
    return true;
}

/// Nothing, or eight bytes.
bool unpack_number(std::string_view& bytes, std::optional<std::uint64_t>& number) {
    const auto text = take_packed(bytes);
    if (!text || (!text->empty() && text->size() != sizeof(std::uint64_t))) return false;
    if (text->empty()) return true;
    number = big_endian_at(text->data());
    return true;
}

/// Takes the first of the bytes; nothing when they are damaged.
std::optional<RecentEvent> unpack(std::string_view& bytes) {
    RecentEvent event;
    std::optional<std::uint64_t> lane, time;
    if (!unpack_digest(bytes, event.key) || !unpack_digest(bytes, event.body)
        || !unpack_digest(bytes, event.event.bytes))
        return std::nullopt;
    const auto reason = take_packed(bytes);
    if (!reason || !unpack_number(bytes, lane) || !unpack_number(bytes, time)) return std::nullopt;
    event.quarantine_reason = *reason;
    if (lane && time) event.time = LaneTime{*lane, time_of(*time)};
    return event;
}

/// The event behind that many others; nothing when the bytes are damaged.
std::optional<RecentEvent> unpack_at(std::string_view bytes, std::uint64_t others) {
    for (; others > 0; --others)
        if (!unpack(bytes)) return std::nullopt;
    return unpack(bytes);
}

} // namespace

std::string RecentRows::table(std::int64_t bucket) { return "recent_" + std::to_string(bucket); }

void RecentRows::create(SQLite::Database& database, std::int64_t bucket) {
    database.exec(
        "CREATE TABLE " + table(bucket) + " (first INTEGER PRIMARY KEY, events BLOB NOT NULL)"
    );
}

std::optional<RecentEvent>
RecentRows::find(SQLite::Database& database, std::int64_t bucket, std::uint64_t number) {
    SQLite::Statement row(
        database,
        "SELECT first, events FROM " + table(bucket)
            + " WHERE first <= ? ORDER BY first DESC LIMIT 1"
    );
    bind_number(row, 1, number);
    if (!row.executeStep()) return std::nullopt;
    const auto first = number_in(row.getColumn(0));
    auto event = unpack_at(bytes_in(row.getColumn(1)), number - first);
    if (!event) log_damaged_row(table(bucket), first);
    return event;
}

RecentRows::RecentRows(SQLite::Database& database, std::int64_t bucket)
    : database_(database),
      bucket_(bucket),
      insert_(database, "INSERT INTO " + table(bucket) + " (first, events) VALUES (?, ?)") {}

void RecentRows::load(const std::function<void(Number, const RecentEvent&)>& visit) {
    SQLite::Statement rows(
        database_,
        "SELECT first, events FROM " + table(bucket_) + " ORDER BY first"
    );
    while (rows.executeStep()) {
        const auto first = number_in(rows.getColumn(0));
        if (first > std::numeric_limits<Number>::max()) {
            log_damaged_row(table(bucket_), first);
            continue;
        }
        auto bytes = bytes_in(rows.getColumn(1));
        next_ = static_cast<Number>(first);
        do {
            const auto event = unpack(bytes);
            if (event) visit(next_, *event);
            ++next_; // also behind a damaged one: no two rows have the same first number
            if (event) continue;
            log_damaged_row(table(bucket_), first);
            break;
        } while (!bytes.empty());
    }
}

RecentRows::Number RecentRows::add(const RecentEvent& event) {
    pack_event(packed_, event);
    ++unsaved_;
    return next_++;
}

std::optional<RecentEvent> RecentRows::find(Number number) const {
    const Number first = first_unsaved();
    return number < first ? find(database_, bucket_, number) : unpack_at(packed_, number - first);
}

void RecentRows::save() {
    if (unsaved_ == 0) return;
    insert_.reset();
    insert_.bind(1, first_unsaved());
    bind_blob(insert_, 2, packed_);
    insert_.exec();
    unsaved_ = 0;
    packed_.clear();
}

} // namespace orderhook
