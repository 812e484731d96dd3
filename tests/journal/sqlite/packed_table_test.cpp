#include "journal/sqlite/packed_table.hpp"

#include <SQLiteCpp/Database.h>
#include <gtest/gtest.h>

namespace orderhook {

namespace {

TEST(PackedTable, IsErasedInStepsOfRowsHoweverFarApart) {
    SQLite::Database database(":memory:", SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE);
    database.exec("CREATE TABLE rows (key INTEGER PRIMARY KEY)");
    database.exec("INSERT INTO rows VALUES (1), (2), (300), (4000), (50000)");
    EXPECT_FALSE(erase_rows(database, "rows", 2));
    EXPECT_EQ(database.execAndGet("SELECT min(key) FROM rows").getInt(), 300);
    EXPECT_FALSE(erase_rows(database, "rows", 2));
    EXPECT_TRUE(erase_rows(database, "rows", 2));
    EXPECT_EQ(database.execAndGet("SELECT count(*) FROM rows").getInt(), 0);
    EXPECT_TRUE(erase_rows(database, "rows", 2));
}

} // namespace

} // namespace orderhook
