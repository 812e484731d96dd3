#include "plugins/make.hpp"
#include "plugins/named_handler.hpp"
#include "support/fake_provider.hpp"

#include <orderhook/testkit.hpp>

#include <gtest/gtest.h>

#include <stdexcept>

namespace orderhook {
namespace {

using test::NamedHandler;

using Made = Result<std::unique_ptr<Handler>>;

std::string error_of(Made (*create)(std::string, Settings&)) {
    auto section = testkit::section();
    const auto made = make_handler({"erp", create}, "orders", section);
    return made ? "no error" : made.error().message;
}

TEST(MakeHandler, GivesAHandlerOfThatName) {
    EXPECT_EQ(
        error_of([](std::string name, Settings&) -> Made {
            return std::make_unique<NamedHandler>(std::move(name));
        }),
        "no error"
    );
}

TEST(MakeHandler, PassesOnWhatItsCreateSays) {
    EXPECT_EQ(
        error_of([](std::string, Settings& section) -> Made {
            return section.wrong("url", "expected a URL");
        }),
        "handler[0].url: expected a URL"
    );
}

TEST(MakeHandler, SaysWhoThrew) {
    EXPECT_EQ(
        error_of([](std::string, Settings&) -> Made { throw std::runtime_error("stoi"); }),
        "handler[0]: \"erp\" threw: stoi"
    );
    EXPECT_EQ(
        error_of([](std::string, Settings&) -> Made { throw 1; }),
        "handler[0]: \"erp\" threw: unknown exception"
    );
}

TEST(MakeHandler, RefusesNothingAndAnotherName) {
    EXPECT_EQ(
        error_of([](std::string, Settings&) -> Made { return nullptr; }),
        "handler[0]: \"erp\" made nothing"
    );
    EXPECT_EQ(
        error_of([](std::string, Settings&) -> Made {
            return std::make_unique<NamedHandler>("everything");
        }),
        "handler[0]: \"erp\": expected its name() to say \"orders\", got \"everything\""
    );
}

TEST(MakeProvider, RefusesOneThatPassesForAnother) {
    const auto create = [](Settings&) -> Result<std::unique_ptr<Provider>> {
        return std::make_unique<test::FakeProvider>();
    };
    auto section = testkit::section();
    EXPECT_TRUE(make_provider({"fake", create, nullptr}, section));
    const auto other = make_provider({"acme", create, nullptr}, section);
    ASSERT_FALSE(other);
    EXPECT_EQ(
        other.error().message,
        "handler[0]: \"acme\": expected its name() to say \"acme\", got \"fake\""
    );
}

} // namespace
} // namespace orderhook
