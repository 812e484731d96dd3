#include "journal/sqlite/database_file.hpp"
#include "journal/sqlite/dedupe.hpp"
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

/// A Dedupe over a file, one transaction per call.
class DedupeTest : public testing::Test {
protected:
    // Three steps seal the smallest bucket of 1,024 slots.
    DedupeTest() { reopen(); }

    void reopen() {
        dedupe.reset();
        database.reset();
        auto opened = open_for_writing(folder.path() / "journal.db", now);
        ASSERT_TRUE(opened) << opened.error().message;
        database = std::move(*opened);
        dedupe.emplace(*database, limits);
    }

    void rotate() {
        SQLite::Transaction transaction(*database);
        dedupe->rotate(now);
        transaction.commit();
    }

    /// What was known of the key before it was inserted.
    std::optional<DedupeEntry> insert(int number) {
        SQLite::Transaction transaction(*database);
        dedupe->rotate(now);
        EventId id;
        id.bytes.back() = static_cast<std::uint8_t>(number);
        auto known = dedupe->insert(key(number), {body_fingerprint("body"), id, {}});
        transaction.commit();
        return known;
    }

    std::int64_t count(const std::string& what) {
        return database->execAndGet("SELECT count(*) FROM " + what).getInt64();
    }

    TemporaryFolder folder;
    Time now{std::chrono::seconds{1'622'589'300}};
    DedupeLimits limits{days{7}, 100, 400};
    std::unique_ptr<SQLite::Database> database;
    std::optional<Dedupe> dedupe;
};

TEST_F(DedupeTest, KnowsAKeyWithAllThatWasStoredOfIt) {
    rotate();
    EventId id;
    id.bytes.fill(7);
    EXPECT_FALSE(dedupe->insert(key(1), {body_fingerprint("b"), id, "no type"}));
    const auto known = dedupe->insert(key(1), {});
    ASSERT_TRUE(known);
    EXPECT_EQ(known->body, body_fingerprint("b"));
    EXPECT_EQ(known->event, id);
    EXPECT_EQ(known->quarantine_reason, "no type");
}

TEST_F(DedupeTest, KnowsEveryKeyThroughAllStatesOfItsBucket) {
    for (int number = 1; number <= 250; ++number) {
        ASSERT_FALSE(insert(number));
        for (const int earlier : {1, number / 2 + 1, number}) {
            const auto known = insert(earlier);
            ASSERT_TRUE(known) << earlier << " after " << number;
            ASSERT_EQ(known->event.bytes.back(), earlier % 256);
        }
    }
    EXPECT_EQ(count("dedupe_buckets"), 3);
    EXPECT_EQ(count("dedupe_buckets WHERE filter IS NOT NULL"), 2);
    EXPECT_EQ(count("dedupe_1"), 100);
    EXPECT_EQ(count("dedupe_1_keys"), 100);
}

TEST_F(DedupeTest, KnowsEveryKeyAfterARestartInAnyState) {
    for (int number = 1; number <= 220; ++number) {
        ASSERT_FALSE(insert(number));
        // 101 to 103 and 201 to 203 are between closing and sealing.
        reopen();
        for (const int earlier : {1, number / 2 + 1, number})
            ASSERT_TRUE(insert(earlier)) << earlier << " after " << number;
    }
}

TEST_F(DedupeTest, ClosesABucketAfterA28thOfTheWindow) {
    insert(1);
    now += hours{6} - std::chrono::seconds{1};
    insert(2);
    EXPECT_EQ(count("dedupe_buckets"), 1);
    now += std::chrono::seconds{1};
    insert(3);
    EXPECT_EQ(count("dedupe_buckets"), 2);
    EXPECT_TRUE(insert(1));
}

TEST_F(DedupeTest, ForgetsAKeyAfterTheWindowAndA28thOfIt) {
    insert(1);
    for (int hour = 1; hour < 7 * 24; ++hour) {
        now += hours{1};
        insert(1'000 + hour);
        ASSERT_TRUE(insert(1)) << "after " << hour << " hours";
    }
    now += hours{6 + 1};
    EXPECT_FALSE(insert(1));
    EXPECT_LE(count("dedupe_buckets"), 30);
    EXPECT_EQ(count("sqlite_schema WHERE name = 'dedupe_1' OR name = 'dedupe_1_keys'"), 0);
}

TEST_F(DedupeTest, ForgetsWhatExpiredWhileNothingCame) {
    insert(1);
    now += days{30};
    EXPECT_FALSE(insert(1));
    EXPECT_EQ(count("dedupe_buckets"), 1);
    reopen();
    EXPECT_TRUE(insert(1));
}

TEST_F(DedupeTest, StandsAClockThatGoesBack) {
    insert(1);
    now -= days{2};
    EXPECT_TRUE(insert(1));
    EXPECT_FALSE(insert(2));
    now += days{2} + hours{7};
    EXPECT_TRUE(insert(1));
    EXPECT_TRUE(insert(2));
}

TEST_F(DedupeTest, ChangesNothingWhenARotationIsRolledBack) {
    for (int number = 1; number <= 100; ++number)
        insert(number);
    {
        SQLite::Transaction transaction(*database); // rolled back
        dedupe->rotate(now);
        EXPECT_FALSE(dedupe->insert(key(101), {}));
    }
    reopen();
    EXPECT_EQ(count("dedupe_buckets"), 1);
    EXPECT_TRUE(insert(100));
    EXPECT_FALSE(insert(101));
}

} // namespace

} // namespace orderhook::test
