#include "dispatch/blame_file.hpp"
#include "support/temporary_folder.hpp"

#include <gtest/gtest.h>

namespace orderhook {
namespace {

using Suspects = std::vector<Suspect>;

struct Runs {
    /// Begins a run, as after an end without a clean stop of the one before.
    std::shared_ptr<BlameFile> start(const std::string& boot_id = "boot 1") {
        auto file = BlameFile::open(path, staff, boot_id);
        EXPECT_TRUE(file);
        return file.value_or(nullptr);
    }

    test::TemporaryFolder folder;
    std::filesystem::path path = folder / "orderhook.db.blame";
    std::vector<BlameFile::Staff> staff{{"erp", 2}, {"crm", 3}};
};

TEST(BlameFile, HasASlotForEachWorkerAndNoSuspectsAtFirst) {
    Runs runs;
    const auto file = runs.start();
    EXPECT_EQ(file->slots("erp").size(), 2u);
    EXPECT_EQ(file->slots("crm").size(), 3u);
    EXPECT_TRUE(file->slots("log").empty());
    EXPECT_TRUE(file->suspects().empty());
}

TEST(BlameFile, SuspectsWhatWasAtWorkWhenTheProcessEnded) {
    Runs runs;
    const auto first = runs.start();
    first->slots("erp")[1].enter(7);
    first->slots("crm")[0].enter(7);
    first->slots("crm")[2].enter(9);
    first->slots("crm")[2].leave();
    EXPECT_EQ(runs.start()->suspects(), (Suspects{{"erp", 7, 0, true}, {"crm", 7, 0, true}}));
}

TEST(BlameFile, SuspectsNobodyAfterACleanStop) {
    Runs runs;
    const auto first = runs.start();
    const auto stuck = first->slots("erp")[0];
    stuck.enter(7);
    first->end_in_order();
    first->slots("erp")[1].enter(8); // workers go on until the process is gone
    EXPECT_TRUE(runs.start()->suspects().empty());
}

TEST(BlameFile, KeepsSuspectsOverFurtherStartsUntilTheyAreAcquitted) {
    Runs runs;
    const auto first = runs.start();
    first->slots("erp")[0].enter(7);
    first->slots("erp")[1].enter(8);
    const auto second = runs.start();
    second->acquit("crm", 7);
    second->acquit("erp", 8);
    EXPECT_EQ(runs.start()->suspects(), (Suspects{{"erp", 7, 0, false}}));
}

TEST(BlameFile, CountsHowOftenTheProcessEndedWhileASuspectRanAlone) {
    Runs runs;
    runs.start()->slots("erp")[0].enter(7);
    runs.start()->slots("erp")[1].enter(7);
    const auto third = runs.start();
    EXPECT_EQ(third->suspects(), (Suspects{{"erp", 7, 1, true}}));
    third->slots("erp")[0].enter(7);
    EXPECT_EQ(runs.start()->suspects(), (Suspects{{"erp", 7, 2, true}}));
    EXPECT_EQ(runs.start()->suspects(), (Suspects{{"erp", 7, 2, false}}));
}

TEST(BlameFile, ClearsEverybodyWhenTheMachineWasRestarted) {
    Runs runs;
    runs.start("boot 1")->slots("erp")[0].enter(7);
    EXPECT_TRUE(runs.start("boot 2")->suspects().empty());
    runs.start("")->slots("erp")[0].enter(7);
    EXPECT_TRUE(runs.start("")->suspects().empty()) << "nobody knows whether it is the same boot";
}

TEST(BlameFile, KnowsTheBootOfThisMachine) {
    EXPECT_EQ(BlameFile::this_boot().size(), 36u);
    EXPECT_EQ(BlameFile::this_boot(), BlameFile::this_boot());
}

TEST(BlameFile, BeginsAnewWhenTheFileIsDamagedOrNotOurs) {
    Runs runs;
    runs.start()->slots("erp")[0].enter(7);
    const auto whole = test::content_of(runs.path);
    const std::string contents[] = {
        "",
        "something else",
        std::string(4096, 'x'),
        whole.substr(0, whole.size() - 1),
        whole.substr(0, 128),
        whole + whole,
    };
    for (const auto& content : contents) {
        std::ofstream(runs.path, std::ios::binary) << content;
        const auto file = runs.start();
        ASSERT_TRUE(file);
        EXPECT_TRUE(file->suspects().empty());
        EXPECT_EQ(file->slots("crm").size(), 3u);
    }
}

TEST(BlameFile, KeepsTheSuspectsOfHandlersThatAreNotConfiguredNow) {
    Runs runs;
    runs.start()->slots("crm")[0].enter(7);
    runs.staff = {{"erp", 4}};
    EXPECT_TRUE(runs.start()->slots("crm").empty());
    EXPECT_EQ(runs.start()->suspects(), (Suspects{{"crm", 7, 0, false}}));
}

TEST(BlameFile, OutlivesItsOwnerInTheSlotsOfWorkersThatAreStuck) {
    Runs runs;
    const auto slot = runs.start()->slots("erp")[0];
    slot.enter(7);
    slot.leave();
    BlameSlot().enter(7); // one of no file does nothing
}

TEST(BlameFile, CannotBeOpenedWhereThereIsNoFolder) {
    Runs runs;
    const auto file = BlameFile::open(runs.folder / "none" / "blame", runs.staff, "boot");
    ASSERT_FALSE(file);
    EXPECT_EQ(file.error().code, Errc::unavailable);
}

} // namespace
} // namespace orderhook
