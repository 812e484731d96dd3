// Starts, stops, crashes and refusals to start.
#include "e2e/shop.hpp"

#include <gtest/gtest.h>

#include <csignal>
#include <fstream>

namespace orderhook {
namespace {

using test::order_event;
using test::Service;
using test::Shop;

TEST(Lifecycle, DeliversAfterACrashWhatItAnsweredBefore) {
    const Shop shop;
    constexpr int rounds = 5;
    for (int round = 0; round < rounds; ++round) {
        Service service(shop.config());
        ASSERT_TRUE(service.ready()) << service.output();
        ASSERT_EQ(shop.post(service, order_event("e" + std::to_string(round), "o1")).status, 200);
        service.kill();
    }
    Service service(shop.config());
    const auto lines = shop.delivered(service, rounds);
    std::vector<std::string> firsts;
    for (const auto& line : lines) {
        const auto id = line.at("dedupe_key").get<std::string>();
        if (std::find(firsts.begin(), firsts.end(), id) == firsts.end()) firsts.push_back(id);
    }
    EXPECT_EQ(firsts, (std::vector<std::string>{"e0", "e1", "e2", "e3", "e4"}));
}

TEST(Lifecycle, EndsWithZeroOnEitherSignal) {
    const Shop shop;
    for (const int number : {SIGTERM, SIGINT}) {
        Service service(shop.config());
        ASSERT_TRUE(service.ready()) << service.output();
        EXPECT_EQ(shop.post(service, order_event("e" + std::to_string(number), "o1")).status, 200);
        service.send_signal(number);
        EXPECT_EQ(service.wait().exit_code, 0);
    }
}

TEST(Lifecycle, IsNotEndedByAPeerThatIsGone) {
    const Shop shop;
    const Service service(shop.config());
    ASSERT_TRUE(service.ready()) << service.output();
    std::ifstream status("/proc/" + std::to_string(service.pid()) + "/status");
    std::string word;
    while (word != "SigIgn:" && status >> word) {
    }
    std::uint64_t ignored = 0;
    status >> std::hex >> ignored;
    EXPECT_TRUE(ignored >> (SIGPIPE - 1) & 1U);
}

TEST(Lifecycle, DecodesWhatASourceOfAnotherNameReceived) {
    const Shop shop;
    shop.reconfigure("events.jsonl", "/dev/full");
    {
        Service service(shop.config());
        ASSERT_TRUE(service.ready()) << service.output();
        ASSERT_EQ(shop.post(service, order_event("e1", "o1")).status, 200);
    }
    shop.reconfigure("/dev/full", "events.jsonl");
    shop.reconfigure("name = \"shop\"", "name = \"renamed\"");
    Service service(shop.config());
    ASSERT_TRUE(service.ready()) << service.output();
    const auto lines = shop.delivered(service, 1);
    ASSERT_EQ(lines.size(), 1u);
    EXPECT_EQ(lines[0].at("source"), "shop");
    EXPECT_TRUE(lines[0].at("payload").is_object());
}

TEST(Lifecycle, RefusesAJournalThatAnotherProcessHas) {
    const Shop shop;
    const Service first(shop.config());
    ASSERT_TRUE(first.ready());
    Service second(shop.config());
    EXPECT_FALSE(second.ready());
    const auto ended = second.wait();
    EXPECT_NE(ended.exit_code, 0);
    EXPECT_NE(ended.output.find("orderhook.db"), std::string::npos) << ended.output;
    EXPECT_NE(ended.output.find("lock"), std::string::npos) << ended.output;
}

TEST(Lifecycle, RefusesAFileThatIsNoJournal) {
    const Shop shop;
    std::ofstream(shop.file("orderhook.db")) << std::string(8192, 'x');
    Service service(shop.config());
    EXPECT_FALSE(service.ready());
    const auto ended = service.wait();
    EXPECT_NE(ended.exit_code, 0);
    EXPECT_NE(ended.output.find("orderhook.db"), std::string::npos) << ended.output;
}

TEST(Lifecycle, StopsTheStartWithTheKeysPathAndExitCodeTwo) {
    const Shop shop("[server]\nport = 1\n");
    Service service(shop.config());
    EXPECT_FALSE(service.ready());
    const auto ended = service.wait();
    EXPECT_EQ(ended.exit_code, 2);
    EXPECT_NE(ended.output.find("server.port: unknown key"), std::string::npos) << ended.output;
    EXPECT_NE(ended.output.find("orderhook.toml"), std::string::npos) << ended.output;
}

TEST(Lifecycle, SaysWhichAddressIsTaken) {
    const Shop shop;
    const Service first(shop.config());
    const Shop other;
    const auto taken = first.url("").substr(std::string("http://").size());
    const auto ended = test::run_orderhook(
        {"serve",
         "--config",
         other.config().string(),
         "--admin-listen",
         "127.0.0.1:0",
         "--listen",
         taken}
    );
    EXPECT_NE(ended.exit_code, 0);
    EXPECT_NE(ended.output.find(taken), std::string::npos) << ended.output;
}

} // namespace
} // namespace orderhook
