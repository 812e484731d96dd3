#include "journal/sqlite/database_file.hpp"

#include "async/file_descriptor.hpp"
#include "journal/sqlite/file_system.hpp"
#include "journal/sqlite/paced_writes.hpp"
#include "journal/sqlite/schema.hpp"
#include "journal/sqlite/wal_vfs.hpp"
#include "log/log.hpp"

#include <SQLiteCpp/Exception.h>
#include <SQLiteCpp/Statement.h>
#include <fcntl.h>
#include <sqlite3.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <string_view>

namespace orderhook {

namespace {

constexpr int busy_timeout = 5'000; // milliseconds; only somebody's sqlite3 shell makes us wait
constexpr std::string_view sqlite_magic("SQLite format 3\0", 16);

tl::unexpected<Error> not_a_journal(const std::filesystem::path& file, std::string_view why) {
    return failure(
        Errc::misconfigured,
        file.string() + ": is damaged or not a journal (" + std::string(why)
            + "): restore a backup, or move the file and its -wal away to start with an empty"
              " journal"
    );
}

tl::unexpected<Error> cannot_open(const std::filesystem::path& file, std::string_view why) {
    return failure(
        Errc::misconfigured,
        file.string() + ": cannot be opened for writing: " + std::string(why)
            + "; make the file and its folder writable for this user"
    );
}

/// Whether the power went while the first page was written: SQLite then takes it back.
bool has_unfinished_start(const std::filesystem::path& file) {
    std::error_code unknown;
    return std::filesystem::exists(file.string() + "-journal", unknown);
}

/// Whether a new journal may be made where none is.
Result<void> check_missing(const std::filesystem::path& file, IfMissing if_missing) {
    if (if_missing == IfMissing::create) return check_wal(file);
    return gone(file);
}

/// Makes the file if it may, and looks at its header before SQLite does.
Result<void> check_header(const std::filesystem::path& file, IfMissing if_missing) {
    if (size_of(file) == 0)
        if (auto may_create = check_missing(file, if_missing); !may_create) return may_create;
    const int creating = if_missing == IfMissing::create ? O_CREAT : 0;
    const FileDescriptor opened(open(file.c_str(), O_RDWR | O_CLOEXEC | creating, 0600));
    if (!opened) return cannot_open(file, std::strerror(errno));
    std::array<char, 100> header{};
    const auto length = pread(opened.get(), header.data(), header.size(), 0);
    if (length < 0) return cannot_open(file, std::strerror(errno));
    if (length == 0 || has_unfinished_start(file)) return {};
    if (static_cast<std::size_t>(length) < header.size())
        return not_a_journal(file, "its header is cut off");
    if (!std::string_view(header.data(), header.size()).starts_with(sqlite_magic))
        return not_a_journal(file, "it is no SQLite database");
    return check_wal(file);
}

/// The order counts: auto_vacuum is ignored once journal_mode has written the first page.
Result<void> set_up(SQLite::Database& database, const std::filesystem::path& file) {
    database.exec("PRAGMA page_size = " + std::to_string(page_size));
    database.exec("PRAGMA auto_vacuum = INCREMENTAL");
    database.exec("PRAGMA journal_mode = WAL"); // whose own answer comes before it is on the disk
    const auto mode = database.execAndGet("PRAGMA journal_mode").getString();
    if (mode != "wal")
        return failure(
            Errc::misconfigured,
            file.string() + ": its file system does not support a write-ahead log (got " + mode
                + " mode): put the journal on a local disk"
        );
    database.exec("PRAGMA synchronous = FULL");
    database.exec("PRAGMA journal_size_limit = 67108864"); // what the WAL keeps when it starts over
    database.exec("PRAGMA cache_size = -32768");
    database.exec("PRAGMA temp_store = MEMORY");
    // The writer checkpoints between commits, when nobody waits for one.
    database.exec("PRAGMA wal_autocheckpoint = 0");
    return {};
}

std::unique_ptr<SQLite::Database> open_database(const std::filesystem::path& file) {
    const int flags = SQLite::OPEN_READWRITE | SQLite::OPEN_NOMUTEX;
    auto database =
        std::make_unique<SQLite::Database>(file.string(), flags, busy_timeout, wal_vfs());
    keep_wal_at_close(*database, true);
    return database;
}

/// After a failed fsync the WAL may end in pages that the system shows us but never wrote. What is
/// committed behind such pages would be lost with them. And what was copied into the file before
/// may be lost there. So all of it is copied before we go on. As long as another program has the
/// file open, SQLite knows from the memory they share what was copied, and copies only the rest.
Result<void> empty_wal_alone(const std::filesystem::path& file) {
    try {
        const auto alone = open_database(file);
        alone->setBusyTimeout(0);
        alone->exec("PRAGMA locking_mode = EXCLUSIVE"); // with it no memory is shared
        if (empty_wal(*alone, {})) return {};
    } catch (const SQLite::Exception& exception) {
        if (exception.getErrorCode() != SQLITE_BUSY) throw;
    }
    return in_use(file);
}

/// Whether an error at opening asks for a person and not for another try.
tl::unexpected<Error>
open_failure(const std::filesystem::path& file, const SQLite::Exception& exception) {
    switch (exception.getErrorCode()) {
    case SQLITE_NOTADB:
    case SQLITE_CORRUPT:
    case SQLITE_ERROR: // a table is missing
        return not_a_journal(file, exception.what());
    case SQLITE_CANTOPEN:
    case SQLITE_READONLY:
    case SQLITE_PERM:
        return cannot_open(file, exception.what());
    default:
        return tl::unexpected<Error>(unavailable(file, exception));
    }
}

/// SQLite counts each allocation under a lock, for statistics that nobody reads. It can be told not
/// to before its first use only; later this changes nothing.
void count_no_memory() {
    static const int configured = sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
    (void)configured;
}

} // namespace

void keep_wal_at_close(SQLite::Database& database, bool keeps) {
    const int value = keeps ? 1 : 0;
    sqlite3_db_config(database.getHandle(), SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, value, nullptr);
}

bool empty_wal(SQLite::Database& database, std::chrono::milliseconds most_wait) {
    database.setBusyTimeout(static_cast<int>(most_wait.count()));
    SQLite::Statement checkpoint(database, "PRAGMA wal_checkpoint(TRUNCATE)");
    checkpoint.executeStep();
    return checkpoint.getColumn(0).getInt() == 0;
}

std::filesystem::path wal_of(std::filesystem::path file) { return file += "-wal"; }

Result<void> check_wal(const std::filesystem::path& file) {
    constexpr std::streamoff write_version = 18; // its place in the header
    constexpr char with_wal = 2;
    const std::string wal = wal_of(file).string();
    if (size_of(wal) == 0) return {};
    if (size_of(file) == 0)
        return failure(
            Errc::misconfigured,
            file.string() + ": is missing or empty, and beside it lies what a journal had not"
                + " written to its file yet: put that journal back, or move " + wal
                + " away, too, to start with an empty one"
        );
    std::ifstream header(file, std::ios::binary);
    header.seekg(write_version);
    char version = with_wal;
    if (!header.get(version) || version == with_wal) return {};
    return failure(
        Errc::misconfigured,
        file.string() + ": is a backup, and beside it lies what another journal had not written to"
            + " its file yet: move " + wal + " away and start again"
    );
}

Result<std::unique_ptr<SQLite::Database>>
open_for_writing(const std::filesystem::path& file, Time now, IfMissing if_missing) {
    if (const auto checked = check_header(file, if_missing); !checked) return failure(checked);
    count_no_memory();
    PacedWrites::prepare();
    try {
        auto database = open_database(file);
        // Before all that would change the file of another program.
        const auto version = stored_schema_version(*database, file);
        if (!version) return failure(version);
        if (size_of(wal_of(file)) > 0) {
            database.reset();
            if (const auto emptied = empty_wal_alone(file); !emptied) return failure(emptied);
            database = open_database(file);
        }
        if (const auto ready = set_up(*database, file); !ready) return failure(ready);
        if (*version != 0 && *version != schema_version)
            log::info(
                "journal of an older version is brought up to date, which takes a while if it is"
                " large",
                {{"from", std::uint64_t(*version)}, {"to", std::uint64_t{schema_version}}}
            );
        migrate(*database, *version, now);
        return database;
    } catch (const SQLite::Exception& exception) {
        return open_failure(file, exception);
    }
}

tl::unexpected<Error> gone(const std::filesystem::path& file) {
    return failure(
        Errc::misconfigured,
        file.string() + ": is gone or empty: put the journal back, or start again"
    );
}

tl::unexpected<Error> in_use(const std::filesystem::path& file) {
    return failure(
        Errc::unavailable,
        file.string() + ": another program has it open: close it there"
    );
}

SQLite::Database open_for_reading(const std::filesystem::path& file) {
    SQLite::Database database(
        file.string(),
        SQLite::OPEN_READONLY | SQLite::OPEN_NOMUTEX,
        busy_timeout
    );
    database.exec("PRAGMA cache_size = -8192");
    return database;
}

SQLite::Database open_for_checkpoint(const std::filesystem::path& file) {
    const int flags = SQLite::OPEN_READWRITE | SQLite::OPEN_NOMUTEX;
    SQLite::Database database(file.string(), flags, busy_timeout);
    keep_wal_at_close(database, true);
    return database;
}

bool is_damage(int code) {
    constexpr int primary_code = 0xff;
    return (code & primary_code) == SQLITE_CORRUPT;
}

Error unavailable(const std::filesystem::path& file, const SQLite::Exception& exception) {
    return {
        Errc::unavailable,
        file.string() + ": " + exception.what() + " (sqlite "
            + std::to_string(exception.getExtendedErrorCode()) + ")"};
}

} // namespace orderhook
