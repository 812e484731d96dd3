#include "handlers/log_handler.hpp"
#include "handlers/sample_event.hpp"

#include <orderhook/settings.hpp>

#include <gtest/gtest.h>

namespace orderhook {
namespace {

TEST(LogHandler, WritesOneLineOfIdsAndNothingOfTheBody) {
    Settings section("handler[0]", {}, {});
    const auto handler = LogHandler::create("seen", section);
    ASSERT_TRUE(handler);
    EXPECT_EQ((*handler)->name(), "seen");
    Event event = test::sample_event();
    event.drift = {{"a", "b", "c"}};
    EXPECT_TRUE((*handler)->accepts(event));

    testing::internal::CaptureStdout();
    const Outcome outcome = (*handler)->handle(event, {.number = 2, .started_at = {}, .stop = {}});
    const std::string text = testing::internal::GetCapturedStdout();

    EXPECT_TRUE(std::holds_alternative<Done>(outcome));
    EXPECT_EQ(
        text.substr(text.find(' ')),
        " info  event handler=seen id=0190a1b2-c3d4-7e5f-8a6b-7c8d9eaf0b1c source=eu "
        "type=order.success order_key=order:42 tenant=shop attempt=2 drift=1\n"
    );
}

} // namespace
} // namespace orderhook
