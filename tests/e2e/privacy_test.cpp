// What must never stand in a log line, at any level.
#include "e2e/shop.hpp"

#include <gtest/gtest.h>

#include <csignal>

namespace orderhook {
namespace {

using test::fixture;
using test::Service;
using test::Shop;

TEST(Privacy, LogsNoSecretBodyAddressOrTokenAtAnyLevel) {
    const Shop shop(R"(
[[handler]]
name = "console"
type = "log"
[[route]]
events = "*"
handlers = ["console"]
)");
    Service service(shop.config(), {"--log-level", "debug"});
    ASSERT_TRUE(service.ready()) << service.output();

    const std::string bodies[] = {
        fixture("ordergroove/order.refresh_one_click_token.json"),
        fixture("ordergroove/order.reminder.json"),
        fixture("ordergroove/subscriber.create.json"),
        fixture("ordergroove/variants/order.skip_order.extended-snapshot-top-level.json"),
        R"({"id":"e1","type":"order.success","data":{"object":{"one_click_token":["eyJhbGciOi"],"total":"jo@example.com"}}})",
        R"({"id":"e2","type":"subscriber.create","data":{"object":{"merchant_user_id":"jo@example.com"}}})",
        R"({"email":"jo@example.com"})",
        R"({"type":"order.success","email":"jo@example.com)",
    };
    for (const auto& body : bodies) {
        (void)shop.post(service, body);
        (void)shop.post(service, body, "ts=1,sig=00");
        (void)shop.post(service, body, "jo@example.com");
    }
    (void)shop.delivered(service, 6);
    const auto ended = service.stop();
    EXPECT_EQ(ended.exit_code, 0);
    EXPECT_NE(ended.output.find("request rejected"), std::string::npos);
    for (const char* word :
         {Shop::key, "@", "eyJhbGciOi", "John", "one_click_token\":", "merchant\"", "sig="})
        EXPECT_EQ(ended.output.find(word), std::string::npos) << word << "\n" << ended.output;
}

} // namespace
} // namespace orderhook
