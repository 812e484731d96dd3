#include "app/lone_provider.hpp"
#include "support/fake_provider.hpp"

#include <gtest/gtest.h>

#include <stdexcept>

namespace orderhook {
namespace {

class ThrowingProvider : public test::FakeProvider {
    [[nodiscard]] Credentials sign(std::string_view body, Time) const override {
        if (body.empty()) throw 1;
        throw std::runtime_error("no key for " + std::string(body));
    }
};

TEST(LoneProvider, SignsABody) {
    const auto signed_by = sign_with(test::FakeProvider(), "body", Time{});
    ASSERT_TRUE(signed_by);
    EXPECT_EQ(signed_by->headers, (Headers{{"X-Proof", "right"}}));
}

TEST(LoneProvider, SaysWhatASigningProviderThrew) {
    const std::string who = "\"fake\" threw when it should sign: ";
    const auto refused = sign_with(ThrowingProvider(), "body", Time{});
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error(), (Error{Errc::internal, who + "no key for body"}));
    const auto wordless = sign_with(ThrowingProvider(), "", Time{});
    ASSERT_FALSE(wordless);
    EXPECT_EQ(wordless.error(), (Error{Errc::internal, who + "unknown exception"}));
}

} // namespace
} // namespace orderhook
