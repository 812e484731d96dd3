#include "plugins/catalog.hpp"
#include "plugins/named_handler.hpp"

#include <orderhook/testkit.hpp>

#include <gtest/gtest.h>

namespace orderhook {
namespace {

using test::NamedHandler;

ProviderType provider_type(std::string_view name) {
    return {
        name,
        [](Settings& section) -> Result<std::unique_ptr<Provider>> {
            return section.wrong("x", "never");
        },
        [] { return std::span<const Sample>(); }};
}

std::string error_of(const Extensions& own) {
    Catalog catalog;
    const auto added = catalog.add(own);
    return added ? "no error" : added.error().message;
}

TEST(Catalog, HasWhatOrderhookBrings) {
    const Catalog catalog;
    EXPECT_NE(catalog.find_handler("jsonl"), nullptr);
    EXPECT_EQ(catalog.find_handler("JSONL"), nullptr);
    EXPECT_EQ(catalog.find_handler(""), nullptr);
    EXPECT_NE(catalog.find_provider("ordergroove"), nullptr);
    EXPECT_EQ(catalog.find_provider("acme"), nullptr);
}

TEST(Catalog, TakesHandlersAndProvidersOfOnesOwn) {
    Extensions own;
    own.add_handler<NamedHandler>("plain");
    own.add_provider(provider_type("acme"));
    Catalog catalog;
    ASSERT_TRUE(catalog.add(own));
    ASSERT_NE(catalog.find_handler("plain"), nullptr);
    EXPECT_NE(catalog.find_handler("log"), nullptr);
    EXPECT_NE(catalog.find_provider("acme"), nullptr);
    EXPECT_TRUE(catalog.provider_names().ends_with(", acme")) << catalog.provider_names();

    auto section = testkit::section();
    const auto made = catalog.find_handler("plain")->create("mine", section);
    ASSERT_TRUE(made) << made.error().message;
    EXPECT_EQ((*made)->name(), "mine");
}

TEST(Catalog, RefusesANameThatIsTaken) {
    Extensions own;
    own.add_handler<NamedHandler>("jsonl");
    EXPECT_EQ(error_of(own), "handler type \"jsonl\": there is one of that name already");

    Extensions twice;
    twice.add_handler<NamedHandler>("plain");
    twice.add_handler<NamedHandler>("plain");
    EXPECT_EQ(error_of(twice), "handler type \"plain\": there is one of that name already");

    Extensions vendor;
    vendor.add_provider(provider_type("salla"));
    EXPECT_EQ(error_of(vendor), "provider \"salla\": there is one of that name already");
}

TEST(Catalog, RefusesNamesThatRoutesAndMetricsCannotHold) {
    for (const char* name : {"", "a.b", "a b", "a*", "\xc3\xa4"}) {
        Extensions own;
        own.add_provider(provider_type(name));
        EXPECT_EQ(
            error_of(own),
            "provider \"" + std::string(name) + "\": expected a name of letters, digits, - and _"
        );
    }
}

TEST(Catalog, RefusesWhatCannotBeMade) {
    Extensions own;
    own.add_provider({"acme", nullptr, nullptr});
    EXPECT_EQ(error_of(own), "provider \"acme\": has no way to be made");
}

TEST(Catalog, KeepsNothingOfWhatItRefuses) {
    Extensions own;
    own.add_handler<NamedHandler>("plain");
    own.add_handler<NamedHandler>("log");
    Catalog catalog;
    EXPECT_FALSE(catalog.add(own));
    EXPECT_EQ(catalog.find_handler("plain"), nullptr);
}

} // namespace
} // namespace orderhook
