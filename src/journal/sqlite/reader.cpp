#include "journal/sqlite/reader.hpp"

#include "async/background_thread.hpp"
#include "async/thread_name.hpp"
#include "journal/sqlite/database_file.hpp"

#include <SQLiteCpp/Exception.h>

#include <utility>

namespace orderhook {

Reader::Reader(
    std::filesystem::path path,
    std::optional<FileId> file,
    Loop& loop,
    std::shared_ptr<const Announcer> announcer
)
    : path_(std::move(path)),
      file_(file),
      loop_(loop),
      announcer_(std::move(announcer)),
      thread_([this] { run(); }) {}

Reader::~Reader() { close(); }

void Reader::scan(
    std::string handler,
    Position after,
    std::size_t limit,
    Journal::Answer<std::vector<PendingDelivery>> answer
) {
    ask<std::vector<PendingDelivery>>(
        [this, handler = std::move(handler), after, limit](ReadStore& store) {
            return store.scan(handler, after, announcer_->last(), limit);
        },
        std::move(answer)
    );
}

void Reader::fetch(
    std::string handler,
    std::vector<Position> positions,
    Journal::Answer<std::vector<Delivery>> answer
) {
    ask<std::vector<Delivery>>(
        [handler = std::move(handler), positions = std::move(positions)](ReadStore& store) {
            return store.fetch(handler, positions);
        },
        std::move(answer)
    );
}

void Reader::backlog(Journal::Answer<std::vector<Backlog>> answer) {
    ask<std::vector<Backlog>>([](ReadStore& store) { return store.backlog(); }, std::move(answer));
}

void Reader::dead_lanes(std::string handler, Journal::Answer<std::vector<DeadLane>> answer) {
    ask<std::vector<DeadLane>>(
        [handler = std::move(handler)](ReadStore& store) { return store.dead_lanes(handler); },
        std::move(answer)
    );
}

void Reader::paused_handlers(Journal::Answer<std::vector<std::string>> answer) {
    ask<std::vector<std::string>>(
        [](ReadStore& store) { return store.paused_handlers(); },
        std::move(answer)
    );
}

void Reader::find(EventId event, Journal::Answer<FoundEvent> answer) {
    ask<FoundEvent>(
        [event](ReadStore& store) { return store.records().find(event); },
        std::move(answer)
    );
}

void Reader::list_events(
    EventFilter filter,
    PageRequest request,
    Journal::Answer<Page<EventRecord>> answer
) {
    ask<Page<EventRecord>>(
        [filter = std::move(filter), request](ReadStore& store) {
            return store.records().list_events(filter, request);
        },
        std::move(answer)
    );
}

void Reader::list_dead_letters(
    std::string handler,
    EventFilter filter,
    PageRequest request,
    Journal::Answer<Page<DeadLetter>> answer
) {
    ask<Page<DeadLetter>>(
        [handler = std::move(handler), filter = std::move(filter), request](ReadStore& store) {
            return store.records().list_dead_letters(handler, filter, request);
        },
        std::move(answer)
    );
}

void Reader::list_attempts(
    EventId event,
    std::string handler,
    Journal::Answer<std::vector<AttemptRecord>> answer
) {
    ask<std::vector<AttemptRecord>>(
        [event, handler = std::move(handler)](ReadStore& store) {
            return store.records().list_attempts(event, handler);
        },
        std::move(answer)
    );
}

template <class T> void Reader::ask(Question<T> question, Journal::Answer<T> answer) {
    {
        std::lock_guard lock(queue_mutex_);
        if (!closed_) {
            questions_.push_back([this, question = std::move(question), answer = std::move(answer)](
                                 ) mutable {
                auto result = ask_store(question);
                loop_.post([answer = std::move(answer), result = std::move(result)]() mutable {
                    answer(std::move(result));
                });
            });
            asked_.notify_one();
            return;
        }
    }
    loop_.post([answer = std::move(answer)] {
        answer(failure(Errc::unavailable, "the journal is closed"));
    });
}

template <class T> Result<T> Reader::ask_store(Question<T>& question) {
    std::lock_guard lock(store_mutex_);
    if (refusal_) return tl::unexpected<Error>(*refusal_);
    if (!store_ && file_id(path_) != file_)
        return failure(Errc::unavailable, path_.string() + ": is not the file that was open");
    try {
        if (!store_) store_ = std::make_unique<ReadStore>(path_);
        return question(*store_);
    } catch (const SQLite::Exception& exception) {
        store_.reset();
        return tl::unexpected<Error>(unavailable(path_, exception));
    }
}

void Reader::run() {
    name_this_thread("journal reader");
    make_this_thread_background();
    std::unique_lock lock(queue_mutex_);
    while (true) {
        asked_.wait(lock, [&] { return closed_ || !questions_.empty(); });
        if (questions_.empty()) return;
        auto question = std::move(questions_.front());
        questions_.pop_front();
        lock.unlock();
        question();
        lock.lock();
    }
}

std::unique_lock<std::mutex> Reader::pause() {
    std::unique_lock lock(store_mutex_);
    store_.reset();
    return lock;
}

void Reader::close() {
    {
        std::lock_guard lock(queue_mutex_);
        closed_ = true;
    }
    asked_.notify_one();
    if (thread_.joinable()) thread_.join();
    (void)pause();
}

} // namespace orderhook
