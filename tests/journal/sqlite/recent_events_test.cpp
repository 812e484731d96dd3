#include "journal/sqlite/database_file.hpp"
#include "journal/sqlite/recent_events.hpp"
#include "support/temporary_folder.hpp"

#include <SQLiteCpp/Statement.h>
#include <SQLiteCpp/Transaction.h>
#include <gtest/gtest.h>

#include <string>

namespace orderhook::test {

namespace {

using std::chrono::days;
using std::chrono::hours;

Fingerprint key(int number) { return body_fingerprint(std::to_string(number)); }

/// Each lane has fifty events in a row.
LaneTime time_of(int number) {
    return {static_cast<Lane>(number / 50), Time{std::chrono::seconds{number}}};
}

/// A RecentEvents over a file, one transaction per call.
class RecentEventsTest : public testing::Test {
protected:
    RecentEventsTest() { reopen(); }

    void reopen() {
        recent.reset();
        database.reset();
        auto opened = open_for_writing(folder.path() / "journal.db", now, IfMissing::create);
        ASSERT_TRUE(opened) << opened.error().message;
        database = std::move(*opened);
        recent.emplace(*database, limits);
        for (Position position = recent->saved_position() + 1; position <= stored.size();
             ++position)
            recent->add(position, stored[position - 1]);
    }

    /// In the transaction of the caller.
    void rotate_beside() {
        recent->rotate(now);
        recent->erase_expired();
    }

    void rotate() {
        SQLite::Transaction transaction(*database);
        rotate_beside();
        transaction.commit();
    }

    /// What was known of the key before it was inserted.
    std::optional<RecentEvent> insert(int number) {
        SQLite::Transaction transaction(*database);
        rotate_beside();
        EventId id;
        id.bytes.back() = static_cast<std::uint8_t>(number);
        auto known = recent->find(key(number));
        if (!known) {
            stored.push_back({key(number), body_fingerprint("body"), id, {}, time_of(number)});
            recent->add(stored.size(), stored.back());
        }
        recent->save_if_enough();
        transaction.commit();
        return known;
    }

    std::int64_t count(const std::string& what) {
        return database->execAndGet("SELECT count(*) FROM " + what).getInt64();
    }

    TemporaryFolder folder;
    std::vector<RecentEvent> stored; // by position, from 1
    Time now{std::chrono::seconds{1'622'589'300}};
    // A bucket has rows of 128 and 72 events, and is sealed in five steps.
    RecentLimits limits{days{7}, 200, 2'000};
    std::unique_ptr<SQLite::Database> database;
    std::optional<RecentEvents> recent;
};

TEST_F(RecentEventsTest, KnowsAKeyWithAllThatWasStoredOfIt) {
    rotate();
    EventId id;
    id.bytes.fill(7);
    EXPECT_FALSE(recent->find(key(1)));
    recent->add(1, {key(1), body_fingerprint("b"), id, "no type", {}});
    const auto knows = [&] {
        const auto known = recent->find(key(1));
        ASSERT_TRUE(known);
        EXPECT_EQ(known->body, body_fingerprint("b"));
        EXPECT_EQ(known->event, id);
        EXPECT_EQ(known->quarantine_reason, "no type");
    };
    knows();
    recent->save();
    knows();
}

TEST_F(RecentEventsTest, KnowsEveryKeyThroughAllStatesOfItsBucket) {
    for (int number = 1; number <= 450; ++number) {
        ASSERT_FALSE(insert(number));
        for (const int earlier : {1, number / 2 + 1, number}) {
            const auto known = insert(earlier);
            ASSERT_TRUE(known) << earlier << " after " << number;
            ASSERT_EQ(known->event.bytes.back(), earlier % 256);
        }
    }
    EXPECT_EQ(count("recent_buckets"), 3);
    EXPECT_EQ(count("recent_buckets WHERE key_filter IS NOT NULL"), 2);
    EXPECT_EQ(count("recent_1"), 2);
    EXPECT_EQ(
        database->execAndGet("SELECT sum(length(entries)) FROM recent_1_keys").getInt64(),
        200 * 24
    );
}

TEST_F(RecentEventsTest, KnowsEveryKeyAfterARestartInAnyState) {
    for (int number = 1; number <= 420; ++number) {
        ASSERT_FALSE(insert(number));
        reopen(); // in the middle of the sealing, which begins anew, for all behind 201
        for (const int earlier : {1, number / 2 + 1, number})
            ASSERT_TRUE(insert(earlier)) << earlier << " after " << number;
        ASSERT_FALSE(recent->has_later(time_of(number)));
        ASSERT_EQ(recent->has_later(time_of(number - 1)), number % 50 > 0);
        ASSERT_EQ(recent->has_later(time_of(1)), number > 1);
    }
    EXPECT_EQ(count("recent_buckets WHERE key_filter IS NOT NULL"), 1);
}

TEST_F(RecentEventsTest, KnowsTheTimesOfEventsThatWereRememberedBefore) {
    constexpr int lanes = 20'000; // some share a row
    const auto noted = [](int number) {
        return LaneTime{static_cast<Lane>(number), Time{std::chrono::seconds{-number}}};
    };
    {
        SQLite::Transaction transaction(*database);
        rotate_beside();
        for (int number = 1; number <= lanes; ++number)
            recent->note(noted(number));
        transaction.commit();
    }
    reopen();
    for (int number = 1; number <= lanes; ++number) {
        LaneTime time = noted(number);
        ASSERT_FALSE(recent->has_later(time));
        time.occurred_at -= Duration{1};
        ASSERT_TRUE(recent->has_later(time));
    }
}

TEST_F(RecentEventsTest, ClosesABucketAfterA28thOfTheWindow) {
    insert(1);
    now += hours{6} - std::chrono::seconds{1};
    insert(2);
    EXPECT_EQ(count("recent_buckets"), 1);
    now += std::chrono::seconds{1};
    insert(3);
    EXPECT_EQ(count("recent_buckets"), 2);
    EXPECT_TRUE(insert(1));
}

TEST_F(RecentEventsTest, ForgetsAKeyAfterTheWindowAndA28thOfIt) {
    insert(1);
    for (int hour = 1; hour < 7 * 24; ++hour) {
        now += hours{1};
        insert(1'000 + hour);
        ASSERT_TRUE(insert(1)) << "after " << hour << " hours";
    }
    now += hours{6 + 1};
    EXPECT_FALSE(insert(1));
    EXPECT_LE(count("recent_buckets"), 30);
    EXPECT_EQ(count("sqlite_schema WHERE name = 'recent_1' OR name = 'recent_1_keys'"), 0);
}

TEST_F(RecentEventsTest, ForgetsWhatExpiredWhileNothingCame) {
    insert(1);
    now += days{30};
    EXPECT_FALSE(insert(1));
    EXPECT_EQ(count("recent_buckets"), 1);
    reopen();
    EXPECT_TRUE(insert(1));
}

TEST_F(RecentEventsTest, DeletesABucketInStepsWhateverComesBetween) {
    for (const bool is_sealed : {true, false}) {
        SCOPED_TRACE(is_sealed ? "sealed" : "closed");
        const auto first = static_cast<int>(stored.size());
        const auto bucket =
            "recent_"
            + database->execAndGet("SELECT coalesce(max(number), 1) FROM recent_buckets")
                  .getString();
        for (int number = first; number < first + 200; ++number)
            insert(number);
        rotate(); // closes it
        while (is_sealed && recent->is_rotating())
            rotate();
        now += days{8};
        limits.rows_per_step = 30;
        int steps = 0;
        do {
            rotate();
            reopen();
            ASSERT_LT(++steps, 100);
        } while (count("sqlite_schema WHERE name LIKE '" + bucket + "%'") > 0);
        EXPECT_GT(steps, 5);
        limits.rows_per_step = 2'000;
    }
}

TEST_F(RecentEventsTest, DeletesABucketThatExpiredUnsealedThoughAnotherIsClosedAtTheStart) {
    limits.rows_per_step = 1;
    reopen();
    for (int number = 1; number <= 390; ++number)
        insert(number);
    now += days{8};
    {
        SQLite::Transaction transaction(*database);
        rotate_beside(); // closes the second, which has expired, and deletes some of it
        for (int number = 391; number <= 590; ++number) {
            stored.push_back({key(number), {}, {}, {}, {}});
            recent->add(stored.size(), stored.back());
        }
        transaction.commit();
    }
    rotate(); // closes the third
    ASSERT_TRUE(database->tableExists("recent_2"));
    limits.rows_per_step = 2'000;
    reopen();
    while (recent->is_rotating())
        rotate();
    EXPECT_EQ(count("sqlite_schema WHERE name LIKE 'recent_2%'"), 0);
    EXPECT_TRUE(insert(391));
}

TEST_F(RecentEventsTest, StandsAClockThatGoesBack) {
    insert(1);
    now -= days{2};
    EXPECT_TRUE(insert(1));
    EXPECT_FALSE(insert(2));
    now += days{2} + hours{7};
    EXPECT_TRUE(insert(1));
    EXPECT_TRUE(insert(2));
}

TEST_F(RecentEventsTest, ChangesNothingWhenARotationIsRolledBack) {
    for (int number = 1; number <= 200; ++number)
        insert(number);
    {
        SQLite::Transaction transaction(*database); // rolled back
        rotate_beside();
        recent->add(201, {key(201), {}, {}, {}, {}});
        recent->save();
    }
    reopen();
    EXPECT_EQ(count("recent_buckets"), 1);
    EXPECT_TRUE(insert(200));
    EXPECT_FALSE(insert(201));
}

} // namespace

} // namespace orderhook::test
