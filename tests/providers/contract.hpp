// What a vendor tells the contract suite about itself, in its own folder:
//
//     INSTANTIATE_TEST_SUITE_P(acme, ProviderContract, testing::Values(ContractEntry{
//         .vendor = "acme", .secret = "some-secret"}));
//
// One entry for each scheme; a prefix that starts with the vendor's name.
#pragma once

#include <orderhook/provider.hpp>

#include <gtest/gtest.h>

#include <memory>
#include <ostream>
#include <string>
#include <string_view>

namespace orderhook::test {

struct ContractEntry {
    std::string_view vendor;
    std::string secret;               ///< of the shape the scheme wants
    std::string other_secret;         ///< another one
    std::string scheme{};             ///< empty for the vendor's default
    bool covers_body = true;          ///< whether the proof depends on the body
    Setting::Table further_keys = {}; ///< what the section must have besides

    friend std::ostream& operator<<(std::ostream& out, const ContractEntry& entry) {
        return out << entry.vendor << ' ' << entry.scheme;
    }
};

/// A provider of that vendor with those secrets, or why there is none.
[[nodiscard]] Result<std::unique_ptr<Provider>>
make_provider(const ContractEntry& entry, const std::vector<std::string>& secrets);

class ProviderContract : public testing::TestWithParam<ContractEntry> {};

} // namespace orderhook::test
