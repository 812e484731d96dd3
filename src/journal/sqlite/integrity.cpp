#include "journal/sqlite/integrity.hpp"

#include "journal/sqlite/database_file.hpp"
#include "journal/sqlite/file_system.hpp"
#include "journal/sqlite/schema.hpp"

#include <SQLiteCpp/Database.h>
#include <SQLiteCpp/Exception.h>
#include <SQLiteCpp/Statement.h>

#include <string>

namespace orderhook {

namespace {

int deliveries_without_event(SQLite::Database& database) {
    return database
        .execAndGet("SELECT count(*) FROM deliveries d WHERE NOT EXISTS"
                    " (SELECT 1 FROM events e WHERE e.position = d.event)")
        .getInt();
}

} // namespace

Result<void> check_integrity(const std::filesystem::path& journal) {
    const auto file = real_path(journal);
    std::error_code error;
    if (!std::filesystem::exists(file, error))
        return failure(Errc::not_found, file.string() + ": there is no journal here");
    if (auto own = check_wal(file); !own) return own;
    try {
        auto database = open_for_reading(file);
        const auto version = stored_schema_version(database, file);
        if (!version) return failure(version);
        SQLite::Statement check(database, "PRAGMA integrity_check(1)");
        if (!check.executeStep())
            return failure(Errc::internal, file.string() + ": the check gave no result");
        const std::string found = check.getColumn(0).getString();
        if (found != "ok") return failure(Errc::internal, file.string() + ": damaged: " + found);
        if (const int orphans = deliveries_without_event(database); orphans > 0)
            return failure(
                Errc::internal,
                file.string() + ": damaged: deliveries without their events: "
                    + std::to_string(orphans) + " (a start makes them dead letters)"
            );
        return {};
    } catch (const SQLite::Exception& problem) {
        return failure(Errc::internal, file.string() + ": damaged: " + problem.what());
    }
}

} // namespace orderhook
