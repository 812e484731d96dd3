// A journal that an older Orderhook left. A new version brings its file in tests/data/journal.
#include "journal/sqlite/schema.hpp"
#include "sqlite_room.hpp"

#include <SQLiteCpp/Database.h>

#include <fstream>
#include <sstream>

namespace orderhook::test {

namespace {

class SchemaTest : public testing::TestWithParam<int>, protected SqliteRoom {
protected:
    void leave_journal_of(int version) const {
        std::ifstream dump(
            std::string(ORDERHOOK_TEST_DATA) + "/journal/version_" + std::to_string(version)
            + ".sql"
        );
        std::ostringstream statements;
        statements << dump.rdbuf();
        ASSERT_FALSE(statements.str().empty());
        SQLite::Database(settings.path, SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE)
            .exec(statements.str());
    }
};

TEST_P(SchemaTest, GoesOnWithAJournalOfAnOlderVersion) {
    leave_journal_of(GetParam());
    auto& journal = open();
    const bool knows_pauses = GetParam() >= 2;
    EXPECT_EQ(journal.paused_handlers().size(), knows_pauses ? 1u : 0u);

    const auto pending = journal.scan("crm");
    ASSERT_EQ(pending.size(), 1u);
    const auto held = journal.dead_lanes("erp");
    ASSERT_EQ(held.size(), 1u);
    EXPECT_EQ(held[0].lane, pending[0].lane) << "it is the same event";
    const auto fetched = journal.fetch("crm", {pending[0].position});
    ASSERT_EQ(fetched.size(), 1u);
    EXPECT_EQ(fetched[0].damage, "");
    NewEvent again;
    again.event = *fetched[0].event;
    EXPECT_EQ(journal.append(again)->disposition, Disposition::duplicate);
    ASSERT_TRUE(journal.settle({done("crm", pending[0].position)}));

    const auto letters = journal.dead_letters("erp");
    ASSERT_EQ(letters.items.size(), 1u);
    EXPECT_EQ(journal.replay({{letters.items[0].record.event.id, "erp"}})->deliveries, 1u);

    ASSERT_TRUE(journal.set_paused("crm", true));
    EXPECT_EQ(open().paused_handlers(), std::vector<std::string>{"crm"});
    SQLite::Database file(settings.path);
    EXPECT_EQ(
        file.execAndGet("SELECT value FROM meta WHERE key = 'schema_version'").getInt(),
        schema_version
    );
}

INSTANTIATE_TEST_SUITE_P(Version, SchemaTest, testing::Range(1, schema_version));

} // namespace

} // namespace orderhook::test
