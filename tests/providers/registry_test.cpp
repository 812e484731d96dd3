#include "providers/registry.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>
#include <string>

namespace orderhook {
namespace {

TEST(ProviderRegistry, FindsEveryVendorByItsName) {
    std::set<std::string_view> names;
    for (const ProviderType* type : provider_types()) {
        EXPECT_EQ(find_provider_type(type->name), type);
        EXPECT_TRUE(names.insert(type->name).second) << type->name << " is listed twice";
    }
    EXPECT_FALSE(names.empty());
    EXPECT_EQ(find_provider_type("nobody"), nullptr);
    EXPECT_EQ(find_provider_type(""), nullptr);
}

TEST(ProviderRegistry, EveryVendorIsHeldToTheContract) {
    const testing::UnitTest& tests = *testing::UnitTest::GetInstance();
    for (const ProviderType* type : provider_types()) {
        bool covered = false;
        for (int i = 0; i < tests.total_test_suite_count(); ++i) {
            const std::string suite = tests.GetTestSuite(i)->name();
            covered |= suite.starts_with(type->name) && suite.ends_with("/ProviderContract");
        }
        EXPECT_TRUE(covered) << type->name;
    }
}

} // namespace
} // namespace orderhook
