// The part of Writer that deals with a file that fails, or is not where it was.
#include "journal/sqlite/database_file.hpp"
#include "journal/sqlite/writer.hpp"
#include "log/log.hpp"

#include <SQLiteCpp/Exception.h>

#include <chrono>
#include <utility>

namespace orderhook {

namespace {

constexpr std::chrono::minutes rest_after_failure{2};

} // namespace

void Writer::fail(Operations group, const Error& error) {
    log::error("journal cannot be written and will be opened again", {{"error", error.message}});
    close_file(End::after_error);
    auto waiting = queue_.refuse(error); // first: who gets the answer may ask again
    refuse(refusable_of(group), error);
    refuse(std::move(waiting), error);
    queue_.put_back(std::move(group));
}

void Writer::close_file(End end) {
    if (const auto copied = checkpointer_.stop(); !copied && end == End::in_order) {
        log::error("not all of the journal is in its file", {{"error", copied.error().message}});
        end = End::after_error;
    }
    // Nobody will find the WAL of a file that was moved.
    const bool has_moved = store_->has_moved();
    std::unique_lock<std::mutex> pause; // a read of ours must not hold back what only it has
    if (has_moved) pause = surroundings_.reader.pause();
    const bool needs_no_wal = end == End::in_order || has_moved;
    if (!needs_no_wal || !is_all_in_file(has_moved))
        kept_wal_.emplace(settings_.path, file_, store_->wal());
    store_.reset();
}

bool Writer::is_all_in_file(bool has_moved) {
    try {
        if (has_moved)
            store_->finish_moved();
        else
            store_->finish();
        return true;
    } catch (const SQLite::Exception& problem) {
        log::error("not all of the journal is in its file", {{"error", problem.what()}});
        return false;
    }
}

void Writer::leave_wal() {
    if (!kept_wal_) return;
    log::warn(
        "journal leaves its -wal, which the next start needs: until then let no program close it",
        {{"file", settings_.path.native()}}
    );
    kept_wal_.reset();
}

void Writer::reopen() {
    // The WAL is taken in anew and emptied only when no other connection holds it.
    const auto pause = surroundings_.reader.pause();
    auto store = open_same();
    if (!store) {
        const auto& [code, reason] = store.error();
        std::optional<Error> unreadable; // when what lies there may not be ours
        if (code == Errc::misconfigured) unreadable = Error{Errc::unavailable, reason};
        surroundings_.reader.refuse(std::move(unreadable));
        return refuse_until_open(reason);
    }
    surroundings_.reader.refuse(std::nullopt);
    try {
        (*store)->note_reopening();
        (*store)->rest_until(surroundings_.clock.now() + rest_after_failure);
        auto found = (*store)->deliveries_behind(durable_position_);
        store_ = std::move(*store);
        log::info("journal is open again", {{"deliveries_found", std::uint64_t{found.size()}}});
        publish(std::move(found), {});
    } catch (const SQLite::Exception& exception) {
        return refuse_until_open(unavailable(settings_.path, exception).message);
    }
    kept_wal_.reset();
    not_open_.clear();
    takes_no_events_.reset();
    queue_.admit();
    watch_file();
}

// Each time the same, until somebody has mended it.
void Writer::refuse_until_open(const std::string& reason) {
    if (reason != not_open_) log::error("journal cannot be opened again yet", {{"error", reason}});
    not_open_ = reason;
    if (kept_wal_) kept_wal_->hold();
    refuse_waiting({Errc::unavailable, reason});
}

// What waits here has positions of the journal that was open. In another one they are others'.
Result<std::unique_ptr<WriteStore>> Writer::open_same() {
    const auto other = failure(
        Errc::misconfigured,
        settings_.path.string()
            + ": is not the file that was open: put that very file back with its -wal, or stop, put"
              " the journal in place, and start"
    );
    const auto found = file_id(settings_.path);
    if (!found) return gone(settings_.path);
    if (found != file_) return other; // opening it would change it
    if (kept_wal_) {
        if (const auto checked = kept_wal_->check(); !checked) return failure(checked);
        kept_wal_->release();
    }
    auto store = WriteStore::open(settings_, surroundings_.clock.now(), IfMissing::fail);
    if (!store) return store;
    // The same file may have been written over, and its WAL moved meanwhile.
    if ((*store)->made_at() != made_at_ || (*store)->last_position() < durable_position_
        || (kept_wal_ && !kept_wal_->is((*store)->wal())))
        return other;
    return store;
}

void Writer::give_up() {
    const Error lost{
        Errc::unavailable,
        settings_.path.string() + ": closed before it could be written again"};
    for (auto group = queue_.take({}); !group.empty(); group = queue_.take({}))
        refuse(std::move(group), lost);
}

Result<void> Writer::may_take_events() {
    if (!store_->has_moved()) return disk_.check(std::chrono::steady_clock::now());
    return failure(
        Errc::unavailable,
        settings_.path.string()
            + ": it or its -wal was moved or removed while it was open: put both back; if the -wal"
              " is gone, stop and start"
    );
}

void Writer::watch_file() {
    const auto may_take = may_take_events();
    if (may_take && !takes_no_events_) return;
    if (may_take) {
        log::info("journal takes events again");
        takes_no_events_.reset();
        return queue_.admit();
    }
    if (!takes_no_events_)
        log::error("journal takes no events", {{"error", may_take.error().message}});
    takes_no_events_ = may_take.error();
    refuse_waiting(*takes_no_events_);
}

} // namespace orderhook
