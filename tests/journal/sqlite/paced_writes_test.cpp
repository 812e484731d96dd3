// What SQLite writes much of goes to the disk in pieces, on the thread that asked for it only.
#include "journal/sqlite/paced_writes.hpp"
#include "support/temporary_folder.hpp"

#include <SQLiteCpp/Database.h>
#include <gtest/gtest.h>

#include <thread>

namespace orderhook::test {

namespace {

constexpr std::size_t pieces = 5;

/// Writes a little more than so many pieces to a file of SQLite.
void write_pieces(const std::filesystem::path& path) {
    SQLite::Database file(path, SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE);
    file.exec("PRAGMA journal_mode = OFF; CREATE TABLE filler (bytes BLOB)");
    const auto bytes = std::to_string(pieces * PacedWrites::piece);
    file.exec("INSERT INTO filler VALUES (randomblob(" + bytes + "))");
}

class PacedWritesTest : public testing::Test {
protected:
    PacedWritesTest() { PacedWrites::prepare(); }

    TemporaryFolder folder;
};

TEST_F(PacedWritesTest, WaitForEachPiece) {
    const PacedWrites paced;
    write_pieces(folder.path() / "a.db");
    EXPECT_EQ(paced.pieces(), pieces);
}

TEST_F(PacedWritesTest, LeaveOtherThreadsAlone) {
    const PacedWrites paced;
    std::thread([&] { write_pieces(folder.path() / "a.db"); }).join();
    EXPECT_EQ(paced.pieces(), 0u);
}

TEST_F(PacedWritesTest, FailTheWriteWhenThePieceDidNotReachTheDisk) {
    PacedWrites paced;
    EXPECT_EQ(paced.wrote(-1, PacedWrites::piece - 1), 0) << "no piece yet";
    EXPECT_EQ(paced.wrote(-1, 1), EBADF);
    EXPECT_EQ(paced.pieces(), 0u);
}

} // namespace

} // namespace orderhook::test
