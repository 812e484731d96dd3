// One workload with every kind of trouble at every call to the disk, and what must hold after it.
//
// ORDERHOOK_POWER_CUT_STRIDE=1 takes every call; the default takes some of them.
#include "journal/sqlite/integrity.hpp"
#include "line_worker.hpp"
#include "sqlite_room.hpp"
#include "support/power_cut_disk.hpp"

#include <cstdlib>
#include <map>
#include <set>

namespace orderhook::test {

namespace {

using Repeat = PowerCutDisk::Repeat;
using Trouble = PowerCutDisk::Trouble;
using std::chrono::days;

/// What a sender and a dispatcher know from the answers they got.
struct Known {
    std::map<EventId, std::string> stored; // with its dedupe key
    std::vector<Delivery> announced;       // in position order
    std::set<Position> finished;           // answered
    std::map<EventId, std::uint32_t> replays;
};

struct Kind {
    const char* name;
    Trouble trouble;
    double written; // of what was not synced when the power went
    Repeat repeat{};
    bool cuts_start = false; // the first one after the power is there again, too

    friend std::ostream& operator<<(std::ostream& out, const Kind& kind) {
        return out << kind.name;
    }
};

class Case : private SqliteRoom {
public:
    explicit Case(std::uint64_t wal_size) {
        settings.wal_size = wal_size;
        settings.retention.settled = days{10};
        settings.dedupe_window = days{20};
        disk.on_cut([this] { loop.post([] {}); });
    }

    /// Returns how many calls the workload made.
    int run(const Kind* kind = nullptr, int at = 0) {
        if (kind != nullptr) disk.arm(kind->trouble, at, kind->repeat);
        disk.watch(lines_path);
        lines.emplace(lines_path, clock, loop);
        work();
        recover();
        // Before the journal is closed, which would save what it should not need to.
        if (kind != nullptr && kind->trouble != Trouble::power_cut) disk.cut();
        if (probe) keep_announced();
        probe.reset();
        const int calls = disk.calls();
        promised_lines = lines->promised();
        lines.reset();
        was_struck_ = disk.was_struck();
        disk.lose(kind == nullptr ? 1 : kind->written, static_cast<std::uint32_t>(at));
        if (kind != nullptr && kind->cuts_start) cut_start(*kind, at);
        check();
        return calls;
    }

    /// Whether the trouble came.
    [[nodiscard]] bool was_struck() const { return was_struck_; }

private:
    void cut_start(const Kind& kind, int at) {
        disk.arm(Trouble::power_cut, at % most_calls_of_start, {});
        (void)open_again();
        disk.cut();
        probe.reset();
        disk.lose(kind.written, static_cast<std::uint32_t>(at) + 1);
    }

    /// False when there is no journal to go on with.
    bool open_again() {
        if (probe) keep_announced();
        probe.reset();
        for (int tries = 0; tries < most_errors && !disk.is_cut(); ++tries) {
            auto journal = try_open();
            if (!journal) continue;
            probe.emplace(std::move(*journal), loop);
            return true;
        }
        return false;
    }

    void keep_announced() {
        for (Delivery& delivery : probe->committed)
            known.announced.push_back(std::move(delivery));
        probe->committed.clear();
    }

    template <class T, class Question> std::optional<T> ask(Question question) {
        if (testing::Test::HasFailure()) return std::nullopt; // each further wait takes long
        auto answer = std::make_shared<std::optional<Result<T>>>();
        question([answer](Result<T> result) { *answer = std::move(result); });
        EXPECT_TRUE(loop.run_until([&] { return answer->has_value() || disk.is_cut(); }))
            << "no answer";
        loop.run_posted();
        keep_announced();
        if (answer->has_value() && **answer) return ***answer;
        EXPECT_TRUE(comes_true([&] { return disk.is_cut() || probe->journal().ready().has_value(); }
        )) << "the journal does not recover";
        return std::nullopt;
    }

    void append(const std::string& key, const std::string& order) {
        NewEvent event = new_event(key, std::string(3'000, 'x'));
        event.event.envelope.order_key = order;
        event.event.received_at = clock.now();
        const auto appended =
            ask<Appended>([&](auto answer) { probe->journal().append(event, answer); });
        if (appended && appended->disposition == Disposition::accepted)
            known.stored.emplace(appended->id, key);
    }

    /// The first delivery of the order that has no outcome yet.
    const Delivery* head_of(const std::string& order) const {
        for (const Delivery& delivery : known.announced)
            if (delivery.event->envelope.order_key == order && !asked.contains(delivery.position))
                return &delivery;
        return nullptr;
    }

    /// As dispatch does: what the handler could not make durable is tried again.
    void deliver(const std::string& order) {
        for (int tries = 0; tries < most_errors && !disk.is_cut(); ++tries) {
            const Delivery* head = head_of(order);
            if (head == nullptr) return;
            if (lines->does(*head)) return settle(order, Settlement::Verdict::done);
            settle(order, Settlement::Verdict::retry);
        }
    }

    void settle(const std::string& order, Settlement::Verdict verdict) {
        const Delivery* head = head_of(order);
        if (head == nullptr) return;
        Settlement outcome = done("erp", head->position);
        outcome.verdict = verdict;
        outcome.started_at = clock.now();
        const bool is_last = verdict != Settlement::Verdict::retry;
        if (is_last) asked.insert(head->position);
        if (verdict == Settlement::Verdict::done) {
            may_be_pruned.insert(head->event->id);
            written.emplace(head->position, LineWorker::line_of(*head));
        }
        const Position position = head->position;
        const auto settled =
            ask<std::monostate>([&](auto answer) { probe->journal().settle({outcome}, answer); });
        if (settled && is_last) known.finished.insert(position);
    }

    void replay(const EventId& id) {
        const auto replayed = ask<Replayed>([&](auto answer) {
            probe->journal().replay({{id, "erp"}}, answer);
        });
        if (replayed && replayed->deliveries == 1) ++known.replays[id];
    }

    void work() {
        using enum Settlement::Verdict;
        if (!open_again()) return;
        for (int i = 0; i < 4; ++i)
            append("old " + std::to_string(i), "order:1");
        for (int i = 0; i < 3; ++i)
            deliver("order:1");
        append("doomed", "order:2");
        append("waiting", "order:2");
        const EventId doomed =
            known.announced.empty() ? EventId{} : known.announced.back().event->id;
        settle("order:2", retry);
        settle("order:2", dead);
        settle("order:2", dead);
        replay(doomed);
        settle("order:2", dead);
        if (!open_again()) return;
        clock.advance(days{11} / 2);
        append("middle", "order:1");
        clock.advance(days{11} / 2);
        append("new 1", "order:1"); // and prunes
        replay(doomed);
        deliver("order:1");
        append("new 2", "order:3");
    }

    /// As soon as the disk works again, so does the service, without a restart.
    void recover() {
        disk.heal();
        if (disk.is_cut()) return;
        ASSERT_TRUE(probe || open_again());
        ASSERT_TRUE(comes_true([&] { return probe->journal().ready().has_value(); }));
        const auto before = known;
        // An error of a copy that was made beside the commits is noticed with the next of them.
        for (int tries = 0; tries < 3 && known.stored.size() == before.stored.size(); ++tries)
            append("at last " + std::to_string(tries), "order:4");
        EXPECT_TRUE(disk.is_cut() || known.stored.size() > before.stored.size());
        deliver("order:4");
        EXPECT_TRUE(disk.is_cut() || known.finished.size() > before.finished.size());
    }

    void check() {
        auto journal = try_open();
        ASSERT_TRUE(journal) << journal.error().message;
        probe.emplace(std::move(*journal), loop);
        Position highest = 0;
        for (const Delivery& delivery : known.announced)
            highest = std::max(highest, delivery.position);
        std::set<Position> pending;
        for (const PendingDelivery& delivery : probe->scan("erp")) {
            pending.insert(delivery.position);
            highest = std::max(highest, delivery.position);
        }
        check_outcomes(pending);
        check_lines(pending);
        check_events();
        EXPECT_GT(probe->deliver(new_event("after")), highest) << "a position was given twice";
        run_what_is_owed();
        probe.reset();
        const auto sound = check_integrity(settings.path);
        EXPECT_TRUE(sound) << sound.error().message;
    }

    void check_outcomes(const std::set<Position>& pending) {
        std::map<Lane, Position> first_pending;
        Position last = 0;
        for (const Delivery& delivery : known.announced) {
            EXPECT_GT(delivery.position, last) << "announced in position order, each once";
            last = delivery.position;
            const bool is_pending = pending.contains(delivery.position);
            if (is_pending) first_pending.try_emplace(delivery.lane, delivery.position);
            EXPECT_TRUE(is_pending || !first_pending.contains(delivery.lane))
                << delivery.position << " has an outcome, but one before it has none";
            EXPECT_FALSE(is_pending && known.finished.contains(delivery.position))
                << delivery.position << " lost its outcome";
            EXPECT_TRUE(is_pending || asked.contains(delivery.position))
                << delivery.position << " was lost";
        }
    }

    void check_lines(const std::set<Position>& pending) {
        Delivery more;
        more.event = std::make_shared<const Event>(new_event("more").event);
        EXPECT_TRUE(LineWorker(lines_path, clock, loop).does(more));
        written.emplace(0, LineWorker::line_of(more));
        const auto there = lines_of(lines_path);
        const std::set<std::string> whole(there.begin(), there.end());
        for (const auto& [position, line] : written)
            EXPECT_TRUE(pending.contains(position) || whole.contains(line))
                << position << " is done, but its line is not there";
        for (const auto& line : promised_lines)
            EXPECT_TRUE(whole.contains(line)) << "a line is gone that was synced: " << line;
    }

    void check_events() {
        std::set<EventId> listed;
        for (const EventRecord& record : probe->list().items)
            EXPECT_TRUE(listed.insert(record.event.id).second) << "stored twice";
        for (const auto& [id, key] : known.stored) {
            EXPECT_TRUE(may_be_pruned.contains(id) || listed.contains(id)) << key << " was lost";
            const auto again = probe->append(new_event(key, std::string(3'000, 'x')));
            EXPECT_EQ(again->disposition, Disposition::duplicate) << key;
            EXPECT_EQ(again->id, id) << key;
        }
        for (const auto& [id, replays] : known.replays) {
            if (!listed.contains(id)) continue;
            ASSERT_TRUE(probe->replay({{id, "erp"}}));
            const auto found = probe->find(id);
            ASSERT_TRUE(found);
            ASSERT_EQ(found->deliveries.size(), 1u);
            EXPECT_GE(found->deliveries[0].replay, replays) << "a replay was forgotten";
        }
    }

    void run_what_is_owed() {
        std::vector<Position> owed;
        for (const PendingDelivery& delivery : probe->scan("erp"))
            owed.push_back(delivery.position);
        std::vector<Settlement> outcomes;
        for (const Delivery& delivery : probe->fetch("erp", owed)) {
            EXPECT_EQ(delivery.damage, "") << delivery.position;
            outcomes.push_back(done("erp", delivery.position));
        }
        EXPECT_EQ(outcomes.size(), owed.size());
        EXPECT_TRUE(probe->settle(outcomes));
        EXPECT_TRUE(probe->scan("erp").empty()) << "something is stuck";
    }

    static constexpr int most_errors = 50;
    static constexpr int most_calls_of_start = 40;

    PowerCutDisk disk;
    const std::filesystem::path lines_path = folder / "events.jsonl";
    std::optional<LineWorker> lines;
    std::vector<std::string> promised_lines;
    Known known;
    bool was_struck_ = false;
    std::set<EventId> may_be_pruned;
    std::set<Position> asked; // deliveries whose last outcome was given to the journal
    std::map<Position, std::string> written; // those of them that are done, with their lines
};

int stride() {
    const char* wanted = std::getenv("ORDERHOOK_POWER_CUT_STRIDE");
    return wanted == nullptr ? 4 : std::max(1, std::atoi(wanted));
}

// Of the WAL, after which it is copied into the journal's file while commits go on; in bytes.
constexpr std::uint64_t copies_when_quiet = 40u << 20;
constexpr std::uint64_t copies_beside_commits = 32u << 10;

using KindAndSize = std::tuple<Kind, std::uint64_t>;

std::string name_of(const testing::TestParamInfo<KindAndSize>& tested) {
    const auto& [kind, wal_size] = tested.param;
    return std::string(kind.name) + (wal_size == copies_beside_commits ? "BesideCopies" : "");
}

class PowerCutMatrix : public testing::TestWithParam<KindAndSize> {};

TEST_P(PowerCutMatrix, LosesNothingThatWasAnswered) {
    const auto& [kind, wal_size] = GetParam();
    const int calls = Case(wal_size).run();
    int cases = 0;
    // Not each kind at the same calls.
    const int first = static_cast<int>(std::string_view(kind.name).size()) % stride();
    for (int at = first; at < calls && !testing::Test::HasFailure(); at += stride()) {
        SCOPED_TRACE(std::string(kind.name) + " at call " + std::to_string(at));
        Case tested(wal_size);
        tested.run(&kind, at);
        if (tested.was_struck()) ++cases;
    }
    EXPECT_GT(cases, 0);
    std::printf("%s: %d cases over %d calls\n", kind.name, cases, calls);
}

INSTANTIATE_TEST_SUITE_P(
    Disk,
    PowerCutMatrix,
    testing::Combine(
        testing::Values(
            Kind{"CutDropsAll", Trouble::power_cut, 0},
            Kind{"CutTears", Trouble::power_cut, 0.5},
            Kind{"CutWritesAll", Trouble::power_cut, 1},
            Kind{"CutTwiceDropsAll", Trouble::power_cut, 0, {}, true},
            Kind{"CutTwiceTears", Trouble::power_cut, 0.5, {}, true},
            Kind{"Full", Trouble::full, 0},
            Kind{"FullForAWhile", Trouble::full, 0, {1, 8}},
            Kind{"WriteError", Trouble::write_error, 0},
            Kind{"WriteErrorEverySecond", Trouble::write_error, 0.5, {2, 8}},
            Kind{"WriteErrorEvery50th", Trouble::write_error, 0, {50, PowerCutDisk::for_ever}},
            Kind{"SyncError", Trouble::sync_error, 0},
            Kind{"SyncErrorTears", Trouble::sync_error, 0.5},
            Kind{"SyncErrorForAWhile", Trouble::sync_error, 0, {1, 8}},
            Kind{"SyncErrorEverySecond", Trouble::sync_error, 0.5, {2, 8}},
            // A prime, so that no try to recover meets it at the same place again and again.
            Kind{"SyncErrorEvery11th", Trouble::sync_error, 0, {11, PowerCutDisk::for_ever}},
            Kind{"LineSyncError", Trouble::watched_sync_error, 0},
            Kind{"LineSyncErrorsTear", Trouble::watched_sync_error, 0.5, {2, 3}}
        ),
        testing::Values(copies_when_quiet, copies_beside_commits)
    ),
    &name_of
);

} // namespace

} // namespace orderhook::test
