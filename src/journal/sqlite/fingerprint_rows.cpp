#include "journal/sqlite/fingerprint_rows.hpp"

#include "journal/sqlite/big_endian.hpp"
#include "journal/sqlite/binding.hpp"
#include "journal/sqlite/packed_table.hpp"

#include <SQLiteCpp/Database.h>

#include <algorithm>
#include <cassert>

namespace orderhook {

namespace {

constexpr std::size_t key_bytes = sizeof(Fingerprint);
constexpr std::size_t entry_bytes = key_bytes + sizeof(std::uint64_t);

Fingerprint key_at(std::string_view entry) {
    Fingerprint key{};
    std::copy_n(entry.begin(), key.size(), key.begin());
    return key;
}

/// Calls it with each entry of a row, as far as it is whole, until it returns true.
template <class Visit>
void visit_entries(
    std::string_view entries,
    const std::string& table,
    std::uint64_t prefix,
    Visit visit
) {
    if (entries.empty() || entries.size() % entry_bytes != 0) log_damaged_row(table, prefix);
    for (; entries.size() >= entry_bytes; entries.remove_prefix(entry_bytes))
        if (visit(key_at(entries), big_endian_at(&entries[key_bytes]))) return;
}

} // namespace

void FingerprintRows::create(SQLite::Database& database, const std::string& table) {
    database.exec("CREATE TABLE " + table + " (prefix INTEGER PRIMARY KEY, entries BLOB NOT NULL)");
}

std::optional<std::uint64_t> FingerprintRows::find(
    SQLite::Database& database,
    const std::string& table,
    const Fingerprint& key
) {
    const auto prefix = prefix_of(key);
    SQLite::Statement row(database, "SELECT entries FROM " + table + " WHERE prefix = ?");
    bind_number(row, 1, prefix);
    if (!row.executeStep()) return std::nullopt;
    std::optional<std::uint64_t> found;
    const auto visit = [&](const Fingerprint& one, std::uint64_t number) {
        if (one == key) found = number;
        return found.has_value();
    };
    visit_entries(bytes_in(row.getColumn(0)), table, prefix, visit);
    return found;
}

void FingerprintRows::load(
    SQLite::Database& database,
    const std::string& table,
    const Visit& visit
) {
    SQLite::Statement rows(database, "SELECT prefix, entries FROM " + table);
    const auto visit_all = [&](const Fingerprint& key, std::uint64_t number) {
        visit(key, number);
        return false;
    };
    while (rows.executeStep())
        visit_entries(bytes_in(rows.getColumn(1)), table, number_in(rows.getColumn(0)), visit_all);
}

FingerprintRows::FingerprintRows(SQLite::Database& database, const std::string& table)
    : replace_(database, "REPLACE INTO " + table + " (prefix, entries) VALUES (?, ?)") {}

void FingerprintRows::add(const Fingerprint& key, std::uint64_t number) {
    assert(packed_.empty() || prefix_of(key) == prefix_of(key_at(packed_)));
    const auto bytes = big_endian(number);
    packed_.append(key.begin(), key.end()).append(bytes.begin(), bytes.end());
}

void FingerprintRows::write() {
    if (packed_.empty()) return;
    replace_.reset();
    bind_number(replace_, 1, prefix_of(key_at(packed_)));
    bind_blob(replace_, 2, packed_);
    replace_.exec();
    packed_.clear();
}

} // namespace orderhook
