#include "app/toml_file.hpp"

#include <gtest/gtest.h>

namespace orderhook {
namespace {

TEST(TomlFile, KeepsTheTypeOfEveryValue) {
    const auto table = read_toml(
        R"(
            yes = true
            count = 3
            text = "3"
            rate = 0.5
            until = 2026-12-01T01:00:00+01:00
            list = ["a", 1]
            [inner]
            key = "value"
        )",
        "test.toml"
    );
    ASSERT_TRUE(table);
    EXPECT_EQ(std::get<bool>(table->at("yes").value), true);
    EXPECT_EQ(std::get<std::int64_t>(table->at("count").value), 3);
    EXPECT_EQ(std::get<std::string>(table->at("text").value), "3");
    EXPECT_EQ(std::get<double>(table->at("rate").value), 0.5);
    EXPECT_EQ(to_text(std::get<Time>(table->at("until").value)), "2026-12-01T00:00:00Z");
    EXPECT_EQ(std::get<Setting::Array>(table->at("list").value).size(), 2u);
    EXPECT_TRUE(std::get<Setting::Table>(table->at("inner").value).contains("key"));
}

TEST(TomlFile, SaysWhereTheSyntaxIsWrong) {
    const auto table = read_toml("a = 1\nb = = 2\n", "test.toml");
    ASSERT_FALSE(table);
    EXPECT_EQ(table.error().code, Errc::misconfigured);
    EXPECT_TRUE(table.error().message.starts_with("test.toml:2:")) << table.error().message;
}

TEST(TomlFile, NamesAFileThatIsNotThere) {
    const auto table = read_toml_file("/nowhere/orderhook.toml");
    ASSERT_FALSE(table);
    EXPECT_EQ(
        table.error().message,
        "/nowhere/orderhook.toml: cannot be read: No such file or directory"
    );
}

} // namespace
} // namespace orderhook
