#include "app/configuration.hpp"
#include "app/toml_file.hpp"
#include "support/temporary_folder.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace orderhook {
namespace {

constexpr std::string_view plain = R"(
[[source]]
name = "shop"
path = "/hooks/shop"
provider = "ordergroove"
secrets = [{ env = "KEY" }]

[[handler]]
name = "console"
type = "log"

[[route]]
events = "ordergroove.order.*"
handlers = ["console"]
)";

Result<Configuration> read(std::string_view text, const Overrides& overrides = {}) {
    auto table = read_toml(text, "test.toml");
    if (!table) return failure(table);
    const auto environment = [](const std::string& name) {
        return name == "KEY" ? std::optional<std::string>("a-key") : std::nullopt;
    };
    return read_configuration(std::move(*table), {"/etc/orderhook", environment}, overrides);
}

std::string problem_of(std::string_view text) {
    const auto configuration = read(text);
    return configuration ? "none" : configuration.error().message;
}

std::string replaced(std::string_view what, std::string_view with) {
    std::string text(plain);
    const auto at = text.find(what);
    EXPECT_NE(at, std::string::npos) << what;
    return text.replace(at, what.size(), with);
}

TEST(Configuration, HasADefaultForEverythingButSources) {
    const auto configuration = read(plain);
    ASSERT_TRUE(configuration) << configuration.error().message;
    EXPECT_EQ(configuration->server.listen, "0.0.0.0:8080");
    EXPECT_EQ(configuration->admin.listen, "127.0.0.1:9090");
    EXPECT_EQ(configuration->journal.path, "/var/lib/orderhook/orderhook.db");
    EXPECT_EQ(configuration->log_level, log::Level::info);
    ASSERT_NE(configuration->sources.find("/hooks/shop"), nullptr);
    ASSERT_EQ(configuration->handlers.size(), 1u);
    EXPECT_EQ(configuration->handlers[0].options.concurrency, 4u);
    EXPECT_EQ(configuration->handlers[0].options.retry.max_attempts, 20u);
    EXPECT_EQ(configuration->handlers[0].options.timeout, std::chrono::seconds{30});
    EXPECT_EQ(configuration->handlers[0].options.on_dead_head, OnDeadHead::go_on);
    EXPECT_TRUE(configuration->handlers[0].options.breaker.enabled);
    EXPECT_TRUE(configuration->warnings.empty());
}

TEST(Configuration, ReadsEveryKeyOfTheServer) {
    const auto configuration =
        read(
            R"(
            [server]
            listen = "127.0.0.1:0"
            max_body = "2MiB"
            max_header = "8KiB"
            max_connections = 10
            max_buffered = "8MiB"
            header_timeout = "1s"
            body_timeout = "2s"
            idle_timeout = "3s"
            write_timeout = "4s"
            shutdown_grace = "5s"
            [admin]
            listen = "127.0.0.1:1"
            token = "correct-horse"
            [journal]
            url = "sqlite://data/shop.db"
            dedupe_window = "4d"
            min_free = "1MiB"
            wal_size = "2MiB"
            retention = "60d"
            dead_letter_retention = "61d"
            quarantine_retention = "62d"
            max_size = "10MiB"
            [log]
            level = "debug"
        )" + std::string(plain)
        );
    ASSERT_TRUE(configuration) << configuration.error().message;
    const auto& server = configuration->server;
    EXPECT_EQ(server.listen, "127.0.0.1:0");
    EXPECT_EQ(server.max_body, 2u << 20);
    EXPECT_EQ(server.max_header, 8u << 10);
    EXPECT_EQ(server.max_connections, 10u);
    EXPECT_EQ(server.max_buffered, 8u << 20);
    EXPECT_EQ(server.header_timeout, std::chrono::seconds{1});
    EXPECT_EQ(server.body_timeout, std::chrono::seconds{2});
    EXPECT_EQ(server.idle_timeout, std::chrono::seconds{3});
    EXPECT_EQ(server.write_timeout, std::chrono::seconds{4});
    EXPECT_EQ(configuration->shutdown_grace, std::chrono::seconds{5});
    EXPECT_EQ(configuration->admin.listen, "127.0.0.1:1");
    EXPECT_EQ(configuration->journal.path, "/etc/orderhook/data/shop.db");
    EXPECT_EQ(configuration->journal.dedupe_window, std::chrono::hours{96});
    EXPECT_EQ(configuration->journal.min_free, 1u << 20);
    EXPECT_EQ(configuration->journal.wal_size, 2u << 20);
    const auto& retention = configuration->journal.retention;
    EXPECT_EQ(retention.settled, std::chrono::days{60});
    EXPECT_EQ(retention.dead_letters, std::chrono::days{61});
    EXPECT_EQ(retention.quarantined, std::chrono::days{62});
    EXPECT_EQ(retention.max_size, 10u << 20);
    ASSERT_TRUE(configuration->admin_token);
    EXPECT_EQ(configuration->admin_token->text, "correct-horse");
    EXPECT_EQ(configuration->log_level, log::Level::debug);
}

TEST(Configuration, ReadsEveryKeyThatAllHandlersShare) {
    const auto configuration = read(replaced("type = \"log\"", R"(type = "log"
        concurrency = 2
        timeout = "10ms"
        max_attempts = 3
        retry_first = "2s"
        retry_factor = 4
        retry_cap = "1m"
        on_dead_head = "hold"
        breaker = false
    )"));
    ASSERT_TRUE(configuration) << configuration.error().message;
    const auto& options = configuration->handlers[0].options;
    EXPECT_EQ(options.concurrency, 2u);
    EXPECT_EQ(options.timeout, std::chrono::milliseconds{10});
    EXPECT_EQ(options.retry.max_attempts, 3u);
    EXPECT_EQ(options.retry.first, std::chrono::seconds{2});
    EXPECT_EQ(options.retry.factor, 4);
    EXPECT_EQ(options.retry.cap, std::chrono::minutes{1});
    EXPECT_EQ(options.on_dead_head, OnDeadHead::hold);
    EXPECT_FALSE(options.breaker.enabled);
}

TEST(Configuration, LetsOverridesWin) {
    const Overrides overrides{"127.0.0.1:1", "127.0.0.1:2", "sqlite:///tmp/x.db", "error"};
    const auto configuration = read(plain, overrides);
    ASSERT_TRUE(configuration) << configuration.error().message;
    EXPECT_EQ(configuration->server.listen, "127.0.0.1:1");
    EXPECT_EQ(configuration->admin.listen, "127.0.0.1:2");
    EXPECT_EQ(configuration->journal.path, "/tmp/x.db");
    EXPECT_EQ(configuration->log_level, log::Level::error);
}

TEST(Configuration, NamesTheOverrideThatIsWrong) {
    const auto wrong = read(plain, Overrides{"8080", {}, {}, {}});
    ASSERT_FALSE(wrong);
    EXPECT_TRUE(wrong.error().message.starts_with("--listen or ORDERHOOK_LISTEN: expected an IP"))
        << wrong.error().message;
}

TEST(Configuration, WarnsOfATokenThatCanBeGuessed) {
    const auto short_one = read("[admin]\ntoken = \"a\"\n" + std::string(plain));
    const auto long_one = read("[admin]\ntoken = \"0123456789abcdef\"\n" + std::string(plain));
    EXPECT_EQ(short_one->warnings.size(), long_one->warnings.size() + 1);
}

TEST(Configuration, NamesTheKeyThatIsWrong) {
    struct Case {
        std::string text;
        std::string problem;
    };
    const Case cases[] = {
        {"", "source: expected at least one [[source]], got none"},
        {"[server]\nlisten = 8080\n" + std::string(plain),
         "server.listen: expected a text such as \"orders\", got 8080"},
        {"[server]\nmax_buffered = \"1KiB\"\n" + std::string(plain),
         "server.max_buffered: expected at least max_body, 1048576, got 1024"},
        {"[admin]\nlisten = \"0.0.0.0:8080\"\n" + std::string(plain),
         "admin.listen: expected another address than server.listen"},
        {"[server]\nport = 8080\n" + std::string(plain), "server.port: unknown key"},
        {"[sever]\n" + std::string(plain), "sever: unknown key"},
        {"[server]\nmax_connections = 0\n" + std::string(plain),
         "server.max_connections: expected 1 to 1000000, got 0"},
        {"[server]\nidle_timeout = 5\n" + std::string(plain),
         "server.idle_timeout: expected a duration such as \"30s\" or \"3d\", got 5"},
        {"[journal]\nurl = \"postgres://x\"\n" + std::string(plain),
         "journal.url: expected sqlite://<path>, got \"postgres://x\""},
        {"[journal]\nwal_size = \"1KiB\"\n" + std::string(plain),
         "journal.wal_size: expected \"64KiB\" to \"64MiB\""},
        {"[log]\nlevel = \"loud\"\n" + std::string(plain),
         "log.level: expected debug, info, warn or error, got \"loud\""},
        {"[journal]\ndedupe_window = \"1d\"\n" + std::string(plain),
         "source[0].tolerance: expected less than journal.dedupe_window, since a repeated request "
         "must be known as "
         "long as its signature is taken"},
        {replaced("name = \"shop\"", "name = \"my shop\""),
         "source[0].name: expected 1 to 64 letters, digits, '-' or '_', got \"my shop\""},
        {replaced("path = \"/hooks/shop\"", "path = \"hooks\""),
         "source[0].path: expected a path such as \"/hooks/shop\", without query or final slash, "
         "got \"hooks\""},
        {replaced("\"KEY\"", "\"OTHER\""),
         "source[0].secrets[0].env: environment variable OTHER is not set"},
        {replaced("secrets = [{ env = \"KEY\" }]", "secrets = [\"\"]"),
         "source[0].secrets[0]: expected a secret, got an empty text"},
        {replaced("secrets = [{ env = \"KEY\" }]", "verify = \"no\""),
         "source[0].verify: expected \"none\" or no such key, got \"no\""},
        {replaced("type = \"log\"", "type = \"log\"\nconcurrency = 0"),
         "handler[0].concurrency: expected 1 to 256, got 0"},
        {replaced("type = \"log\"", "type = \"log\"\ntimeout = \"9ms\""),
         "handler[0].timeout: expected at least 10ms"},
        {replaced("type = \"log\"", "type = \"log\"\nretry_factor = 0"),
         "handler[0].retry_factor: expected 1 to 10, got 0"},
        {replaced("type = \"log\"", "type = \"log\"\non_dead_head = \"stop\""),
         "handler[0].on_dead_head: expected \"continue\" or \"hold\", got \"stop\""},
        {replaced("handlers = [\"console\"]", "handlers = [\"printer\"]"),
         "route[0].handlers[0]: no handler has the name \"printer\""},
        {replaced(
             "handlers = [\"console\"]",
             "handlers = [\"console\"]\nsources = [\"shop\", \"us\"]"
         ),
         "route[0].sources[1]: no source has the name \"us\""},
        {replaced("\"ordergroove.order.*\"", "\"ordergrove.order.*\""),
         "route[0].events: no source has the provider \"ordergrove\" that it names"},
    };
    for (const auto& [text, problem] : cases)
        EXPECT_TRUE(problem_of(text).starts_with(problem)) << problem_of(text) << text;
}

TEST(Configuration, ListsWhatThereIsWhenANameIsUnknown) {
    const auto provider =
        problem_of(replaced("provider = \"ordergroove\"", "provider = \"shopify\""));
    EXPECT_TRUE(provider.starts_with("source[0].provider: expected one of ")) << provider;
    EXPECT_NE(provider.find("ordergroove"), std::string::npos);
    const auto type = problem_of(replaced("type = \"log\"", "type = \"print\""));
    EXPECT_TRUE(type.starts_with("handler[0].type: expected one of ")) << type;
    EXPECT_NE(type.find("jsonl"), std::string::npos);
}

TEST(Configuration, RefusesNamesThatAreTakenTwice) {
    const std::string twice = std::string(plain) + R"(
[[handler]]
name = "console"
type = "log"
)";
    EXPECT_EQ(problem_of(twice), "handler[1].name: console is already taken");
}

TEST(Configuration, WarnsOfWhatIsProbablyNotMeant) {
    const auto warns = [](const std::string& text, std::string_view of) {
        const auto configuration = read(text);
        EXPECT_TRUE(configuration) << configuration.error().message;
        if (!configuration) return false;
        return std::ranges::any_of(configuration->warnings, [&](const std::string& warning) {
            return warning.find(of) != std::string::npos;
        });
    };
    EXPECT_TRUE(warns(replaced("{ env = \"KEY\" }", "\"literal-key\""), "secrets[0]"));
    EXPECT_FALSE(warns(replaced("{ env = \"KEY\" }", "\"literal-key\""), "literal-key"));
    EXPECT_TRUE(
        warns(replaced("secrets = [{ env = \"KEY\" }]", "verify = \"none\""), "source[0].verify")
    );
    EXPECT_TRUE(warns(std::string(plain).substr(0, plain.find("[[route]]")), "handler console"));
}

TEST(Configuration, AcceptsTheFilesItShipsWith) {
    const test::TemporaryFolder folder;
    std::filesystem::create_directories(folder.path() / "build/demo");
    std::filesystem::copy(ORDERHOOK_CONFIG, folder.path() / "config");
    ASSERT_EQ(setenv("ORDERGROOVE_KEY", "a-key", 1), 0);
    for (const char* name : {"config/demo.toml", "config/orderhook.toml"}) {
        const auto configuration = load_configuration(folder.path() / name, {});
        EXPECT_TRUE(configuration) << (configuration ? "" : configuration.error().message);
    }
}

TEST(Configuration, NamesTheFileInEveryError) {
    const auto configuration = load_configuration("/nowhere.toml", {});
    ASSERT_FALSE(configuration);
    EXPECT_TRUE(configuration.error().message.starts_with("/nowhere.toml: "));
}

} // namespace
} // namespace orderhook
