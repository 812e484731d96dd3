#include "handlers/pick_list_handler.hpp"
#include "handlers/sample_event.hpp"
#include "support/temporary_folder.hpp"

#include <orderhook/json.hpp>

#include <gtest/gtest.h>

namespace orderhook {
namespace {

using test::TemporaryFolder;

std::unique_ptr<Handler> pick_lists(const std::filesystem::path& folder) {
    Settings section("handler[0]", {{"folder", {folder.string()}}}, {});
    auto handler = PickListHandler::create("warehouse", section);
    EXPECT_TRUE(handler && section.finish());
    return std::move(*handler);
}

Event placed(std::optional<std::string> number) {
    ordergroove::OrderSuccess payload;
    payload.data.object.order_merchant_id = std::move(number);
    Event event = test::sample_event();
    event.payload = payload_of(std::move(payload));
    return event;
}

TEST(PickListHandler, WritesOneFileForAnOrderHoweverOftenItRuns) {
    const TemporaryFolder folder;
    const auto handler = pick_lists(folder.path());
    const Event event = placed("M-7");
    ASSERT_TRUE(handler->accepts(event));
    for (int run = 0; run < 2; ++run)
        EXPECT_TRUE(std::holds_alternative<Done>(handler->handle(event, {})));
    EXPECT_EQ(test::content_of(folder / event.id.to_text()), "M-7\n");
}

TEST(PickListHandler, RejectsWhatItCannotNameAndRetriesWhatItCannotWrite) {
    const TemporaryFolder folder;
    const auto handler = pick_lists(folder / "none");
    EXPECT_TRUE(std::holds_alternative<Reject>(handler->handle(placed({}), {})));
    EXPECT_TRUE(std::holds_alternative<Retry>(handler->handle(placed("M-7"), {})));
}

TEST(PickListHandler, IgnoresOtherEvents) {
    const TemporaryFolder folder;
    EXPECT_FALSE(pick_lists(folder.path())->accepts(test::sample_event()));
}

} // namespace
} // namespace orderhook
