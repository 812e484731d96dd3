#include "journal/sqlite/writer.hpp"

#include "async/thread_name.hpp"
#include "journal/sqlite/database_file.hpp"
#include "log/log.hpp"

#include <SQLiteCpp/Exception.h>

#include <algorithm>
#include <chrono>

namespace orderhook {

namespace {

constexpr std::chrono::seconds tick{1};
constexpr std::chrono::steady_clock::time_point idle{};

// Nobody came for so long: time for a chore. Under steady load that is never.
constexpr std::chrono::milliseconds lull{5};

// So many pages are copied when nobody waits.
constexpr int pages_to_copy = 500;

Duration since(std::chrono::steady_clock::time_point started) {
    return std::chrono::duration_cast<Duration>(std::chrono::steady_clock::now() - started);
}

/// Does what is asked, in the store's transaction.
class Performance {
public:
    Performance(WriteStore& store, Time now, std::vector<Delivery>& fresh)
        : store_(store),
          now_(now),
          fresh_(fresh) {}

    void operator()(AppendOperation& append) {
        append.result = store_.append(std::move(append.event), fresh_);
    }
    void operator()(SettleOperation& settle) { store_.settle(settle.batch); }
    void operator()(EditOperation& edit) { edit.carry_out(store_, now_, fresh_); }

private:
    WriteStore& store_;
    Time now_;
    std::vector<Delivery>& fresh_;
};

} // namespace

Writer::Writer(
    const SqliteSettings& settings,
    Surroundings surroundings,
    std::unique_ptr<WriteStore> store
)
    : settings_(settings),
      surroundings_(std::move(surroundings)),
      disk_(
          std::filesystem::absolute(settings.path).parent_path(),
          settings.min_free,
          settings.free_space
      ),
      queue_(settings.max_queued),
      store_(std::move(store)),
      checkpointer_(settings.path, settings.wal_pages),
      durable_position_(store_->last_position()) {
    watch_disk();
    thread_ = std::thread([this] { run(); });
}

Writer::~Writer() { close(); }

void Writer::close() {
    queue_.close();
    if (thread_.joinable()) thread_.join();
}

void Writer::append(NewEvent event, Journal::Answer<Appended> answer) {
    AppendOperation append{std::move(event), std::move(answer)};
    append.bytes = bytes_of(append.event);
    push(only(std::move(append)));
}

void Writer::settle(std::vector<Settlement> batch, Journal::Answer<std::monostate> answer) {
    push(only(SettleOperation{std::move(batch), std::move(answer)}));
}

void Writer::edit(EditOperation edit) { push(only(std::move(edit))); }

void Writer::push(Group one) {
    if (const auto refused = queue_.push(one)) refuse(std::move(one), *refused);
}

void Writer::run() {
    name_this_thread("journal writer");
    while (true) {
        work_began_ = std::chrono::steady_clock::now();
        if (!store_) reopen();
        work_began_ = idle;
        if (!store_) {
            if (queue_.wait_closed(Duration{0})) return give_up();
            continue;
        }
        Group group = queue_.take(has_chores_ ? lull : tick);
        if (group.empty() && queue_.is_drained()) break;
        work_began_ = std::chrono::steady_clock::now();
        watch_disk();
        if (group.empty())
            rest();
        else
            write(std::move(group));
        work_began_ = idle;
    }
    close_file();
}

Result<void> Writer::ready() const {
    if (is_stuck())
        return failure(Errc::unavailable, settings_.path.string() + ": the disk does not answer");
    return queue_.status();
}

bool Writer::is_stuck() const {
    const auto began = work_began_.load();
    return began != idle && std::chrono::steady_clock::now() - began > settings_.patience;
}

void Writer::write(Group group) {
    if (disk_is_full_) refuse(refusable_of(group), *disk_is_full_);
    if (group.empty()) return;

    std::vector<Delivery> fresh;
    try {
        perform(group, fresh);
    } catch (const SQLite::Exception& exception) {
        return fail(std::move(group), unavailable(settings_.path, exception));
    }
    publish(std::move(fresh), std::move(group));
    heed(checkpointer_.after_commit(*store_));
}

void Writer::perform(Group& group, std::vector<Delivery>& fresh) {
    const auto started = std::chrono::steady_clock::now();
    const Time now = surroundings_.clock.now();
    store_->begin(now);
    Commit commit = count(group);
    for (Operation& operation : group)
        std::visit(Performance(*store_, now, fresh), operation);
    commit.pruned = store_->prune_beside(commit.events, now);
    store_->commit();
    commit.took = since(started);
    if (surroundings_.observe) surroundings_.observe(commit);
}

void Writer::publish(std::vector<Delivery> fresh, Group answered) {
    durable_position_ = store_->last_position();
    surroundings_.loop.post([announcer = surroundings_.announcer,
                             last = durable_position_,
                             fresh = std::move(fresh),
                             answered = std::move(answered)]() mutable {
        announcer->announce(std::move(fresh), last);
        for (Operation& operation : answered)
            answer(operation);
    });
}

void Writer::refuse(Group group, const Error& error) {
    if (group.empty()) return;
    for (Operation& operation : group)
        std::visit([&](auto& asked) { asked.result = tl::unexpected<Error>(error); }, operation);
    surroundings_.loop.post([group = std::move(group)]() mutable {
        for (Operation& operation : group)
            answer(operation);
    });
}

void Writer::refuse_waiting(const Error& error) { refuse(queue_.refuse(error), error); }

void Writer::fail(Group group, const Error& error) {
    log::error("journal cannot be written and will be opened again", {{"error", error.message}});
    close_file();
    auto waiting = queue_.refuse(error); // first: who gets the answer may ask again
    refuse(refusable_of(group), error);
    refuse(std::move(waiting), error);
    queue_.put_back(std::move(group));
}

void Writer::close_file() {
    checkpointer_.stop();
    store_.reset();
}

void Writer::reopen() {
    queue_.wait_closed(settings_.reopen_delay);
    // The WAL is taken in anew and emptied only when no other connection holds it.
    const auto pause = surroundings_.reader.pause();
    auto store = WriteStore::open(
        settings_.path,
        {{settings_.dedupe_window}, settings_.retention},
        surroundings_.clock.now()
    );
    if (!store) return refuse_waiting(store.error());
    try {
        (*store)->note_reopening();
        auto found = (*store)->deliveries_behind(durable_position_);
        store_ = std::move(*store);
        log::info("journal is open again", {{"deliveries_found", std::uint64_t{found.size()}}});
        publish(std::move(found), {});
    } catch (const SQLite::Exception& exception) {
        return refuse_waiting(unavailable(settings_.path, exception));
    }
    disk_is_full_.reset();
    queue_.admit();
    watch_disk();
}

void Writer::give_up() {
    const Error lost{
        Errc::unavailable,
        settings_.path.string() + ": closed before it could be written again"};
    for (auto group = queue_.take({}); !group.empty(); group = queue_.take({}))
        refuse(std::move(group), lost);
}

void Writer::watch_disk() {
    const auto& space = disk_.check(std::chrono::steady_clock::now());
    if (space && !disk_is_full_) return;
    if (space) {
        log::info("journal takes events again");
        disk_is_full_.reset();
        return queue_.admit();
    }
    if (!disk_is_full_) log::error("journal takes no events", {{"error", space.error().message}});
    disk_is_full_ = space.error();
    refuse_waiting(*disk_is_full_);
}

void Writer::heed(const Result<void>& checkpointed) {
    if (!checkpointed) fail({}, checkpointed.error());
}

void Writer::rest() {
    if (checkpointer_.is_busy()) return; // and nobody should wait for it
    const bool had_chores = has_chores_;
    heed(checkpointer_.copy(*store_, pages_to_copy));
    if (!store_) return;
    try {
        do_chores();
    } catch (const SQLite::Exception& exception) {
        return fail({}, unavailable(settings_.path, exception));
    }
    // The file becomes smaller with a checkpoint only.
    if (had_chores && !has_chores_) heed(checkpointer_.copy(*store_, 1));
}

void Writer::do_chores() {
    const auto started = std::chrono::steady_clock::now();
    const Time now = surroundings_.clock.now();
    const bool is_disk_full = disk_is_full_.has_value();
    has_chores_ = store_->has_chores(now, is_disk_full);
    if (!has_chores_) return;
    Commit commit;
    commit.pruned = store_->do_chores(now, is_disk_full);
    commit.took = since(started);
    if (surroundings_.observe) surroundings_.observe(commit);
}

} // namespace orderhook
