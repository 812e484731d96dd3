// Opening the journal's file: what is checked, how it is set up, and what an error of it means.
#pragma once

#include <orderhook/result.hpp>
#include <orderhook/time.hpp>

#include <SQLiteCpp/Database.h>

#include <chrono>
#include <filesystem>
#include <memory>

namespace SQLite {
class Exception;
}

namespace orderhook {

inline constexpr int page_size = 4'096; // bytes

/// Where there is no journal yet.
enum class IfMissing { create, fail };

/// Opens the file for its one writer; a new one is readable by its owner only. Checks the header
/// and the schema version and takes in what a crash left in the WAL, which is empty afterwards.
/// Fails with what to do about it.
[[nodiscard]] Result<std::unique_ptr<SQLite::Database>>
open_for_writing(const std::filesystem::path& file, Time now, IfMissing if_missing);

/// Whether closing the file leaves its WAL alone, as it does after `open_for_writing`, or takes it
/// in and removes it. After an error it must stay: of pages that were copied into the file before a
/// sync that failed, SQLite copies some no more, and only the WAL has them for certain. Who opens
/// the file next, with nobody beside him, copies all of it anew.
void keep_wal_at_close(SQLite::Database& database, bool keeps);

/// Has the file hold all of its WAL, and the WAL empty. False when a program that reads the file
/// does not end that in time. Throws SQLite::Exception.
bool empty_wal(SQLite::Database& database, std::chrono::milliseconds most_wait);

/// Where SQLite has the file's WAL.
[[nodiscard]] std::filesystem::path wal_of(std::filesystem::path file);

/// Fails when the WAL beside the file is another's, with what to do. SQLite would mix the two or,
/// for a file that is empty or missing, delete the WAL with what was promised.
///
/// A journal says in its header that it has a WAL; our backups have none, so one beside such a file
/// is of the journal that was there before. Error: misconfigured.
[[nodiscard]] Result<void> check_wal(const std::filesystem::path& file);

/// Why a file is not opened again that is not there, or empty.
[[nodiscard]] tl::unexpected<Error> gone(const std::filesystem::path& file);

/// Why a file is not opened for writing that another program has open.
[[nodiscard]] tl::unexpected<Error> in_use(const std::filesystem::path& file);

/// Opens a file that a writer has open. Throws SQLite::Exception.
[[nodiscard]] SQLite::Database open_for_reading(const std::filesystem::path& file);

/// Opens a file that a writer has open, to checkpoint it. Throws SQLite::Exception.
[[nodiscard]] SQLite::Database open_for_checkpoint(const std::filesystem::path& file);

/// Whether that code of SQLite tells of a damaged page. That does not pass, and concerns only what
/// is on it.
[[nodiscard]] bool is_damage(int code);

/// What a failed statement means to the caller: nothing was promised, try again later.
[[nodiscard]] Error
unavailable(const std::filesystem::path& file, const SQLite::Exception& exception);

} // namespace orderhook
