#include "journal/sqlite/sqlite_journal.hpp"

#include "journal/sqlite/file_lock.hpp"
#include "journal/sqlite/reader.hpp"
#include "journal/sqlite/writer.hpp"

#include <memory>

namespace orderhook {

namespace {

class SqliteJournal final : public Journal {
public:
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
          reader_(settings.path, loop, announcer_),
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

    [[nodiscard]] Result<void> ready() const override { return writer_.ready(); }

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

Result<std::unique_ptr<Journal>> open_sqlite_journal(
    const SqliteSettings& settings,
    Loop& loop,
    const Clock& clock,
    CommitObserver observe
) {
    auto lock = FileLock::acquire(settings.path);
    if (!lock) return failure(lock);
    auto store = WriteStore::open(settings.path, {settings.dedupe_window}, clock.now());
    if (!store) return failure(store);
    return std::make_unique<SqliteJournal>(
        settings,
        loop,
        clock,
        std::move(observe),
        std::move(*lock),
        std::move(*store)
    );
}

} // namespace orderhook
