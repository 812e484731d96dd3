// The commands beside `serve`.
#include "e2e/shop.hpp"

#include <gtest/gtest.h>

#include <fstream>

namespace orderhook {
namespace {

using test::fixture;
using test::run_orderhook;
using test::Service;
using test::Shop;

TEST(Commands, DecodePrintsTheTypedPayload) {
    const auto body = fixture("ordergroove/order.success.json");
    const auto ended = run_orderhook({"decode", "--provider", "ordergroove", "-"}, body);
    ASSERT_EQ(ended.exit_code, 0) << ended.output;
    const auto printed = nlohmann::json::parse(ended.output);
    EXPECT_EQ(printed.at("provider"), "ordergroove");
    EXPECT_EQ(printed.at("type"), "order.success");
    EXPECT_EQ(printed.at("dedupe_key"), nlohmann::json::parse(body).at("id"));
    EXPECT_EQ(printed.at("payload").at("type"), "order.success");
    for (const char* key : {"order_key", "tenant", "occurred_at", "drift"})
        EXPECT_TRUE(printed.contains(key)) << key;
}

TEST(Commands, DecodeSaysWhyABodyCannotBeIdentified) {
    const auto ended = run_orderhook({"decode", "--provider", "ordergroove"}, "[]");
    EXPECT_EQ(ended.exit_code, 1);
    EXPECT_NE(ended.output.find("(root): expected"), std::string::npos) << ended.output;
}

TEST(Commands, SignPrintsWhatTheServiceAccepts) {
    const Shop shop;
    const Service service(shop.config());
    const auto body = test::order_event("e1", "o1");
    const auto ended =
        run_orderhook({"sign", "--provider", "ordergroove", "--secret", Shop::key}, body);
    ASSERT_EQ(ended.exit_code, 0) << ended.output;
    const std::string label = "Ordergroove-Signature: ";
    ASSERT_TRUE(ended.output.starts_with(label)) << ended.output;
    const auto value = ended.output.substr(label.size(), ended.output.find('\n') - label.size());
    EXPECT_EQ(shop.post(service, body, value).status, 200);
}

TEST(Commands, SendPostsASampleOfEveryType) {
    const Shop shop;
    const Service service(shop.config());
    const auto ended = run_orderhook(
        {"send",
         "--provider",
         "ordergroove",
         "--secret",
         Shop::key,
         "--url",
         service.url("/hooks/shop"),
         "--count",
         "2"}
    );
    EXPECT_EQ(ended.exit_code, 0) << ended.output;
    for (const auto& type : test::order_and_item_types())
        EXPECT_NE(ended.output.find("200 " + type + " {\"status\":\"accepted\""), std::string::npos)
            << type;
    EXPECT_EQ(ended.output.find("duplicate"), std::string::npos);
    for (const auto& line : shop.delivered(service, 2 * test::order_and_item_types().size()))
        EXPECT_EQ(line.at("drift").size(), 0u) << line;
}

TEST(Commands, SendFailsWhenAnEventIsNotTaken) {
    const Shop shop;
    const Service service(shop.config());
    const auto ended = run_orderhook(
        {"send",
         "--provider",
         "ordergroove",
         "--secret",
         "wrong",
         "--url",
         service.url("/hooks/shop"),
         "--event",
         "order.success"}
    );
    EXPECT_EQ(ended.exit_code, 1);
    EXPECT_NE(ended.output.find("401"), std::string::npos) << ended.output;
}

TEST(Commands, HealthcheckAsksTheService) {
    const Shop shop;
    Service service(shop.config());
    const auto url = service.admin_url("/readyz");
    EXPECT_EQ(run_orderhook({"healthcheck", "--url", url}).exit_code, 0);
    service.kill();
    EXPECT_EQ(run_orderhook({"healthcheck", "--url", url}).exit_code, 1);
}

TEST(Commands, CheckPrintsWhatIsServed) {
    const Shop shop;
    const auto ended = run_orderhook({"check", "--config", shop.config().string()});
    EXPECT_EQ(ended.exit_code, 0) << ended.output;
    for (const char* word : {"shop", "/hooks/shop", "ordergroove", "handler file", "20 attempts"})
        EXPECT_NE(ended.output.find(word), std::string::npos) << word;
    EXPECT_EQ(ended.output.find(Shop::key), std::string::npos);
    EXPECT_FALSE(std::filesystem::exists(shop.file("events.jsonl"))) << "check must leave no trace";
}

TEST(Commands, CheckReadsTheWholeJournalWhenAsked) {
    const Shop shop;
    {
        Service service(shop.config());
        (void)shop.post(service, test::order_event("e1", "o1"));
        (void)service.stop();
    }
    const auto sound = run_orderhook({"check", "--config", shop.config().string(), "--journal"});
    EXPECT_EQ(sound.exit_code, 0) << sound.output;
    {
        std::fstream file(
            shop.file("orderhook.db"),
            std::ios::in | std::ios::out | std::ios::binary
        );
        file.seekp(4096 * 2);
        file << std::string(4096, 'x');
    }
    const auto damaged = run_orderhook({"check", "--config", shop.config().string(), "--journal"});
    EXPECT_NE(damaged.exit_code, 0) << damaged.output;
}

TEST(Commands, BackUpTheJournalOfARunningService) {
    const Shop shop;
    const auto copy = shop.file("copy.db").string();
    {
        const Service service(shop.config());
        (void)shop.post(service, test::order_event("e1", "o1"));
        const auto done = run_orderhook({"backup", "--config", shop.config().string(), copy});
        EXPECT_EQ(done.exit_code, 0) << done.output;
        EXPECT_NE(run_orderhook({"backup", "--config", shop.config().string(), copy}).exit_code, 0);
        (void)shop.post(service, test::order_event("e2", "o1"));
    }
    shop.reconfigure("orderhook.db", "copy.db");
    const Service restored(shop.config());
    ASSERT_TRUE(restored.ready()) << restored.output();
    const auto known = shop.post(restored, test::order_event("e1", "o1"));
    EXPECT_NE(known.body.find("duplicate"), std::string::npos) << known.body;
    const auto unknown = shop.post(restored, test::order_event("e2", "o1"));
    EXPECT_NE(unknown.body.find("accepted"), std::string::npos) << unknown.body;
}

TEST(Commands, WrongUseEndsWithTwo) {
    EXPECT_EQ(run_orderhook({}).exit_code, 2);
    EXPECT_EQ(run_orderhook({"serv"}).exit_code, 2);
    EXPECT_EQ(run_orderhook({"decode", "--provider", "nobody"}).exit_code, 2);
    EXPECT_EQ(run_orderhook({"--help"}).exit_code, 0);
    EXPECT_EQ(run_orderhook({"--version"}).exit_code, 0);
}

} // namespace
} // namespace orderhook
