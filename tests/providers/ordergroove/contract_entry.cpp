#include "providers/contract.hpp"

namespace orderhook::test {

INSTANTIATE_TEST_SUITE_P(
    ordergroove,
    ProviderContract,
    testing::Values(ContractEntry{
        .vendor = "ordergroove",
        .secret = "super-secret-webhooks-verification-key",
        .other_secret = "5f15ef298dc15df9bc6eda35"})
);

} // namespace orderhook::test
