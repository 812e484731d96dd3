#include <orderhook/settings.hpp>

#include <gtest/gtest.h>

#include <limits>

namespace orderhook {
namespace {

Settings settings(Setting::Table table, std::string path = "source[1]") {
    return Settings(
        std::move(path),
        std::move(table),
        {.folder = "/etc/orderhook", .environment = {}}
    );
}

Setting text(std::string value) { return {std::move(value)}; }
Setting number(std::int64_t value) { return {value}; }

template <class T> std::string error_of(Setting value) {
    auto section = settings({{"key", std::move(value)}});
    const auto result = section.require<T>("key");
    return result ? "no error" : result.error().message;
}

TEST(Settings, ReadsEveryKindOfValue) {
    auto section = settings({
        {"bool", {true}},
        {"count", number(-7)},
        {"name", text("erp")},
        {"wait", text("90s")},
        {"since", text("2026-12-01T00:00:00Z")},
        {"list", {Setting::Array{text("a"), text("b")}}},
        {"codes", {Setting::Array{number(400), number(410)}}},
    });
    EXPECT_EQ(section.require<bool>("bool"), true);
    EXPECT_EQ(section.require<std::int64_t>("count"), -7);
    EXPECT_EQ(section.require<std::string>("name"), "erp");
    EXPECT_EQ(section.require<Duration>("wait"), Duration(std::chrono::seconds(90)));
    EXPECT_EQ(section.require<Time>("since"), *parse_rfc3339("2026-12-01T00:00:00Z"));
    EXPECT_EQ(
        section.require<std::vector<std::string>>("list"),
        (std::vector<std::string>{"a", "b"})
    );
    EXPECT_EQ(
        section.require<std::vector<std::int64_t>>("codes"),
        (std::vector<std::int64_t>{400, 410})
    );
    EXPECT_TRUE(section.finish());
}

TEST(Settings, KnowWhereRelativePathsLead) {
    const auto section = settings({});
    EXPECT_EQ(section.absolute("bin/../sync"), "/etc/orderhook/sync");
    EXPECT_EQ(section.absolute("/srv/sync"), "/srv/sync");
}

TEST(Settings, ReadsByteSizes) {
    const std::pair<Setting, std::uint64_t> cases[] = {
        {number(4096), 4096},
        {number(0), 0},
        {text("4096"), 4096},
        {text("12B"), 12},
        {text("512KiB"), 512u << 10},
        {text("1MiB"), 1u << 20},
        {text("3GiB"), std::uint64_t{3} << 30},
        {text("16777215TiB"), std::uint64_t{16777215} << 40},
    };
    for (const auto& [value, bytes] : cases) {
        auto section = settings({{"key", value}});
        EXPECT_EQ(section.require<ByteSize>("key"), ByteSize{bytes});
    }
}

TEST(Settings, RefusesOtherByteSizes) {
    for (const std::string value :
         {"",
          "MiB",
          "1 MiB",
          "1MB",
          "1mib",
          "-1",
          "+1",
          "1.5MiB",
          "16777216TiB",
          "99999999999999999999"})
        EXPECT_EQ(
            error_of<ByteSize>(text(value)),
            "source[1].key: expected a size such as \"1MiB\" or 4096, got \"" + value + '"'
        );
    EXPECT_EQ(
        error_of<ByteSize>(number(-1)),
        "source[1].key: expected a size such as \"1MiB\" or 4096, got -1"
    );
}

TEST(Settings, SaysWhatWasExpectedAndFound) {
    EXPECT_EQ(
        error_of<Duration>(number(5)),
        "source[1].key: expected a duration such as \"30s\" or \"3d\", got 5"
    );
    EXPECT_EQ(error_of<bool>(text("yes")), "source[1].key: expected true or false, got \"yes\"");
    EXPECT_EQ(
        error_of<std::int64_t>({4.0}),
        "source[1].key: expected a whole number such as 4, got a fraction"
    );
    EXPECT_EQ(
        error_of<std::string>({Setting::Table{}}),
        "source[1].key: expected a text such as \"orders\", got a table"
    );
    EXPECT_EQ(
        error_of<Time>(text("tomorrow")),
        "source[1].key: expected a time such as 2026-12-01T00:00:00Z, got \"tomorrow\""
    );
    EXPECT_EQ(
        error_of<std::filesystem::path>(text("")),
        "source[1].key: expected a path such as \"/var/lib/orderhook\", got \"\""
    );
    EXPECT_EQ(
        error_of<std::vector<std::string>>(text("a")),
        "source[1].key: expected a list of texts such as [\"orders\"], got \"a\""
    );
    EXPECT_EQ(
        error_of<std::vector<std::string>>({Setting::Array{text("a"), number(2)}}),
        "source[1].key[1]: expected a text such as \"orders\", got 2"
    );
    EXPECT_EQ(
        error_of<std::vector<std::int64_t>>(number(400)),
        "source[1].key: expected a list of whole numbers such as [4, 5], got 400"
    );
    EXPECT_EQ(
        error_of<std::vector<std::int64_t>>({Setting::Array{number(400), text("410")}}),
        "source[1].key[1]: expected a whole number such as 4, got \"410\""
    );
    EXPECT_EQ(
        error_of<std::int64_t>(text(std::string(41, 'x'))),
        "source[1].key: expected a whole number such as 4, got a longer text"
    );
}

TEST(Settings, NamesKeysAloneAtTheTop) {
    auto file = settings({}, "");
    const auto missing = file.require<std::string>("server");
    ASSERT_FALSE(missing);
    EXPECT_EQ(missing.error().code, Errc::misconfigured);
    EXPECT_EQ(missing.error().message, "server: expected a text such as \"orders\", got nothing");
}

TEST(Settings, GivesTheFallbackForAnAbsentKeyOnly) {
    auto section = settings({{"wrong", text("x")}});
    EXPECT_EQ(section.get<std::int64_t>("absent", 4), 4);
    EXPECT_FALSE(section.get<std::int64_t>("wrong", 4));
    EXPECT_EQ(section.find<std::int64_t>("absent").value(), std::nullopt);
    EXPECT_EQ(section.find<std::string>("wrong").value(), "x");
    EXPECT_FALSE(section.find<std::int64_t>("wrong"));
}

TEST(Settings, MakesPathsAbsolute) {
    auto section = settings({{"a", text("out/../events.jsonl")}, {"b", text("/tmp/x")}});
    EXPECT_EQ(section.require<std::filesystem::path>("a"), "/etc/orderhook/events.jsonl");
    EXPECT_EQ(section.require<std::filesystem::path>("b"), "/tmp/x");
}

TEST(Settings, ListsSectionsWithTheirPaths) {
    auto file = settings(
        {
            {"server", {Setting::Table{{"port", text("x")}}}},
            {"source",
             {Setting::Array{{Setting::Table{}}, {Setting::Table{{"name", text("eu")}}}}}},
        },
        ""
    );
    auto server = file.section("server");
    ASSERT_TRUE(server);
    EXPECT_EQ(server->wrong("port", "bad").value().message, "server.port: bad");
    auto sources = file.sections("source");
    ASSERT_TRUE(sources);
    ASSERT_EQ(sources->size(), 2u);
    EXPECT_EQ(sources->at(1).path(), "source[1]");
    EXPECT_EQ(sources->at(1).require<std::string>("name"), "eu");
    EXPECT_TRUE(file.section("absent")->finish());
    EXPECT_TRUE(file.sections("none")->empty());
    EXPECT_TRUE(file.finish());
}

TEST(Settings, RefusesOtherValuesForSections) {
    auto file = settings(
        {{"server", number(1)},
         {"source", {Setting::Table{}}},
         {"route", {Setting::Array{number(1)}}}},
        ""
    );
    EXPECT_EQ(
        file.section("server").error().message,
        "server: expected a section such as [server], got 1"
    );
    EXPECT_EQ(
        file.sections("source").error().message,
        "source: expected sections such as [[source]], got a table"
    );
    EXPECT_EQ(
        file.sections("route").error().message,
        "route[0]: expected sections such as [[route]], got 1"
    );
}

TEST(Settings, BoundsWholeNumbers) {
    auto section = settings({{"count", number(5)}});
    EXPECT_EQ(section.get_between("count", 5, 9, 1), 5);
    EXPECT_EQ(section.get_between("absent", 1, 9, 7), 7);
    EXPECT_EQ(
        section.get_between("count", 6, 9, 1).error().message,
        "source[1].count: expected 6 to 9, got 5"
    );
}

TEST(Settings, FinishRefusesKeysNobodyAskedFor) {
    auto section = settings({{"name", text("eu")}, {"tolerence", text("3d")}});
    EXPECT_EQ(section.require<std::string>("name"), "eu");
    EXPECT_EQ(section.get<Duration>("tolerance", Duration{}), Duration{});
    const auto finished = section.finish();
    ASSERT_FALSE(finished);
    EXPECT_EQ(
        finished.error().message,
        "source[1].tolerence: unknown key, expected one of name, tolerance"
    );
}

} // namespace
} // namespace orderhook
