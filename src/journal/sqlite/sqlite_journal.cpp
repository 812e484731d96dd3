#include "journal/sqlite/sqlite_journal.hpp"

#include "journal/sqlite/file_lock.hpp"
#include "journal/sqlite/reader.hpp"
#include "journal/sqlite/writer.hpp"

#include <memory>

namespace orderhook {

namespace {

/// An edit that answers with what it returned.
template <class T, class CarryOut>
EditOperation edit_of(CarryOut carry_out, Journal::Answer<T> answer) {
    // Shared by the two functions, of which the first runs on another thread, before the second.
    auto outcome = std::make_shared<Result<T>>();
    EditOperation edit;
    edit.carry_out = [outcome,
                      carry_out = std::move(carry_out
                      )](WriteStore& store, Time now, std::vector<Delivery>& fresh) {
        *outcome = carry_out(store, now, fresh);
    };
    edit.answer = [outcome, answer = std::move(answer)](const Result<std::monostate>& done) {
        if (done)
            answer(std::move(*outcome));
        else
            answer(failure(done));
    };
    return edit;
}

class SqliteJournal final : public JournalWithRecords {
public:
    template <class T> using Answer = Journal::Answer<T>;

    SqliteJournal(
        const SqliteSettings& settings,
        Loop& loop,
        const Clock& clock,
        CommitObserver observe,
        FileLock lock,
        std::unique_ptr<WriteStore> store
    )
        : lock_(std::move(lock)),
          announcer_(std::make_shared<Announcer>(store->last_position())),
          reader_(settings.path, store->file(), loop, announcer_),
          writer_(
              settings,
              {loop, clock, reader_, announcer_, std::move(observe)},
              std::move(store)
          ) {}

    ~SqliteJournal() override { close(); }

    void on_committed(Committed receiver) override {
        announcer_->set_receiver(std::move(receiver));
    }

    void append(NewEvent event, Answer<Appended> answer) override {
        writer_.append(std::move(event), std::move(answer));
    }

    void settle(std::vector<Settlement> batch, Answer<std::monostate> answer) override {
        writer_.settle(std::move(batch), std::move(answer));
    }

    void scan(
        std::string handler,
        Position after,
        std::size_t limit,
        Answer<std::vector<PendingDelivery>> answer
    ) override {
        reader_.scan(std::move(handler), after, limit, std::move(answer));
    }

    void fetch(
        std::string handler,
        std::vector<Position> positions,
        Answer<std::vector<Delivery>> answer
    ) override {
        reader_.fetch(std::move(handler), std::move(positions), std::move(answer));
    }

    void backlog(Answer<std::vector<Backlog>> answer) override {
        reader_.backlog(std::move(answer));
    }

    void dead_lanes(std::string handler, Answer<std::vector<DeadLane>> answer) override {
        reader_.dead_lanes(std::move(handler), std::move(answer));
    }

    void set_paused(std::string handler, bool is_paused, Answer<std::monostate> answer) override {
        writer_.edit(edit_of<std::monostate>(
            [handler = std::move(handler), is_paused](WriteStore& store, Time, auto&) {
                store.paused_handlers().set(handler, is_paused);
                return std::monostate{};
            },
            std::move(answer)
        ));
    }

    void paused_handlers(Answer<std::vector<std::string>> answer) override {
        reader_.paused_handlers(std::move(answer));
    }

    void find(EventId event, Answer<FoundEvent> answer) override {
        reader_.find(event, std::move(answer));
    }

    void list_events(EventFilter filter, PageRequest request, Answer<Page<EventRecord>> answer)
        override {
        reader_.list_events(std::move(filter), request, std::move(answer));
    }

    void list_dead_letters(
        std::string handler,
        EventFilter filter,
        PageRequest request,
        Answer<Page<DeadLetter>> answer
    ) override {
        reader_
            .list_dead_letters(std::move(handler), std::move(filter), request, std::move(answer));
    }

    void
    list_attempts(EventId event, std::string handler, Answer<std::vector<AttemptRecord>> answer)
        override {
        reader_.list_attempts(event, std::move(handler), std::move(answer));
    }

    void replay(std::vector<ReplayTarget> targets, Answer<Replayed> answer) override {
        writer_.edit(edit_of<Replayed>(
            [targets = std::move(targets)](WriteStore& store, Time, auto& fresh) {
                return store.redelivery().replay(targets, fresh);
            },
            std::move(answer)
        ));
    }

    void discard(std::vector<DeliveryKey> dead_letters, Answer<std::size_t> answer) override {
        writer_.edit(edit_of<std::size_t>(
            [dead_letters = std::move(dead_letters)](WriteStore& store, Time, auto&) {
                return store.redelivery().discard(dead_letters);
            },
            std::move(answer)
        ));
    }

    void release(
        EventId event,
        Envelope envelope,
        std::vector<std::string> handlers,
        Answer<std::size_t> answer
    ) override {
        writer_.edit(edit_of<std::size_t>(
            [event,
             envelope = std::move(envelope),
             handlers = std::move(handlers)](WriteStore& store, Time, auto& fresh) {
                return store.redelivery().release(event, envelope, handlers, fresh);
            },
            std::move(answer)
        ));
    }

    void free_parked(
        std::string handler,
        std::optional<std::string> new_handler,
        std::size_t limit,
        Answer<std::size_t> answer
    ) override {
        writer_.edit(edit_of<std::size_t>(
            [handler = std::move(handler),
             new_handler = std::move(new_handler),
             limit](WriteStore& store, Time now, auto& fresh) {
                return store.redelivery().free_parked(handler, new_handler, limit, now, fresh);
            },
            std::move(answer)
        ));
    }

    [[nodiscard]] Result<void> ready() const override { return writer_.ready(); }

    [[nodiscard]] bool is_stuck() const override { return writer_.is_stuck(); }

    // The writer closes the file last, so that SQLite takes the WAL in and removes it.
    void close() override {
        reader_.close();
        writer_.close();
        lock_.release();
    }

private:
    FileLock lock_;
    // Shared with what is posted to the loop, which may run when the journal is gone.
    const std::shared_ptr<Announcer> announcer_;
    Reader reader_;
    Writer writer_;
};

} // namespace

Result<std::unique_ptr<JournalWithRecords>> open_sqlite_journal(
    const SqliteSettings& settings,
    Loop& loop,
    const Clock& clock,
    CommitObserver observe
) {
    SqliteSettings resolved = settings;
    resolved.path = real_path(settings.path);
    if (auto place = check_place(resolved.path); !place) return failure(place);
    auto lock = FileLock::acquire(resolved.path);
    if (!lock) return failure(lock);
    auto store = WriteStore::open(resolved, clock.now(), IfMissing::create);
    if (!store) return failure(store);
    return std::make_unique<SqliteJournal>(
        resolved,
        loop,
        clock,
        std::move(observe),
        std::move(*lock),
        std::move(*store)
    );
}

} // namespace orderhook
