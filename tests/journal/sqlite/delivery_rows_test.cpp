#include "journal/sqlite/database_file.hpp"
#include "journal/sqlite/delivery_rows.hpp"
#include "journal_probe.hpp"
#include "support/temporary_folder.hpp"

#include <SQLiteCpp/Database.h>

namespace orderhook::test {

namespace {

struct DeliveryRowsTest : testing::Test {
    std::string stored(const std::string& columns, const std::string& table = "deliveries") {
        return database
            ->execAndGet("SELECT coalesce(group_concat(" + columns + "), '') FROM " + table)
            .getString();
    }

    std::int64_t count() {
        return database->execAndGet("SELECT count(*) FROM deliveries").getInt64();
    }

    void add(Position first, Position last) {
        for (Position position = first; position <= last; ++position)
            EXPECT_TRUE(rows->add({1, position, position, 1'000 + position, 0}));
    }

    TemporaryFolder folder;
    std::unique_ptr<SQLite::Database> database =
        std::move(*open_for_writing(folder / "journal.db", Time{}, IfMissing::create));
    std::optional<DeliveryRows> rows{*database};
};

TEST_F(DeliveryRowsTest, SaveEveryRowOfMany) {
    add(1, 23); // by statements of 16, 4 and 1 rows
    rows->save();
    std::string expected;
    for (Position position = 1; position <= 23; ++position)
        expected += (position == 1 ? "" : ",") + std::to_string(position) + ":"
                    + std::to_string(1'000 + position);
    EXPECT_EQ(stored("event || ':' || lane"), expected);
    rows->save();
    EXPECT_EQ(count(), 23);
}

TEST_F(DeliveryRowsTest, SayThatAHandlerHasOneAlready) {
    EXPECT_TRUE(rows->add({1, 5, 5, 0, 0}));
    EXPECT_TRUE(rows->add({2, 5, 5, 0, 0}));
    EXPECT_FALSE(rows->add({1, 5, 5, 0, 0}));
    EXPECT_TRUE(rows->add({1, 6, 6, 0, 0}));
    rows->save();
    EXPECT_EQ(stored("handler || ':' || position"), "1:5,1:6,2:5");
}

TEST_F(DeliveryRowsTest, FinishInAnyOrderAndNoOthers) {
    add(1, 10);
    EXPECT_TRUE(rows->add({2, 4, 4, 0, 0}));
    rows->save();
    for (const Position position : {7, 3, 4, 3, 9, 8, 99})
        rows->finish(1, position);
    EXPECT_EQ(count(), 11) << "not saved yet";
    rows->save();
    EXPECT_EQ(stored("handler || ':' || position"), "1:1,1:2,1:5,1:6,1:10,2:4");
}

TEST_F(DeliveryRowsTest, PassOverOutcomesOfWhatWasFinishedInTheSameCommit) {
    add(1, 2);
    rows->save();
    rows->finish(1, 1);
    rows->settle(1, dead("erp", 1));
    rows->finish(1, 2);
    rows->settle(1, retry("erp", 2, 1, Time{}));
    rows->save();
    EXPECT_EQ(stored("position"), "");
    EXPECT_EQ(stored("position", "dead_letters"), "");
    EXPECT_EQ(stored("position", "retries"), "");
}

} // namespace

} // namespace orderhook::test
