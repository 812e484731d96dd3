// What others write against the installed package, in the real binary. The project in tests/plugin
// was built before: see CMakeLists.txt.
#include "e2e/shop.hpp"
#include "support/patience.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <deque>
#include <filesystem>
#include <set>
#include <stdexcept>

namespace orderhook {
namespace {

namespace fs = std::filesystem;
using test::eventually;
using test::order_event;
using test::Service;
using test::Shop;

const fs::path built = ORDERHOOK_PLUGIN_PROJECT;

/// A copy that only its owner may write, whatever the rights of the checkout are.
fs::path shared_object(const std::string& name) {
    static const test::TemporaryFolder folder;
    const fs::path file = folder / (name + ".so");
    fs::copy_file(built / file.filename(), file, fs::copy_options::skip_existing);
    fs::permissions(file, fs::perms{0755});
    return file;
}

std::string plugin(const std::string& name) {
    return "[[plugin]]\npath = \"" + shared_object(name).string() + "\"\n";
}

/// A handler that gets every event beside the shop's own.
std::string handler(const std::string& type, const std::string& keys = "") {
    return "[[handler]]\nname = \"own\"\ntype = \"" + type + "\"\n" + keys
           + "[[route]]\nevents = \"*\"\nhandlers = [\"own\"]\n";
}

std::string trouble(const std::string& kind, const std::string& keys) {
    return "[server]\nshutdown_grace = \"200ms\"\n" + plugin("trouble")
           + handler(kind, "path = \"noted\"\nretry_first = \"1ms\"\nretry_cap = \"1ms\"\n" + keys);
}

void post(const Shop& shop, const Service& service, const std::string& order) {
    const auto reply = shop.post(service, order_event("evt-" + order, order));
    EXPECT_EQ(reply.status, 200) << reply.body;
}

std::set<std::string> noted(const Shop& shop) {
    const auto lines = test::lines_of(shop.file("noted"));
    return {lines.begin(), lines.end()};
}

std::string dead_letters(const Service& service) {
    const auto metrics = test::get(service.admin_url("/metrics")).body;
    const std::string name = "orderhook_dead_letters{handler=\"own\"} ";
    const auto at = metrics.find(name);
    if (at == metrics.npos) return "none";
    return metrics.substr(at + name.size(), metrics.find('\n', at) - at - name.size());
}

TEST(Plugin, HandlesTypedEventsInASharedObject) {
    const Shop shop(plugin("first_order") + handler("first-order"));
    Service service(shop.config());
    ASSERT_TRUE(service.ready()) << service.output();
    post(shop, service, "o-1");
    ASSERT_TRUE(shop.settled(service));
    EXPECT_TRUE(eventually([&] {
        return service.output().find("placed: o-1\n") != std::string::npos;
    })) << service.output();
    EXPECT_EQ(service.stop().exit_code, 0);
}

TEST(Plugin, HandlesTypedEventsInAProgramOfOnesOwn) {
    const Shop shop(handler("pick-list", "folder = \"lists\"\n"));
    fs::create_directory(shop.file("lists"));
    Service service(shop.config(), {}, built / "shop");
    ASSERT_TRUE(service.ready()) << service.output();
    const auto body = test::fixture("ordergroove/order.success.json");
    EXPECT_EQ(shop.post(service, body).status, 200);
    ASSERT_TRUE(shop.settled(service));
    EXPECT_FALSE(fs::is_empty(shop.file("lists")));
    EXPECT_EQ(service.stop().exit_code, 0);
}

TEST(Plugin, BringsAVendor) {
    const Shop shop(
        plugin("acme")
        + "[[source]]\nname = \"acme\"\npath = \"/hooks/acme\"\nprovider = \"acme\"\n"
          "secrets = [\"parcels\"]\n"
    );
    Service service(shop.config());
    ASSERT_TRUE(service.ready()) << service.output();
    const std::string file = shared_object("acme").string();
    const auto send = [&](const std::string& secret) {
        return test::run_orderhook(
            {"send",
             "--provider",
             "acme",
             "--plugin",
             file,
             "--secret",
             secret,
             "--url",
             service.url("/hooks/acme")}
        );
    };
    const auto sent = send("parcels");
    EXPECT_EQ(sent.exit_code, 0) << sent.output;
    EXPECT_NE(send("forged").output.find("401 parcel.sent"), std::string::npos);
    const auto lines = shop.delivered(service, 2);
    ASSERT_EQ(lines.size(), 2u);
    std::set<std::string> types;
    for (const auto& line : lines) {
        types.insert(line.at("type").get<std::string>());
        EXPECT_EQ(line.at("payload").at("kind"), line.at("type"));
        EXPECT_EQ(line.at("drift").size(), 0u) << line.dump();
    }
    EXPECT_EQ(types, (std::set<std::string>{"parcel.sent", "parcel.lost"}));
}

TEST(Plugin, CostsAnAttemptWhenItThrows) {
    const Shop shop(trouble("throwing", "max_attempts = 3\n"));
    Service service(shop.config());
    ASSERT_TRUE(service.ready()) << service.output();
    for (const char* order : {"bad", "good-1", "good-2"})
        post(shop, service, order);
    ASSERT_TRUE(shop.settled(service));
    EXPECT_EQ(noted(shop), (std::set<std::string>{"order:good-1", "order:good-2"}));
    EXPECT_EQ(dead_letters(service), "1");
    EXPECT_EQ(shop.delivered(service, 3).size(), 3u) << "the other handler gets all";
}

TEST(Plugin, KeepsItsLaneAndGetsASpareWorkerWhenItBlocks) {
    const Shop shop(trouble("blocking", "concurrency = 1\ntimeout = \"50ms\"\n"));
    Service service(shop.config());
    ASSERT_TRUE(service.ready()) << service.output();
    for (const char* order : {"bad", "good-1", "good-2"})
        post(shop, service, order);
    const std::set<std::string> good{"order:good-1", "order:good-2"};
    EXPECT_TRUE(eventually([&] { return noted(shop) == good; }));
    EXPECT_TRUE(eventually([&] {
        return service.output().find("call is past its timeout handler=own event=")
               != std::string::npos;
    })) << service.output();
    EXPECT_EQ(service.stop().exit_code, 0) << "a call that never returns does not hold up the end";
}

/// Posts what has not been answered yet, as a vendor would; false when the service is gone.
bool post_rest(const Shop& shop, const Service& service, std::deque<std::string>& orders) {
    try {
        for (; !orders.empty(); orders.pop_front())
            post(shop, service, orders.front());
        return shop.settled(service);
    } catch (const std::runtime_error&) {
        return false;
    }
}

TEST(Plugin, EndsAsADeadLetterWhenItCrashesTheProcess) {
    const Shop shop(trouble("aborting", ""));
    std::deque<std::string> orders;
    std::set<std::string> good;
    for (int i = 0; i < 20; ++i) {
        orders.push_back("good-" + std::to_string(i));
        good.insert("order:" + orders.back());
        if (i == 10) orders.emplace_back("bad");
    }
    int starts = 0;
    std::string dead;
    for (bool is_settled = false; !is_settled && starts < 10;) {
        Service service(shop.config());
        ++starts;
        is_settled = post_rest(shop, service, orders);
        if (is_settled) dead = dead_letters(service);
    }
    EXPECT_LE(starts, 5) << "three crashes alone are enough";
    EXPECT_TRUE(orders.empty());
    EXPECT_EQ(dead, "1");
    EXPECT_EQ(noted(shop), good);
}

/// What a start says of a configuration that has those sections in front.
std::string refusal(const std::string& sections) {
    const Shop shop(sections);
    const auto ended = test::run_orderhook({"serve", "--config", shop.config().string()});
    EXPECT_EQ(ended.exit_code, 2) << ended.output;
    const auto prefix = "orderhook serve: " + shop.config().string() + ": ";
    EXPECT_TRUE(ended.output.starts_with(prefix)) << ended.output;
    return ended.output.substr(std::min(prefix.size(), ended.output.size()));
}

TEST(Plugin, StopsTheStartWhenItCannotBeLoaded) {
    EXPECT_EQ(
        refusal("[[plugin]]\npath = \"/none/such.so\"\n"),
        "plugin[0].path: /none/such.so: expected a file, got No such file or directory\n"
    );
    EXPECT_EQ(
        refusal("[[plugin]]\npath = \"such.so\"\n"),
        "plugin[0].path: expected an absolute path, got \"such.so\"\n"
    );
}

TEST(Plugin, StopsTheStartWhenANameIsTaken) {
    EXPECT_EQ(
        refusal(plugin("first_order") + plugin("twice")),
        "plugin[1].path: " + shared_object("twice").string()
            + ": handler type \"first-order\": there is one of that name already\n"
    );
}

TEST(Plugin, StopsTheStartWhenNobodyRegisteredARoutesHandler) {
    EXPECT_EQ(
        refusal("[[route]]\nevents = \"*\"\nhandlers = [\"warehouse\"]\n"),
        "route[0].handlers[0]: no handler has the name \"warehouse\"\n"
    );
    EXPECT_TRUE(refusal(handler("first-order")).starts_with("handler[0].type: expected one of "));
}

TEST(Plugin, StopsTheStartWhenAVendorsCodeThrows) {
    EXPECT_EQ(
        refusal(
            plugin("trouble")
            + "[[source]]\nname = \"eu\"\npath = \"/hooks/eu\"\nprovider = \"reckless\"\n"
              "secrets = [\"parcels\"]\n"
        ),
        "source[0].provider: \"reckless\" threw when asked for the proof headers of source eu: "
        "the roof is on fire\n"
    );
}

TEST(Plugin, EndsACommandInWordsWhenAVendorsCodeThrows) {
    const Shop shop;
    const Service service(shop.config());
    const std::string file = shared_object("trouble").string();
    for (const std::string command : {"sign", "send"}) {
        std::vector<std::string> arguments{command, "--provider", "reckless", "--plugin", file};
        arguments.insert(arguments.end(), {"--secret", "parcels"});
        if (command == "send") arguments.insert(arguments.end(), {"--url", service.url("/")});
        const auto ended = test::run_orderhook(arguments);
        EXPECT_EQ(ended.exit_code, 1) << command;
        EXPECT_EQ(
            ended.output,
            "orderhook " + command + ": \"reckless\" threw when it should sign: unknown exception\n"
        );
    }
}

TEST(Plugin, SettingsAreRefusedByTheirPath) {
    EXPECT_TRUE(refusal(plugin("trouble") + handler("throwing"))
                    .starts_with("handler[0].path: expected a path"));
    EXPECT_TRUE(refusal(plugin("first_order") + handler("first-order", "colour = \"red\"\n"))
                    .starts_with("handler[0].colour: unknown key"));
}

} // namespace
} // namespace orderhook
