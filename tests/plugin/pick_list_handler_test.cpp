#include "pick_list_handler.hpp"

#include <orderhook/testkit.hpp>

#include <gtest/gtest.h>

namespace testkit = orderhook::testkit;

namespace {

const orderhook::Event placed = testkit::event_of(
    "ordergroove",
    R"({"type":"order.success","data":{"object":{"public_id":"o1","order_merchant_id":"M-7"}}})"
);

class PickList : public testing::Test {
protected:
    ~PickList() override { std::filesystem::remove_all(folder); }

    const std::filesystem::path folder =
        std::filesystem::path(testing::TempDir()) / ("pick-list-" + placed.id.to_text());
};

TEST_F(PickList, HoldsTheNumberOfThePlacedOrderHoweverOftenItRuns) {
    std::filesystem::create_directory(folder);
    PickListHandler handler("warehouse", folder);
    for (int run = 0; run < 2; ++run)
        EXPECT_EQ(testkit::deliver(handler, placed), "done");
    std::string line;
    std::getline(std::ifstream(folder / placed.id.to_text()), line);
    EXPECT_EQ(line, "M-7");
}

TEST_F(PickList, IsTriedAgainWhereItCannotBeWritten) {
    PickListHandler handler("warehouse", folder / "none");
    EXPECT_EQ(
        testkit::deliver(handler, placed),
        "retry: cannot write to " + (folder / "none").string()
    );
}

// README: begin
TEST(PickListHandler, RejectsAnOrderWithoutANumber) {
    PickListHandler handler("warehouse", "/srv/pick-lists");
    const auto placed = orderhook::testkit::event_of(
        "ordergroove",
        R"({"type":"order.success","data":{"object":{"public_id":"o1"}}})"
    );
    EXPECT_EQ(orderhook::testkit::deliver(handler, placed), "reject: has no order number of ours");
}
// README: end

TEST_F(PickList, IgnoresOtherEvents) {
    PickListHandler handler("warehouse", folder);
    const auto created = testkit::sample_event("salla", "order.created");
    EXPECT_EQ(testkit::deliver(handler, created), "ignored");
}

TEST_F(PickList, WantsAFolder) {
    EXPECT_EQ(testkit::make_handler<PickListHandler>({{"folder", {"lists"}}})->name(), "test");
    EXPECT_THROW((void)testkit::make_handler<PickListHandler>({}), std::invalid_argument);
}

} // namespace
