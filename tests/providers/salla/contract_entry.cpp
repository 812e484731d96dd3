#include "providers/contract.hpp"

namespace orderhook::test {

INSTANTIATE_TEST_SUITE_P(
    salla,
    ProviderContract,
    testing::Values(
        ContractEntry{
            .vendor = "salla",
            .secret = "test-webhook-secret",
            .other_secret = "d3b07384d113edec49eaa6238ad5ff00"},
        ContractEntry{
            .vendor = "salla",
            .secret = "test-webhook-secret",
            .other_secret = "d3b07384d113edec49eaa6238ad5ff00",
            .scheme = "token",
            .covers_body = false}
    )
);

} // namespace orderhook::test
