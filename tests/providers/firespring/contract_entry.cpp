#include "providers/contract.hpp"

namespace orderhook::test {

INSTANTIATE_TEST_SUITE_P(
    firespring,
    ProviderContract,
    testing::Values(
        ContractEntry{
            .vendor = "firespring",
            .secret = "Zr3kP0wq-8LmT_yV5uXa2NcB",
            .other_secret = "0123456789abcdefABCDEF",
            .covers_body = false},
        ContractEntry{
            .vendor = "firespring",
            .secret = "firespring:s3cr3t-token",
            .other_secret = "firespring:another-token",
            .scheme = "basic",
            .covers_body = false}
    )
);

} // namespace orderhook::test
