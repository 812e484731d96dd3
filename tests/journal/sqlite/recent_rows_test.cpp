#include "sample_recent_events.hpp"

#include <SQLiteCpp/Database.h>
#include <gtest/gtest.h>

#include <vector>

namespace orderhook::test {

namespace {

using Number = RecentRows::Number;

struct RecentRowsTest : testing::Test {
    RecentRowsTest() { RecentRows::create(database, 1); }

    std::int64_t rows() { return database.execAndGet("SELECT count(*) FROM recent_1").getInt64(); }

    SQLite::Database database{":memory:", SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE};
};

TEST_F(RecentRowsTest, FindsEveryEventBeforeAndAfterItIsSaved) {
    RecentRows recent(database, 1);
    for (Number number = 1; number <= 300; ++number) {
        EXPECT_EQ(recent.add(recent_event(number)), number);
        if (number == 7 || number == 200) recent.save();
    }
    EXPECT_EQ(recent.unsaved(), 100u);
    EXPECT_EQ(rows(), 2);
    for (Number number = 1; number <= 300; ++number)
        expect_same(recent.find(number), recent_event(number));
    const auto saved = saved_in(database, 1);
    ASSERT_EQ(saved.size(), 200u);
    for (Number number = 1; number <= 200; ++number)
        expect_same(saved[number - 1], recent_event(number));
}

TEST_F(RecentRowsTest, SaveNothingTwice) {
    RecentRows recent(database, 1);
    recent.save();
    (void)recent.add(recent_event(1));
    recent.save();
    recent.save();
    EXPECT_EQ(rows(), 1);
    EXPECT_EQ(recent.unsaved(), 0u);
}

TEST_F(RecentRowsTest, GoOnBehindWhatIsDamaged) {
    for (const char* damage : {"x''", "substr(events, 2)", "substr(events, 1, 100)", "x'7f7f7f'"}) {
        SCOPED_TRACE(damage);
        database.exec("DELETE FROM recent_1");
        RecentRows recent(database, 1);
        for (Number number = 1; number <= 6; ++number) {
            (void)recent.add(recent_event(number));
            if (number % 2 == 0) recent.save();
        }
        expect_same(recent.find(4), recent_event(4));
        database.exec(std::string("UPDATE recent_1 SET events = ") + damage + " WHERE first = 3");
        EXPECT_FALSE(recent.find(4));
        expect_same(recent.find(2), recent_event(2));
        expect_same(recent.find(6), recent_event(6));

        RecentRows again(database, 1);
        std::vector<Number> numbers;
        again.load([&](Number number, const RecentEvent&) { numbers.push_back(number); });
        EXPECT_EQ(numbers.back(), 6u);
        EXPECT_EQ(again.add(recent_event(7)), 7u);
        again.save();
        expect_same(again.find(7), recent_event(7));
    }
}

TEST_F(RecentRowsTest, TakeAPlaceBehindADamagedLastOne) {
    RecentRows recent(database, 1);
    (void)recent.add(recent_event(1));
    recent.save();
    database.exec("UPDATE recent_1 SET events = x'7f'");
    RecentRows again(database, 1);
    again.load([](Number, const RecentEvent&) { FAIL(); });
    const Number number = again.add(recent_event(2));
    again.save();
    expect_same(again.find(number), recent_event(2));
}

TEST_F(RecentRowsTest, KeepTheFormThatIsStored) {
    RecentRows recent(database, 1);
    RecentEvent event;
    event.key.fill(1);
    event.body.fill(2);
    event.event.bytes.fill(3);
    event.time = LaneTime{0x0102030405060708, Time{Duration{-2}}};
    (void)recent.add(event);
    event.time.reset();
    event.quarantine_reason = "no type";
    (void)recent.add(event);
    recent.save();
    const auto digest = [](const char* byte) {
        std::string hex = "10";
        for (int i = 0; i < 16; ++i)
            hex += byte;
        return hex;
    };
    const std::string keys = digest("01") + digest("02") + digest("03");
    EXPECT_EQ(
        database.execAndGet("SELECT hex(events) FROM recent_1").getString(),
        keys
            + "00"
              "080102030405060708"
              "08FFFFFFFFFFFFFFFE"
            + keys
            + "076E6F2074797065"
              "00"
              "00"
    );
}

} // namespace

} // namespace orderhook::test
