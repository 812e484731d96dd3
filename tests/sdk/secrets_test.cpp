#include <orderhook/settings.hpp>

#include <gtest/gtest.h>

#include <fstream>

namespace orderhook {
namespace {

using Secrets = std::vector<Secret>;

Setting literal(std::string value) { return {std::move(value)}; }
Setting table(Setting::Table value) { return {std::move(value)}; }
Setting list(Setting::Array value) { return {std::move(value)}; }

std::optional<std::string> environment(const std::string& name) {
    if (name == "KEY") return "from the environment";
    if (name == "EMPTY") return "";
    return std::nullopt;
}

Settings source(Setting secrets) {
    return Settings(
        "source[1]",
        {{"secrets", std::move(secrets)}},
        {.folder = testing::TempDir(), .environment = environment}
    );
}

std::string error_of(Setting secrets) {
    const auto result = source(std::move(secrets)).require<Secrets>("secrets");
    return result ? "no error" : result.error().message;
}

void write_file(const std::string& name, std::string_view content) {
    std::ofstream file(testing::TempDir() + name, std::ios::binary);
    file << content;
}

TEST(Secrets, ComeFromEnvironmentFileAndText) {
    write_file("secret_key", "from a file\n");
    auto section = source(list({
        table({{"env", literal("KEY")}, {"name", literal("new")}}),
        table({{"file", literal("secret_key")}, {"until", literal("2026-12-01T00:00:00Z")}}),
        literal("in the open"),
    }));
    const auto secrets = section.require<Secrets>("secrets");
    ASSERT_TRUE(secrets) << secrets.error().message;
    ASSERT_EQ(secrets->size(), 3u);
    EXPECT_EQ(secrets->at(0).name, "new");
    EXPECT_EQ(secrets->at(0).text, "from the environment");
    EXPECT_EQ(secrets->at(1).name, "secrets[1]");
    EXPECT_EQ(secrets->at(1).text, "from a file");
    EXPECT_EQ(secrets->at(1).until, parse_rfc3339("2026-12-01T00:00:00Z"));
    EXPECT_EQ(secrets->at(2).text, "in the open");
    ASSERT_EQ(section.warnings().size(), 1u);
    EXPECT_TRUE(section.warnings()[0].starts_with("source[1].secrets[2]: "));
    EXPECT_EQ(section.warnings()[0].find("open"), std::string::npos);
    EXPECT_TRUE(section.finish());
}

TEST(Secrets, LoseOneLineEndOfTheirFile) {
    const std::pair<std::string_view, std::string_view> cases[] = {
        {"key", "key"},
        {"key\n", "key"},
        {"key\r\n", "key"},
        {"key\n\n", "key\n"},
        {"key\r", "key\r"},
        {"key \n", "key "},
        {" \t\n", " \t"},
    };
    for (const auto& [content, expected] : cases) {
        write_file("secret_ends", content);
        const auto secrets =
            source(list({table({{"file", literal("secret_ends")}})})).require<Secrets>("secrets");
        ASSERT_TRUE(secrets);
        EXPECT_EQ(secrets->at(0).text, expected);
    }
}

TEST(Secrets, AreRefusedWithThePathOfTheKey) {
    write_file("secret_empty", "\n");
    write_file("secret_large", std::string(64 * 1024 + 1, 'x'));
    const std::string folder = testing::TempDir();
    const std::string only_env = "source[1].secrets[0].env: environment variable ";
    const std::string file = "source[1].secrets[0].file: ";
    const Setting key = table({{"env", literal("KEY")}});
    const Setting one = literal("one");

    EXPECT_EQ(error_of(list({table({{"env", literal("X")}})})), only_env + "X is not set");
    EXPECT_EQ(error_of(list({table({{"env", literal("EMPTY")}})})), only_env + "EMPTY is empty");
    EXPECT_EQ(
        error_of(list({table({{"file", literal("gone")}})})),
        file + "cannot read " + folder + "gone: No such file or directory"
    );
    EXPECT_EQ(
        error_of(list({table({{"file", literal("/tmp")}})})),
        file + "cannot read /tmp: Is a directory"
    );
    EXPECT_EQ(
        error_of(list({table({{"file", literal("secret_empty")}})})),
        file + folder + "secret_empty is empty"
    );
    EXPECT_EQ(
        error_of(list({table({{"file", literal("secret_large")}})})),
        file + folder + "secret_large is larger than 64 KiB"
    );
    EXPECT_EQ(
        error_of(list({one, literal("")})),
        "source[1].secrets[1]: expected a secret, got an empty text"
    );
    EXPECT_EQ(
        error_of(list({table({{"name", literal("a")}})})),
        "source[1].secrets[0]: expected either env or file"
    );
    EXPECT_EQ(
        error_of(list({table({{"env", literal("KEY")}, {"file", literal("x")}})})),
        "source[1].secrets[0]: expected either env or file, got both"
    );
    EXPECT_EQ(
        error_of(list({table({{"env", literal("KEY")}, {"untill", literal("x")}})})),
        "source[1].secrets[0].untill: unknown key, expected one of env, file, from, name, until"
    );
    EXPECT_EQ(
        error_of(list({{std::int64_t{5}}})),
        "source[1].secrets[0]: expected { env = \"NAME\" }, { file = \"/run/secrets/name\" } or a "
        "text, got a number"
    );
    EXPECT_EQ(
        error_of(list({table({{"env", literal("KEY")}, {"name", literal("")}})})),
        "source[1].secrets[0].name: expected a name, got an empty text"
    );
    EXPECT_EQ(
        error_of(list({table({
            {"env", literal("KEY")},
            {"from", literal("2026-12-01T00:00:00Z")},
            {"until", literal("2026-12-01T00:00:00Z")},
        })})),
        "source[1].secrets[0].until: expected a time after from, got 2026-12-01T00:00:00Z"
    );
    EXPECT_EQ(
        error_of(list({one, table({{"env", literal("KEY")}, {"name", literal("secrets[0]")}})})),
        "source[1].secrets[1].name: expected a name of its own, got \"secrets[0]\" again"
    );
}

TEST(Secrets, MustBeAList) {
    const std::string form =
        "source[1].secrets: expected a list of secrets such as [{ env = \"NAME\" }], got ";
    EXPECT_EQ(error_of(literal("s3cr3t")), form + "a text");
    EXPECT_EQ(error_of(table({{"env", literal("KEY")}})), form + "a table");
    EXPECT_EQ(error_of(list({})), form + "an empty list");
    Settings section("source[1]", {}, {});
    EXPECT_EQ(section.require<Secrets>("secrets").error().message, form + "nothing");
}

TEST(Secrets, CanBeSingle) {
    Settings admin(
        "admin",
        {{"token", table({{"env", literal("KEY")}})}, {"list", list({literal("one")})}},
        {.folder = "/", .environment = environment}
    );
    const auto token = admin.require<Secret>("token");
    ASSERT_TRUE(token);
    EXPECT_EQ(token->name, "token");
    EXPECT_EQ(token->text, "from the environment");
    EXPECT_FALSE(admin.require<Secret>("list"));
    EXPECT_TRUE(admin.warnings().empty());
}

TEST(SourceSecrets, MayBeAbsentOnlyWhenTheSourceSaysSo) {
    const auto read = [](Setting::Table table) {
        Settings section("source[1]", std::move(table), {});
        const auto secrets = source_secrets(section);
        const auto finished = section.finish();
        if (!secrets) return secrets.error().message;
        if (!finished) return finished.error().message;
        return std::to_string(secrets->size());
    };
    EXPECT_EQ(read({{"secrets", list({literal("one")})}}), "1");
    EXPECT_EQ(read({{"verify", literal("none")}}), "0");
    const std::string form =
        "source[1].secrets: expected a list of secrets such as [{ env = \"NAME\" }], got ";
    EXPECT_EQ(read({{"secrets", list({})}}), form + "an empty list");
    EXPECT_EQ(read({}), form + "nothing");
    EXPECT_EQ(
        read({{"verify", literal("off")}}),
        "source[1].verify: expected \"none\" or no such key, got \"off\""
    );
    EXPECT_EQ(
        read({{"verify", literal("none")}, {"secrets", list({literal("one")})}}),
        "source[1].secrets: expected no secrets beside verify = \"none\""
    );
}

TEST(Secrets, LiveBetweenTheirTimes) {
    const Time start = *parse_rfc3339("2026-12-01T00:00:00Z");
    const Duration day = std::chrono::hours(24);
    const Secret secret{"a", "text", start, start + day};
    EXPECT_FALSE(secret.live_at(start - Duration(1)));
    EXPECT_TRUE(secret.live_at(start));
    EXPECT_FALSE(secret.live_at(start + day));
    EXPECT_TRUE((Secret{"a", "text", {}, {}}.live_at(start)));
}

} // namespace
} // namespace orderhook
