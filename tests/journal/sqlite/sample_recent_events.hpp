// Recent events for tests.
#pragma once

#include "journal/sqlite/recent_rows.hpp"

#include <SQLiteCpp/Database.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace orderhook::test {

/// No two are alike; some have no time, some a reason that takes a length of two bytes.
inline RecentEvent recent_event(RecentRows::Number number) {
    RecentEvent event;
    event.key = body_fingerprint("key " + std::to_string(number));
    event.body = body_fingerprint(std::to_string(number));
    event.event.bytes = body_fingerprint("event " + std::to_string(number));
    if (number % 3 == 0)
        event.quarantine_reason = std::string(number, 'r');
    else if (number % 3 == 1)
        event.time = LaneTime{~Lane{0} - number, Time{Duration{-1'000'000'000'000} * number}};
    return event;
}

inline void expect_same(const std::optional<RecentEvent>& found, const RecentEvent& event) {
    ASSERT_TRUE(found);
    EXPECT_EQ(found->key, event.key);
    EXPECT_EQ(found->body, event.body);
    EXPECT_EQ(found->event, event.event);
    EXPECT_EQ(found->quarantine_reason, event.quarantine_reason);
    ASSERT_EQ(found->time.has_value(), event.time.has_value());
    if (!event.time) return;
    EXPECT_EQ(found->time->lane, event.time->lane);
    EXPECT_EQ(found->time->occurred_at, event.time->occurred_at);
}

/// All that is saved of a bucket.
inline std::vector<RecentEvent> saved_in(SQLite::Database& database, std::int64_t bucket) {
    std::vector<RecentEvent> events;
    RecentRows(database, bucket).load([&](RecentRows::Number number, const RecentEvent& event) {
        EXPECT_EQ(number, events.size() + 1);
        events.push_back(event);
    });
    return events;
}

} // namespace orderhook::test
