#include "journal/sqlite/writer.hpp"

#include "async/thread_name.hpp"
#include "journal/sqlite/database_file.hpp"
#include "log/log.hpp"

#include <SQLiteCpp/Exception.h>

#include <chrono>

namespace orderhook {

namespace {

constexpr std::chrono::seconds tick{1};
constexpr std::chrono::steady_clock::time_point idle{};

// Nobody came for so long: time for a chore.
constexpr std::chrono::milliseconds lull{5};

// So many pages are copied when nobody waits.
constexpr int pages_to_copy = 500;

} // namespace

Writer::Writer(
    const SqliteSettings& settings,
    Surroundings surroundings,
    std::unique_ptr<WriteStore> store
)
    : settings_(settings),
      surroundings_(std::move(surroundings)),
      disk_(settings.path.parent_path(), settings.min_free, settings.free_space),
      queue_(settings.max_queued),
      store_(std::move(store)),
      checkpointer_({settings.path, store_->file(), static_cast<int>(settings.wal_size / page_size)}
      ),
      made_at_(store_->made_at()),
      file_(store_->file()),
      durable_position_(store_->last_position()) {
    watch_file();
    thread_ = std::thread([this] { run(); });
}

Writer::~Writer() { close(); }

void Writer::close() {
    queue_.close();
    if (thread_.joinable()) thread_.join();
}

void Writer::append(NewEvent event, Journal::Answer<Appended> answer) {
    AppendOperation append{std::move(event), std::move(answer)};
    append.bytes = bytes_in_memory(append.event);
    push(only(std::move(append)));
}

void Writer::settle(std::vector<Settlement> batch, Journal::Answer<std::monostate> answer) {
    push(only(SettleOperation{std::move(batch), std::move(answer)}));
}

void Writer::edit(EditOperation edit) { push(only(std::move(edit))); }

void Writer::push(Operations one) {
    if (const auto refused = queue_.push(one)) refuse(std::move(one), *refused);
}

void Writer::run() {
    name_this_thread("journal writer");
    bool is_last_try = false;
    while (true) {
        if (store_) {
            if (queue_.is_drained()) break;
            work();
        } else {
            if (is_last_try) break;
            is_last_try = queue_.wait_closed(settings_.reopen_delay);
            work_began_ = std::chrono::steady_clock::now();
            reopen();
        }
        work_began_ = idle;
    }
    if (store_)
        close_file(End::in_order);
    else
        give_up();
    leave_wal();
}

void Writer::work() {
    Operations group = queue_.take(has_chores_ ? lull : tick);
    work_began_ = std::chrono::steady_clock::now();
    watch_file();
    const bool is_idle = group.empty();
    if (is_idle && queue_.is_drained()) return; // the end waits for no chores
    if (!is_idle) write(std::move(group));
    if (!store_) return;
    try {
        // Settlements alone are in no hurry.
        if (is_idle || takes_no_events_)
            rest();
        else
            look_for_chores();
    } catch (const SQLite::Exception& exception) {
        fail({}, unavailable(settings_.path, exception));
    }
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

void Writer::write(Operations group) {
    if (takes_no_events_) refuse(refusable_of(group), *takes_no_events_);
    if (group.empty()) return;

    const auto started = std::chrono::steady_clock::now();
    std::vector<Delivery> fresh;
    try {
        observe(carry_out(group, *store_, surroundings_.clock.now(), fresh), started);
    } catch (const SQLite::Exception& exception) {
        return fail(std::move(group), unavailable(settings_.path, exception));
    }
    publish(std::move(fresh), std::move(group));
    copy_beside();
}

void Writer::observe(Commit commit, std::chrono::steady_clock::time_point started) const {
    commit.took = std::chrono::duration_cast<Duration>(std::chrono::steady_clock::now() - started);
    if (surroundings_.observe) surroundings_.observe(commit);
}

void Writer::publish(std::vector<Delivery> fresh, Operations answered) {
    durable_position_ = store_->last_position();
    surroundings_.loop.post([announcer = surroundings_.announcer,
                             last = durable_position_,
                             fresh = std::move(fresh),
                             answered = std::move(answered)]() mutable {
        for (Operation& operation : answered)
            answer(operation);
        announcer->announce(std::move(fresh), last);
    });
}

void Writer::refuse(Operations group, const Error& error) {
    if (group.empty()) return;
    for (Operation& operation : group)
        std::visit([&](auto& asked) { asked.result = tl::unexpected<Error>(error); }, operation);
    surroundings_.loop.post([group = std::move(group)]() mutable {
        for (Operation& operation : group)
            answer(operation);
    });
}

void Writer::refuse_waiting(const Error& error) { refuse(queue_.refuse(error), error); }

void Writer::heed(const Result<void>& checkpointed) {
    if (!checkpointed) fail({}, checkpointed.error());
}

void Writer::look_for_chores() {
    const auto now = std::chrono::steady_clock::now();
    if (now - looked_for_chores_at_ < tick) return;
    looked_for_chores_at_ = now;
    has_chores_ = has_chores_ || store_->has_chores(surroundings_.clock.now(), false);
}

void Writer::rest() {
    if (checkpointer_.is_busy()) return; // and nobody should wait for it
    // Chores are done in each lull. Copying takes longer, so it has to be quiet for a while.
    const bool may_copy = !has_chores_ || takes_no_events_;
    // Of a WAL that was removed nothing would outlast a kill.
    const int least = store_->has_moved() ? 1 : pages_to_copy;
    if (may_copy) heed(checkpointer_.copy(*store_, least));
    if (store_) do_chores();
    if (!store_ || has_chores_ || !may_copy || !owes_a_copy_) return;
    // The file becomes smaller with a checkpoint only.
    owes_a_copy_ = false;
    heed(checkpointer_.copy(*store_, 1));
}

void Writer::do_chores() {
    const auto started = std::chrono::steady_clock::now();
    const Time now = surroundings_.clock.now();
    const bool is_disk_full = takes_no_events_.has_value();
    has_chores_ = store_->has_chores(now, is_disk_full);
    if (!has_chores_) return;
    owes_a_copy_ = true;
    observe({0, 0, store_->do_chores(now, is_disk_full), {}}, started);
    copy_beside();
}

// It opens the file by its path, which may be another's while no events are taken.
void Writer::copy_beside() {
    if (!takes_no_events_) heed(checkpointer_.after_commit(*store_));
}

} // namespace orderhook
