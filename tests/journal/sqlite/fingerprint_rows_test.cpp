#include "journal/sqlite/fingerprint_rows.hpp"
#include "numbered_keys.hpp"

#include <SQLiteCpp/Database.h>
#include <gtest/gtest.h>

#include <map>
#include <string>

namespace orderhook {

namespace {

struct FingerprintRowsTest : testing::Test {
    FingerprintRowsTest() { FingerprintRows::create(database, "keys"); }

    /// Each with a number that has all its bytes.
    void write(unsigned first, unsigned last) {
        std::map<std::uint64_t, std::map<Fingerprint, std::uint64_t>> by_prefix;
        for (unsigned number = first; number <= last; ++number)
            by_prefix[FingerprintRows::prefix_of(numbered(number))].emplace(
                numbered(number),
                ~std::uint64_t{number}
            );
        FingerprintRows rows(database, "keys");
        for (const auto& [prefix, entries] : by_prefix) {
            for (const auto& [key, number] : entries)
                rows.add(key, number);
            rows.write();
        }
    }
    std::optional<std::uint64_t> find(unsigned number) {
        return FingerprintRows::find(database, "keys", numbered(number));
    }
    std::map<Fingerprint, std::uint64_t> all() {
        std::map<Fingerprint, std::uint64_t> found;
        FingerprintRows::load(database, "keys", [&](const Fingerprint& key, std::uint64_t number) {
            EXPECT_TRUE(found.emplace(key, number).second);
        });
        return found;
    }

    SQLite::Database database{":memory:", SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE};
};

TEST_F(FingerprintRowsTest, FindsWhatWasWrittenAndNothingElse) {
    write(1, 20'000);
    for (unsigned number = 1; number <= 20'000; ++number)
        ASSERT_EQ(find(number), ~std::uint64_t{number});
    for (unsigned number = 20'001; number <= 30'000; ++number)
        ASSERT_FALSE(find(number));
    const auto found = all();
    ASSERT_EQ(found.size(), 20'000u);
    EXPECT_EQ(found.at(numbered(7)), ~std::uint64_t{7});
    EXPECT_LE(
        database.execAndGet("SELECT count(*) FROM keys").getInt64(),
        std::int64_t{FingerprintRows::prefixes}
    );
}

TEST_F(FingerprintRowsTest, WritesARowInsteadOfTheOneBefore) {
    FingerprintRows rows(database, "keys");
    rows.add(numbered(1), 5);
    rows.write();
    rows.add(numbered(1), 6);
    rows.write();
    rows.write(); // nothing was added
    EXPECT_EQ(find(1), 6u);
    EXPECT_EQ(all().size(), 1u);
}

TEST_F(FingerprintRowsTest, TakesFromADamagedRowWhatIsWhole) {
    FingerprintRows rows(database, "keys");
    Fingerprint first{}, second{};
    second.back() = 1;
    rows.add(first, 5);
    rows.add(second, 6);
    rows.write();
    database.exec("UPDATE keys SET entries = CAST(substr(entries, 1, 47) AS BLOB)");
    EXPECT_EQ(FingerprintRows::find(database, "keys", first), 5u);
    EXPECT_FALSE(FingerprintRows::find(database, "keys", second));
    EXPECT_EQ(all().size(), 1u);
    database.exec("UPDATE keys SET entries = ''");
    EXPECT_FALSE(FingerprintRows::find(database, "keys", first));
}

TEST_F(FingerprintRowsTest, KeepsTheFormThatIsStored) {
    FingerprintRows rows(database, "keys");
    Fingerprint key;
    key.fill(0x0a);
    rows.add(key, static_cast<std::uint64_t>(-2));
    key.back() = 0x0b;
    rows.add(key, 0x0102030405060708);
    rows.write();
    EXPECT_EQ(database.execAndGet("SELECT prefix FROM keys").getInt64(), 0x0a0a >> 3);
    EXPECT_EQ(
        database.execAndGet("SELECT hex(entries) FROM keys").getString(),
        "0A0A0A0A0A0A0A0A0A0A0A0A0A0A0A0AFFFFFFFFFFFFFFFE"
        "0A0A0A0A0A0A0A0A0A0A0A0A0A0A0A0B0102030405060708"
    );
}

} // namespace

} // namespace orderhook
