// Starts, stops, crashes and refusals to start.
#include "e2e/shop.hpp"
#include "support/patience.hpp"

#include <gtest/gtest.h>

#include <csignal>
#include <fstream>
#include <iterator>

namespace orderhook {
namespace {

using test::eventually;
using test::order_event;
using test::Service;
using test::Shop;

TEST(Lifecycle, DeliversAfterACrashWhatItAnsweredBefore) {
    const Shop shop;
    constexpr int rounds = 3; // a fourth kill at work could condemn the first delivery, and rightly
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
    EXPECT_EQ(firsts, (std::vector<std::string>{"e0", "e1", "e2"}));
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

/// Waits until there is a file "go".
constexpr const char* patient_handler = R"(
[[handler]]
name = "script"
type = "exec"
command = ["/bin/sh", "-c", "touch started; until test -e go; do sleep 0.01; done; touch finished"]

[[route]]
events = "*"
handlers = ["script"]
)";

TEST(Lifecycle, LetsAHandlerAtWorkFinishBeforeItEnds) {
    const Shop shop(patient_handler);
    Service service(shop.config());
    ASSERT_TRUE(service.ready()) << service.output();
    ASSERT_EQ(shop.post(service, order_event("e1", "o1")).status, 200);
    ASSERT_TRUE(eventually([&] { return std::filesystem::exists(shop.file("started")); }));
    service.send_signal(SIGTERM);
    ASSERT_TRUE(eventually([&] { return service.output().find("stopping") != std::string::npos; }));
    std::ofstream(shop.file("go")).flush();
    const auto ended = service.wait();
    EXPECT_EQ(ended.exit_code, 0);
    EXPECT_TRUE(std::filesystem::exists(shop.file("finished")));
    EXPECT_EQ(ended.output.find("tried again"), std::string::npos) << ended.output;
}

/// Runs two processes and ends neither when it is asked to.
constexpr const char* script_handler = R"(
[server]
shutdown_grace = "100ms"

[[handler]]
name = "script"
type = "exec"
command = ["/bin/sh", "-c", "trap '' TERM; sleep 600 & echo $$ $! >pids.new; mv pids.new pids; wait; wait"]
kill_after = "1h"

[[route]]
events = "*"
handlers = ["script"]
)";

/// The processes of that handler once it is at work.
std::vector<pid_t> processes_of(const Shop& shop) {
    if (!eventually([&] { return std::filesystem::exists(shop.file("pids")); })) return {};
    std::ifstream file(shop.file("pids"));
    return {std::istream_iterator<pid_t>(file), {}};
}

bool ends(pid_t process) {
    return eventually([process] {
        std::ifstream status("/proc/" + std::to_string(process) + "/stat");
        std::string text;
        std::getline(status, text);
        return text.empty() || text.find(") Z ") != text.npos;
    });
}

TEST(Lifecycle, LeavesNoProgramBehindHoweverItEnds) {
    for (const auto end : {0, 1, 2}) {
        const Shop shop(script_handler);
        if (end == 1) shop.reconfigure("\"100ms\"", "\"1h\"");
        Service service(shop.config());
        ASSERT_TRUE(service.ready()) << service.output();
        ASSERT_EQ(shop.post(service, order_event("e1", "o1")).status, 200);
        const auto processes = processes_of(shop);
        ASSERT_EQ(processes.size(), 2u);
        service.send_signal(end == 2 ? SIGKILL : SIGTERM);
        if (end == 1) {
            while (service.output().find("stopping") == std::string::npos) {
            }
            service.send_signal(SIGTERM);
        }
        EXPECT_EQ(service.wait().exit_code, end == 2 ? -1 : 0);
        EXPECT_TRUE(ends(processes[0])) << end;
        // The system kills only the program that was started.
        if (end == 2)
            ::kill(processes[1], SIGKILL);
        else
            EXPECT_TRUE(ends(processes[1])) << end;
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
