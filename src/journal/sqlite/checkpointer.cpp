#include "journal/sqlite/checkpointer.hpp"

#include "async/background_thread.hpp"
#include "async/thread_name.hpp"
#include "journal/sqlite/database_file.hpp"
#include "journal/sqlite/paced_writes.hpp"

#include <SQLiteCpp/Exception.h>

#include <chrono>
#include <system_error>
#include <utility>

namespace orderhook {

namespace {

// While the most is copied some is added, and while that is copied hardly anything: too little to
// copy it beside the commits.
constexpr int most_rounds = 2;

Result<void> copy_beside(const std::filesystem::path& path, const std::optional<FileId>& file) {
    name_this_thread("checkpoint");
    make_this_thread_background();
    const PacedWrites paced;
    try {
        auto database = open_for_checkpoint(path);
        if (file_id(path) == file) database.exec("PRAGMA wal_checkpoint(PASSIVE)");
        return {};
    } catch (const SQLite::Exception& exception) {
        return tl::unexpected<Error>(unavailable(path, exception));
    }
}

} // namespace

Result<void> Checkpointer::after_commit(WriteStore& store) {
    const int added = waiting(store);
    if (!copying_.valid()) {
        rounds_ = 0;
        return added >= settings_.pages ? start(store) : Result<void>{};
    }
    const bool is_outrun = added >= settings_.pages;
    if (is_busy() && !is_outrun) return {};
    if (auto copied = copying_.get(); !copied) return copied;
    if (is_outrun || rounds_ == most_rounds) return copy(store, 1);
    return start(store);
}

Result<void> Checkpointer::copy(WriteStore& store, int pages) {
    if (copying_.valid())
        if (auto copied = copying_.get(); !copied) return copied;
    // Nobody could copy the rest of a WAL that was removed later.
    const bool is_last_chance = !is_whole_ && store.has_moved();
    if ((is_last_chance ? store.pages_in_wal() : waiting(store)) < pages) return {};
    try {
        is_whole_ = store.checkpoint();
        copied_ = store.pages_in_wal();
        return {};
    } catch (const SQLite::Exception& exception) {
        return tl::unexpected<Error>(unavailable(settings_.path, exception));
    }
}

Result<void> Checkpointer::stop() {
    copied_ = 0;
    return copying_.valid() ? copying_.get() : Result<void>{};
}

// A reader may keep the WAL from starting over. What it holds then is not copied again and again.
int Checkpointer::waiting(const WriteStore& store) {
    const int pages = store.pages_in_wal();
    if (pages < copied_) copied_ = 0; // it started over
    return pages - copied_;
}

bool Checkpointer::is_busy() const {
    return copying_.valid()
           && copying_.wait_for(std::chrono::seconds{0}) != std::future_status::ready;
}

Result<void> Checkpointer::start(WriteStore& store) {
    try {
        copying_ = std::async(std::launch::async, [settings = settings_] {
            return copy_beside(settings.path, settings.file);
        });
    } catch (const std::system_error&) {
        return copy(store, 1); // the system has no thread to give
    }
    ++rounds_;
    is_whole_ = false;
    copied_ = store.pages_in_wal();
    return {};
}

} // namespace orderhook
