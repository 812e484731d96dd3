// The thread that writes the journal: group commit, and what happens when one fails.
#pragma once

#include "async/clock.hpp"
#include "async/loop.hpp"
#include "journal/journal.hpp"
#include "journal/sqlite/announcer.hpp"
#include "journal/sqlite/checkpointer.hpp"
#include "journal/sqlite/disk_space.hpp"
#include "journal/sqlite/kept_wal.hpp"
#include "journal/sqlite/reader.hpp"
#include "journal/sqlite/sqlite_journal.hpp"
#include "journal/sqlite/write_group.hpp"
#include "journal/sqlite/write_queue.hpp"
#include "journal/sqlite/write_store.hpp"

#include <atomic>
#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <thread>
#include <vector>

namespace orderhook {

/// Everything that waits when a commit begins is one transaction and one fsync; meanwhile the next
/// group gathers.
///
/// After a failed write it answers every waiting append and edit with the error, closes the file,
/// and opens it again before it takes the next one: the same journal, and never a new one.
/// Settlements wait for that and are then written first, in their order.
///
/// While the disk is too full, or the file is not where it was, it takes settlements only.
///
/// When nobody waits it checkpoints, prunes and gives free pages back, in steps so short that the
/// next append hardly waits for one.
class Writer {
public:
    /// What it works with; all but the store outlives it.
    struct Surroundings {
        Loop& loop;
        const Clock& clock;
        Reader& reader;
        std::shared_ptr<Announcer> announcer;
        CommitObserver observe;
    };

    Writer(
        const SqliteSettings& settings,
        Surroundings surroundings,
        std::unique_ptr<WriteStore> store
    );
    ~Writer();

    void append(NewEvent event, Journal::Answer<Appended> answer);
    void settle(std::vector<Settlement> batch, Journal::Answer<std::monostate> answer);
    void edit(EditOperation edit);
    [[nodiscard]] Result<void> ready() const;
    [[nodiscard]] bool is_stuck() const;

    /// Writes what waits, closes the file and ends the thread.
    void close();

private:
    void push(Operations one);
    void run();
    void work();
    void write(Operations group);
    void observe(Commit commit, std::chrono::steady_clock::time_point started) const;
    void publish(std::vector<Delivery> fresh, Operations answered);
    void refuse(Operations group, const Error& error);

    /// Refuses what does not outlast it, in the group and of what waits, and closes the file.
    void fail(Operations group, const Error& error);
    enum class End { in_order, after_error };
    void close_file(End end);
    [[nodiscard]] bool is_all_in_file(bool has_moved);
    void reopen();
    [[nodiscard]] Result<std::unique_ptr<WriteStore>> open_same();
    void refuse_until_open(const std::string& reason);
    void give_up();
    void leave_wal();

    void refuse_waiting(const Error& error);
    [[nodiscard]] Result<void> may_take_events();
    void watch_file();
    void heed(const Result<void>& checkpointed);
    void look_for_chores(); // while events are taken
    void rest();
    void do_chores();
    void copy_beside();

    const SqliteSettings settings_;
    Surroundings surroundings_;
    DiskSpace disk_;
    std::optional<Error> takes_no_events_;
    WriteQueue queue_;
    bool has_chores_ = true;  // when nobody waits
    bool owes_a_copy_ = true; // since a start or chores
    std::chrono::steady_clock::time_point looked_for_chores_at_{};
    std::unique_ptr<WriteStore> store_; // none after a failure, until it is open again
    std::string not_open_;              // why not, as it was last logged
    Checkpointer checkpointer_;
    const Time made_at_;
    const std::optional<FileId> file_;
    std::optional<KeptWal> kept_wal_; // after an error
    Position durable_position_;
    std::atomic<std::chrono::steady_clock::time_point> work_began_{}; // the epoch while it waits
    std::thread thread_;                                              // last: it uses all the rest
};

} // namespace orderhook
