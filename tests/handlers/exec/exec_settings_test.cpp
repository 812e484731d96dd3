#include "handlers/exec/exec_settings.hpp"
#include "handlers/exec/scripts.hpp"

#include <gtest/gtest.h>

namespace orderhook {
namespace {

using test::Scripts;

Setting list(std::initializer_list<std::string> texts) {
    Setting::Array array;
    for (const auto& text : texts)
        array.push_back({text});
    return {array};
}

Setting numbers(std::initializer_list<std::int64_t> values) {
    Setting::Array array;
    for (const auto value : values)
        array.emplace_back().value = value; // moved, g++ 12 takes it for uninitialized
    return {array};
}

Result<ExecSettings> read(Setting::Table table, const std::filesystem::path& folder = "/") {
    table.try_emplace("command", list({"/bin/true"}));
    Settings section("handler[0]", std::move(table), {.folder = folder, .environment = {}});
    auto settings = read_exec_settings(section);
    if (!settings) return settings;
    if (const auto rest = section.finish(); !rest) return failure(rest);
    return settings;
}

std::string error_of(Setting::Table table) {
    const auto settings = read(std::move(table));
    return settings ? "no error" : settings.error().message;
}

TEST(ExecSettings, HaveDefaults) {
    const auto settings = read({}, "/tmp");
    ASSERT_TRUE(settings) << settings.error().message;
    EXPECT_EQ(settings->program.command, std::vector<std::string>{"/bin/true"});
    EXPECT_EQ(settings->program.directory, "/tmp/");
    EXPECT_EQ(settings->program.max_output, 64u << 10);
    EXPECT_EQ(settings->program.kill_after, std::chrono::seconds{5});
    EXPECT_TRUE(settings->pass_environment.empty());
    EXPECT_EQ(settings->exit_codes.retry, std::set<int>{75});
    EXPECT_TRUE(settings->exit_codes.reject.empty());
    EXPECT_EQ(settings->exit_codes.others, ExitCodes::Verdict::retry);
}

TEST(ExecSettings, ReadEveryKey) {
    const Scripts scripts;
    std::filesystem::create_directory(scripts.folder() / "work");
    scripts.write("work/sync", "exit 0\n");
    const auto settings = read(
        {{"command", list({"work/sync", "--all", ""})},
         {"directory", {std::string("work")}},
         {"pass_environment", list({"ERP_URL"})},
         {"max_output", {std::string("1MiB")}},
         {"kill_after", {std::string("250ms")}},
         {"retry_codes", numbers({3, 4})},
         {"reject_codes", numbers({5, 255})},
         {"other_codes", {std::string("reject")}}},
        scripts.folder()
    );
    ASSERT_TRUE(settings) << settings.error().message;
    const std::string program = (scripts.folder() / "work/sync").string();
    EXPECT_EQ(settings->program.command, (std::vector<std::string>{program, "--all", ""}));
    EXPECT_EQ(settings->program.directory, scripts.folder() / "work");
    EXPECT_EQ(settings->pass_environment, std::vector<std::string>{"ERP_URL"});
    EXPECT_EQ(settings->program.max_output, 1u << 20);
    EXPECT_EQ(settings->program.kill_after, std::chrono::milliseconds{250});
    EXPECT_EQ(settings->exit_codes.retry, (std::set<int>{3, 4}));
    EXPECT_EQ(settings->exit_codes.reject, (std::set<int>{5, 255}));
    EXPECT_EQ(settings->exit_codes.others, ExitCodes::Verdict::reject);
}

TEST(ExecSettings, RejectTheDefaultCodeWhenAsked) {
    const auto settings = read({{"reject_codes", numbers({75})}});
    ASSERT_TRUE(settings);
    EXPECT_TRUE(settings->exit_codes.retry.empty());
}

TEST(ExecSettings, NameTheCommandThatCannotBeRun) {
    const std::pair<Setting, std::string> cases[] = {
        {list({}), "handler[0].command: expected a program and its arguments, got none"},
        {list({""}), "handler[0].command[0]: expected the path of a program, got \"\""},
        {list({"none"}), "handler[0].command[0]: expected a program, but at /none there is none"},
        {list({"/tmp"}), "handler[0].command[0]: expected a program, but at /tmp it is no file"},
        {list({"/etc/passwd"}),
         "handler[0].command[0]: expected a program, but at /etc/passwd it is not executable"},
        {list({"/bin/true", std::string("a\0b", 3)}),
         "handler[0].command[1]: expected a text without NUL bytes"},
        {{std::string("/bin/true")},
         "handler[0].command: expected a list of texts such as [\"orders\"], got \"/bin/true\""},
    };
    for (const auto& [command, error] : cases)
        EXPECT_EQ(error_of({{"command", command}}), error);
}

TEST(ExecSettings, NameTheKeyThatIsWrong) {
    const std::tuple<std::string, Setting, std::string> cases[] = {
        {"directory", {std::string("/none")}, ": expected a folder that exists, got none at /none"},
        {"pass_environment",
         list({"ORDERHOOK_ADMIN_TOKEN"}),
         "[0]: ORDERHOOK_ADMIN_TOKEN belongs to the service and is not passed on"},
        {"pass_environment", list({"A", "B=C"}), "[1]: expected the name of a variable"},
        {"pass_environment", list({""}), "[0]: expected the name of a variable"},
        {"max_output", {true}, ": expected a size such as \"1MiB\" or 4096, got true"},
        {"kill_after", {std::string("2h")}, ": expected at most \"1h\""},
        {"retry_codes", numbers({75, 0}), "[1]: expected 1 to 255, got 0"},
        {"reject_codes", numbers({256}), "[0]: expected 1 to 255, got 256"},
        {"other_codes", {std::string("ok")}, ": expected \"retry\" or \"reject\", got \"ok\""},
    };
    for (const auto& [key, value, error] : cases)
        EXPECT_EQ(error_of({{key, value}}), "handler[0]." + key + error);
    EXPECT_EQ(
        error_of({{"retry_codes", numbers({3})}, {"reject_codes", numbers({3})}}),
        "handler[0].reject_codes: 3 is one of retry_codes as well"
    );
}

} // namespace
} // namespace orderhook
