// A journal, a clock and workers around Lanes, all without threads, for tests.
#pragma once

#include "dispatch/lanes.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <deque>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <vector>

namespace orderhook::test {

/// Carries out what Lanes asks for, step by step in whatever order a test chooses, and fails the
/// test when a delivery runs out of order, twice at once, too early, or again after it was settled.
class LanesModel {
public:
    explicit LanesModel(WindowLimits limits, std::size_t body_size = 0)
        : lanes(limits),
          limits_(limits) {
        const auto event = std::make_shared<Event>();
        event->body.resize(body_size);
        event_ = event;
    }

    /// Stores a delivery; Lanes hears of it at `announce`.
    Position commit(Lane lane, Time due_at = {}) {
        const Position position = ++last_;
        pending_[position] = {position, lane, 0, due_at};
        unannounced_.push_back(position);
        by_lane_[lane].insert(position);
        return position;
    }

    bool announce() {
        if (unannounced_.empty()) return false;
        lanes.admit(delivery(pending_.at(unannounced_.front())));
        unannounced_.pop_front();
        return true;
    }
    void announce_all() {
        while (announce()) {
        }
    }
    void forget_announcements() { unannounced_.clear(); }

    /// It became a dead letter that keeps its lane before this run began.
    void condemn(Position position) {
        const auto row = pending_.at(position);
        if (!dead_.emplace(row.lane, row).second) return;
        finish(position);
        lanes.block(row.lane, position);
    }

    /// Somebody else settles it.
    void vanish(Position position) { finish(position); }

    /// A call of the journal goes from asked to carried out, then from carried out to answered.
    bool ask() {
        bool asked = false;
        if (const auto positions = lanes.start_fetch(); !positions.empty()) {
            fetch_ = Fetch{positions, {}};
            asked = true;
        }
        if (const auto scan = lanes.start_scan()) {
            scan_ = Scan{*scan, {}};
            ++scans;
            asked = true;
        }
        return asked;
    }
    bool carry_out() {
        bool carried = false;
        if (scan_ && !scan_->rows) {
            scan_->rows.emplace();
            auto row = pending_.upper_bound(scan_->asked.after);
            for (; row != pending_.end() && scan_->rows->size() < scan_->asked.limit; ++row)
                scan_->rows->push_back(row->second);
            carried = true;
        }
        if (fetch_ && !fetch_->found) {
            fetch_->found.emplace();
            std::set<Position> positions(fetch_->asked.begin(), fetch_->asked.end());
            for (const Position position : positions)
                if (const auto row = pending_.find(position); row != pending_.end())
                    fetch_->found->push_back(delivery(row->second));
            carried = true;
        }
        return carried;
    }
    bool answer_scan() {
        if (!scan_ || !scan_->rows) return false;
        const auto rows = *std::exchange(scan_, std::nullopt)->rows;
        rows_scanned += rows.size();
        lanes.scanned(rows, now);
        return true;
    }
    bool answer_fetch() {
        if (!fetch_ || !fetch_->found) return false;
        auto found = *std::exchange(fetch_, std::nullopt)->found;
        fetched += found.size();
        lanes.fetched(std::move(found));
        return true;
    }
    bool fail_calls() {
        if (scan_) lanes.scan_failed();
        if (fetch_) lanes.fetch_failed();
        return scan_.reset(), fetch_.reset(), true;
    }
    void read_all() {
        while (ask() || carry_out() || answer_scan() || answer_fetch()) {
        }
    }

    /// Claims the next delivery.
    std::optional<Position> claim() { return check(lanes.next()); }
    /// Claims the next delivery of the lane that is not that one, if there is any.
    std::optional<Position> claim_another(Lane lane) {
        return check(lanes.next([lane](Lane one) { return one == lane ? 1u : 0u; }));
    }

    std::optional<Position> check(std::optional<Claim> claim) {
        if (!claim) return std::nullopt;
        EXPECT_FALSE(dead_.contains(claim->lane)) << "ran behind a dead letter that keeps its lane";
        const Position position = claim->position;
        EXPECT_TRUE(running_.emplace(claim->lane, position).second) << "two at once";
        EXPECT_TRUE(pending_.contains(position)) << "ran after it was settled";
        EXPECT_FALSE(passed_over_.contains(position)) << "ran twice";
        if (pending_.contains(position)) {
            EXPECT_LE(pending_[position].due_at, now) << "ran too early";
            EXPECT_EQ(pending_[position].attempts, claim->attempts);
        }
        const auto& earlier = by_lane_[claim->lane];
        for (auto at = earlier.begin(); at != earlier.end() && *at < position; ++at)
            EXPECT_TRUE(passed_over_.contains(*at)) << position << " overtook " << *at;
        claims_.push_back(std::move(*claim));
        ++runs[position];
        return position;
    }

    /// A claimed delivery, by its place among those at work, returns.
    bool finish(std::size_t place, bool failed) {
        if (claims_.empty()) return false;
        const auto at = claims_.begin() + static_cast<std::ptrdiff_t>(place % claims_.size());
        outbox_.push_back({*at, failed});
        running_.erase(at->lane);
        if (!failed) passed_over_.insert(at->position);
        lanes.returned(*at, !failed);
        claims_.erase(at);
        return true;
    }

    /// The outbox is synced. `gives_up`: what failed is not tried again.
    bool report(bool sync_works = true, bool gives_up = false) {
        for (const auto& [claim, has_failed] : std::exchange(outbox_, {})) {
            const bool failed = has_failed || !sync_works;
            const Fate fate = !failed       ? Fate::over
                              : !gives_up   ? Fate::again
                              : dead_blocks ? Fate::blocks
                                            : Fate::over;
            const bool counts = lanes.report(claim.lane, claim.position, fate);
            if (fate != Fate::over || !counts)
                passed_over_.erase(claim.position);
            else
                passed_over_.insert(claim.position);
            if (counts) settling_.push_back({claim, fate});
        }
        return !settling_.empty();
    }

    bool settle(Duration delay = {}) {
        if (settling_.empty()) return false;
        const auto [claim, fate] = settling_.front();
        settling_.pop_front();
        auto& row = pending_.at(claim.position);
        if (fate == Fate::blocks) dead_[claim.lane] = row;
        if (fate != Fate::again) finish(claim.position);
        if (fate == Fate::again) {
            row.attempts = claim.attempts + 1;
            row.due_at = now + delay;
        }
        lanes.settled(claim.lane, fate, now + delay);
        return true;
    }

    /// Settles all outcomes but that of one delivery, which stays under way.
    void settle_but(Position position) {
        const auto is_it = [&](const Reported& one) { return one.claim.position == position; };
        std::stable_partition(settling_.begin(), settling_.end(), std::not_fn(is_it));
        while (!settling_.empty() && !is_it(settling_.front()))
            settle();
    }

    /// A person decides about a dead letter that keeps its lane.
    bool decide(bool revive) {
        if (dead_.empty() || !lanes.blocked().contains(dead_.begin()->first)) return false;
        const auto row = dead_.extract(dead_.begin()).mapped();
        if (revive) {
            pending_[row.position] = {row.position, row.lane, 0, {}};
            by_lane_[row.lane].insert(row.position);
        }
        lanes.release(row.lane);
        return true;
    }

    /// A claimed delivery is not run after all.
    bool take_back(std::size_t place) {
        if (claims_.empty()) return false;
        const auto at = claims_.begin() + static_cast<std::ptrdiff_t>(place % claims_.size());
        running_.erase(at->lane);
        --runs[at->position];
        lanes.take_back(std::move(*at));
        claims_.erase(at);
        return true;
    }

    /// Runs and settles all that can run now, with success; returns the positions in their order.
    std::vector<Position> run_all() {
        std::vector<Position> ran;
        for (bool moved = true; moved;) {
            lanes.wake(now);
            read_all();
            moved = false;
            while (const auto position = claim()) {
                ran.push_back(*position);
                finish(claims_.size() - 1, false);
                moved = true;
            }
            report();
            while (settle()) {
            }
        }
        return ran;
    }

    void expect_bounds() const {
        EXPECT_LE(lanes.deliveries(), limits_.deliveries);
        EXPECT_LE(lanes.lanes(), limits_.lanes);
    }
    [[nodiscard]] bool is_over() const { return pending_.empty() && dead_.empty(); }
    [[nodiscard]] std::size_t pending() const { return pending_.size(); }
    [[nodiscard]] std::size_t at_work() const { return claims_.size(); }

    Lanes lanes;
    Time now{std::chrono::seconds{1'000'000}};
    std::map<Position, int> runs;
    std::size_t scans = 0;
    std::size_t fetched = 0;
    std::size_t rows_scanned = 0;
    bool dead_blocks = false;

private:
    struct Scan {
        Lanes::Scan asked;
        std::optional<std::vector<PendingDelivery>> rows;
    };
    struct Fetch {
        std::vector<Position> asked;
        std::optional<std::vector<Delivery>> found;
    };
    struct Returned {
        Claim claim;
        bool failed;
    };
    struct Reported {
        Claim claim;
        Fate fate;
    };

    Delivery delivery(const PendingDelivery& row) const {
        return {"erp", row.position, row.lane, row.attempts, row.due_at, event_};
    }
    void finish(Position position) {
        const auto row = pending_.find(position);
        if (row == pending_.end()) return;
        by_lane_[row->second.lane].erase(position);
        pending_.erase(row);
        passed_over_.erase(position);
    }

    WindowLimits limits_;
    std::shared_ptr<const Event> event_ = std::make_shared<const Event>();
    Position last_ = 0;
    std::map<Position, PendingDelivery> pending_;
    std::map<Lane, std::set<Position>> by_lane_;
    std::deque<Position> unannounced_;
    std::optional<Scan> scan_;
    std::optional<Fetch> fetch_;
    std::vector<Claim> claims_;
    std::map<Lane, Position> running_;
    std::set<Position> passed_over_; // done as far as the lane knows, not settled yet
    std::vector<Returned> outbox_;
    std::deque<Reported> settling_;
    std::map<Lane, PendingDelivery> dead_; // those that keep their lanes
};

} // namespace orderhook::test
