#include "sqlite_room.hpp"
#include "support/faulty_vfs.hpp"

namespace orderhook::test {

namespace {

using Call = FaultyVfs::Call;
using File = FaultyVfs::File;

constexpr std::size_t page = 4096;

struct WalVfsTest : testing::Test, SqliteRoom {
    FaultyVfs disk;
};

TEST_F(WalVfsTest, WritesACommitOfManyPagesInOnePiece) {
    auto& journal = open();
    ASSERT_TRUE(journal.append(new_event("first"))); // begins the WAL
    const int writes = disk.calls(File::wal, Call::write);
    const int syncs = disk.calls(File::wal, Call::sync);
    ASSERT_TRUE(journal.append(new_event("large", std::string(20 * page, 'x'))));
    EXPECT_EQ(disk.calls(File::wal, Call::write) - writes, 1);
    EXPECT_EQ(disk.calls(File::wal, Call::sync) - syncs, 1);
}

TEST_F(WalVfsTest, WritesMoreThanOnePieceHolds) {
    const std::string body(100 * page, 'x');
    const Position position = open().deliver(new_event("large", body));
    const auto found = open().fetch("erp", {position});
    ASSERT_EQ(found.size(), 1u);
    EXPECT_EQ(found[0].event->body, body);
}

} // namespace

} // namespace orderhook::test
