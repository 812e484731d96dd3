// The thread that reads the journal beside its writer.
#pragma once

#include "async/loop.hpp"
#include "journal/journal.hpp"
#include "journal/sqlite/announcer.hpp"
#include "journal/sqlite/file_system.hpp"
#include "journal/sqlite/read_store.hpp"

#include <condition_variable>
#include <deque>
#include <filesystem>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <utility>
#include <vector>

namespace orderhook {

/// Answers what is asked, one after another, on the loop. Thread-safe.
class Reader {
public:
    /// A scan shows no delivery that was not announced, so that nothing is seen here first. Reads
    /// no other file than `file`, should the path name another one by then.
    Reader(
        std::filesystem::path path,
        std::optional<FileId> file,
        Loop& loop,
        std::shared_ptr<const Announcer> announcer
    );
    ~Reader();

    void scan(
        std::string handler,
        Position after,
        std::size_t limit,
        Journal::Answer<std::vector<PendingDelivery>> answer
    );
    void fetch(
        std::string handler,
        std::vector<Position> positions,
        Journal::Answer<std::vector<Delivery>> answer
    );
    void backlog(Journal::Answer<std::vector<Backlog>> answer);
    void dead_lanes(std::string handler, Journal::Answer<std::vector<DeadLane>> answer);
    void paused_handlers(Journal::Answer<std::vector<std::string>> answer);

    void find(EventId event, Journal::Answer<FoundEvent> answer);
    void
    list_events(EventFilter filter, PageRequest request, Journal::Answer<Page<EventRecord>> answer);
    void list_dead_letters(
        std::string handler,
        EventFilter filter,
        PageRequest request,
        Journal::Answer<Page<DeadLetter>> answer
    );
    void list_attempts(
        EventId event,
        std::string handler,
        Journal::Answer<std::vector<AttemptRecord>> answer
    );

    /// Closes the file and keeps it closed as long as what it returns lives.
    [[nodiscard]] std::unique_lock<std::mutex> pause();

    /// Answers with the error from now on, or reads again when there is none. While it is paused.
    void refuse(std::optional<Error> why) { refusal_ = std::move(why); }

    /// Answers what was asked, closes the file and ends the thread.
    void close();

private:
    template <class T> using Question = std::function<Result<T>(ReadStore&)>;

    template <class T> void ask(Question<T> question, Journal::Answer<T> answer);
    template <class T> [[nodiscard]] Result<T> ask_store(Question<T>& question);
    void run();

    const std::filesystem::path path_;
    const std::optional<FileId> file_;
    Loop& loop_;
    const std::shared_ptr<const Announcer> announcer_;

    std::mutex store_mutex_;
    std::unique_ptr<ReadStore> store_; // opened by the first question
    std::optional<Error> refusal_;     // what lies at the path may not be ours

    std::mutex queue_mutex_;
    std::condition_variable asked_;
    std::deque<std::function<void()>> questions_;
    bool closed_ = false;
    std::thread thread_; // last: it uses all the rest
};

} // namespace orderhook
