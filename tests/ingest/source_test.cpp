#include "ingest/source.hpp"
#include "support/fake_provider.hpp"

#include <gtest/gtest.h>

#include <functional>
#include <stdexcept>

namespace orderhook {
namespace {

using test::FakeProvider;

Source make_source(std::string name, std::string path, bool proof_in_path = false) {
    return {std::move(name), std::move(path), std::make_unique<FakeProvider>(proof_in_path)};
}

template <class... Sources> Result<SourceTable> make_table(Sources... sources) {
    std::vector<Source> all;
    (all.push_back(std::move(sources)), ...);
    return SourceTable::create(std::move(all));
}

std::string name_of(const Source* source) { return source == nullptr ? "none" : source->name; }

TEST(SourceTable, FindsASourceByItsExactPathWhateverTheQuery) {
    const auto table = make_table(make_source("eu", "/hooks/eu"), make_source("us", "/hooks/us"));
    ASSERT_TRUE(table);
    EXPECT_EQ(name_of(table->find("/hooks/eu")), "eu");
    EXPECT_EQ(name_of(table->find("/hooks/us?try=2")), "us");
    for (const char* target :
         {"/hooks", "/hooks/eu/", "/hooks/eu/x", "/hooks/EU", "/", "", "hooks/eu"})
        EXPECT_EQ(name_of(table->find(target)), "none") << target;
}

TEST(SourceTable, GivesASourceWithItsProofInThePathOneMoreSegment) {
    const auto table = make_table(make_source("shop", "/hooks/shop", true));
    ASSERT_TRUE(table);
    EXPECT_EQ(name_of(table->find("/hooks/shop/secret")), "shop");
    EXPECT_EQ(name_of(table->find("/hooks/shop/secret?x=1")), "shop");
    EXPECT_EQ(name_of(table->find("/hooks/shop")), "shop");
    EXPECT_EQ(name_of(table->find("/hooks/shop/secret/more")), "none");
    EXPECT_EQ(name_of(table->find("/hooks/shopper")), "none");
}

TEST(SourceTable, RefusesPathsThatOverlap) {
    const auto same = make_table(make_source("a", "/hooks/shop"), make_source("b", "/hooks/shop"));
    ASSERT_FALSE(same);
    EXPECT_EQ(same.error().message, "source[1].path: /hooks/shop overlaps with that of source a");
    EXPECT_FALSE(make_table(make_source("a", "/hooks", true), make_source("b", "/hooks/shop")));
    EXPECT_FALSE(make_table(make_source("b", "/hooks/shop"), make_source("a", "/hooks", true)));
    EXPECT_TRUE(make_table(make_source("a", "/hooks"), make_source("b", "/hooks/shop")));
}

TEST(SourceTable, FindsASourceByName) {
    const auto table = make_table(make_source("eu", "/hooks/eu"));
    ASSERT_TRUE(table);
    EXPECT_EQ(name_of(table->find_by_name("eu")), "eu");
    EXPECT_EQ(name_of(table->find_by_name("us")), "none");
}

/// Calls what it is given when it is asked for its headers.
class HeadersProvider : public FakeProvider {
public:
    using Names = std::vector<std::string>;
    explicit HeadersProvider(std::function<Names()> names) : names_(std::move(names)) {}
    [[nodiscard]] Names proof_headers() const override { return names_(); }

private:
    const std::function<Names()> names_;
};

Result<SourceTable> table_of(std::function<std::vector<std::string>()> proof_headers) {
    return make_table(
        make_source("us", "/hooks/us"),
        Source{"eu", "/hooks/eu", std::make_unique<HeadersProvider>(std::move(proof_headers))}
    );
}

TEST(SourceTable, AsksForTheHeadersOfAProofOnce) {
    int asked = 0;
    const auto table = table_of([&]() -> std::vector<std::string> {
        ++asked;
        return {"X-One", "X-Two"};
    });
    ASSERT_TRUE(table);
    EXPECT_EQ(
        table->find("/hooks/eu")->proof_headers,
        (std::vector<std::string>{"X-One", "X-Two"})
    );
    EXPECT_EQ(table->find("/hooks/us")->proof_headers, std::vector<std::string>{"X-Proof"});
    EXPECT_EQ(asked, 1);
}

TEST(SourceTable, RefusesAProviderThatThrowsInsteadOfNamingTheHeaders) {
    const std::string place = "source[1].provider: ";
    const std::string who = "\"fake\" threw when asked for the proof headers of source eu: ";
    const auto refused =
        table_of([]() -> std::vector<std::string> { throw std::runtime_error("out of luck"); });
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error(), (Error{Errc::misconfigured, place + who + "out of luck"}));
    const auto wordless = table_of([]() -> std::vector<std::string> { throw 1; });
    ASSERT_FALSE(wordless);
    EXPECT_EQ(wordless.error(), (Error{Errc::misconfigured, place + who + "unknown exception"}));
}

} // namespace
} // namespace orderhook
