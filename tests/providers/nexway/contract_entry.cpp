#include "providers/contract.hpp"

namespace orderhook::test {

INSTANTIATE_TEST_SUITE_P(
    nexway,
    ProviderContract,
    testing::Values(
        ContractEntry{
            .vendor = "nexway",
            .secret = "nexway:s3cret",
            .other_secret = "nexway-prod:p@ss:wörd-2025",
            .covers_body = false},
        ContractEntry{
            .vendor = "nexway",
            .secret = "7b1f0c52d6e94a3b8f2107c5",
            .other_secret = "7b1f0c52d6e94a3b8f2107c6",
            .scheme = "bearer",
            .covers_body = false},
        ContractEntry{
            .vendor = "nexway",
            .secret = "7b1f0c52d6e94a3b8f2107c5",
            .other_secret = "7b1f0c52d6e94a3b8f2107c6",
            .scheme = "header",
            .covers_body = false,
            .further_keys = {{"header", {std::string("X-Webhook-Token")}}}}
    )
);

} // namespace orderhook::test
