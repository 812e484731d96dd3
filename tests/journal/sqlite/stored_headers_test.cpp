#include "journal/sqlite/stored_headers.hpp"

#include <gtest/gtest.h>

namespace orderhook {

namespace {

TEST(StoredHeaders, ComeBackAsTheyWere) {
    const Headers headers{
        {"Content-Type", "application/json"},
        {"x-empty", ""},
        {"X-Twice", "1"},
        {"x-twice", "2"},
        {"X-Bytes", std::string("\0\xff\xfe \n", 5)},
        {"X-Long", std::string(127, 'a')},
        {"X-Longer", std::string(128, 'b')},
        {"X-Longest", std::string(20'000, 'c')},
    };
    EXPECT_EQ(headers_from_bytes(to_bytes(headers)), headers);
    EXPECT_EQ(headers_from_bytes(to_bytes({})), Headers{});
}

TEST(StoredHeaders, AreRefusedWhenDamaged) {
    using namespace std::string_literals;
    const std::string names[] = {
        "\x01"s,                                     // a length without its text
        "\x01n"s,                                    // a name without a value
        "\x01n\x05v"s,                               // a value that is cut off
        "\xff"s,                                     // a length that is cut off
        "\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff"s, // a length of more than 64 bits
        "\x01n\xff\xff\xff\xff\xff\xff\xff\x7fv"s,   // a length beyond memory
    };
    for (const std::string& bytes : names)
        EXPECT_FALSE(headers_from_bytes(bytes));
}

} // namespace

} // namespace orderhook
