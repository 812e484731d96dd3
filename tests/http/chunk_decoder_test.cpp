#include "http/chunk_decoder.hpp"

#include <gtest/gtest.h>

#include <utility>
#include <vector>

namespace orderhook::http {
namespace {

using namespace std::string_literals;

struct Decoded {
    int status = 0; ///< of the refusal; 200 for a whole body, 0 for one that goes on
    std::string body;
    std::size_t taken = 0;

    friend bool operator==(const Decoded&, const Decoded&) = default;
};

Decoded decode(const std::string& input, std::size_t step, std::size_t max_body = 100) {
    ChunkDecoder decoder(max_body, 20);
    Decoded result;
    while (result.taken < input.size() && !decoder.done()) {
        const auto piece = std::string_view(input).substr(result.taken, step);
        const auto taken = decoder.decode(piece, result.body);
        if (!taken) return {taken.error().status, {}, 0};
        result.taken += *taken;
    }
    if (decoder.done()) result.status = 200;
    return result;
}

TEST(ChunkDecoder, TakesTheCodingOffHoweverTheBytesCome) {
    const std::vector<std::pair<std::string, std::string>> cases{
        {"0\r\n\r\n", ""},
        {"5\r\nhello\r\n0\r\n\r\n", "hello"},
        {"5\r\nhello\r\n06\r\n world\r\n000\r\n\r\n", "hello world"},
        {"a\r\n0123456789\r\n0\r\n\r\n", "0123456789"},
        {"A;x\r\n0123456789\r\n0;y=\"z\"\r\n\r\n", "0123456789"},
        {"2\r\n\r\n\r\n0\r\n\r\n", "\r\n"},
        {"1\r\na\r\n0\r\nA: b\r\nC:\r\n\r\n", "a"},
        {"1\r\n\0\r\n0\r\n\r\n"s, "\0"s},
    };
    for (const auto& [coded, body] : cases)
        for (std::size_t step = 1; step <= coded.size() + 4; ++step)
            EXPECT_EQ(decode(coded + "next", step), (Decoded{200, body, coded.size()})) << coded;
}

TEST(ChunkDecoder, RefusesWhatIsNotChunked) {
    const std::vector<std::string> cases{
        "\r\n",
        "g\r\n",
        ";a\r\n",
        " 5\r\nhello\r\n",
        "5 \r\nhello\r\n",
        "5 ;a\r\nhello\r\n",
        "0x5\r\nhello\r\n",
        "+5\r\nhello\r\n",
        "-1\r\n",
        "5\nhello\r\n",
        "5\rhello\r\n",
        "5\r\nhello0\r\n",
        "5\r\nhello\n0\r\n\r\n",
        "5\r\nhello\r0\r\n\r\n",
        "5\r\nhelloworld\r\n0\r\n\r\n",
        "5;a\nhello\r\n",
        "5;a\rb\r\nhello\r\n",
        "5;a\0\r\nhello\r\n"s,
        "0000000000000005\r\nhello\r\n",
        "ffffffffffffffffff\r\n",
        "0\r\n\n",
        "0\r\n\rx",
        "0\r\nno colon\r\n\r\n",
        "0\r\nnocolon\r\n\r\n",
        "0\r\n: b\r\n\r\n",
        "0\r\n a: b\r\n\r\n",
        "0\r\na: b\n\r\n",
        "0\r\na: b\r\n folded\r\n\r\n",
        "0\r\na: \0\r\n\r\n"s,
    };
    for (const auto& coded : cases)
        for (std::size_t step = 1; step <= coded.size(); ++step)
            EXPECT_EQ(decode(coded, step).status, 400) << coded;
}

TEST(ChunkDecoder, BoundsTheBodyBeforeItComes) {
    EXPECT_EQ(decode("5\r\nhello\r\n0\r\n\r\n", 99, 5).status, 200);
    EXPECT_EQ(decode("6\r\n", 99, 5).status, 413);
    EXPECT_EQ(decode("5\r\nhello\r\n1\r\n", 99, 5).status, 413);
    EXPECT_EQ(decode("fffffffffffffff\r\n", 99, 5).status, 413);
}

TEST(ChunkDecoder, BoundsExtensionsAndTrailersTogether) {
    const std::string ten(10, 'x');
    EXPECT_EQ(decode("1;" + ten + ten + "\r\na\r\n0\r\n\r\n", 99).status, 200);
    EXPECT_EQ(decode("1;" + ten + ten + "x", 99).status, 431);
    EXPECT_EQ(decode("1;" + ten + "\r\na\r\n1;" + ten + "\r\nb\r\n1;x", 99).status, 431);
    EXPECT_EQ(decode("1;" + ten + "\r\na\r\n0\r\nabcdefg:12\r\n\r\n", 99).status, 431);
    EXPECT_EQ(decode("0\r\n" + ten + ten + "x", 99).status, 431);
    EXPECT_EQ(decode("0\r\na:1\r\nb:2\r\nc:3\r\nd:4\r\ne:5\r\n\r\n", 99).status, 200);
    EXPECT_EQ(decode("0\r\na:1\r\nb:2\r\nc:3\r\nd:4\r\ne:5\r\nf:6\r\n", 99).status, 431);
}

} // namespace
} // namespace orderhook::http
