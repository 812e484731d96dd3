#include "http/input_buffer.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>

namespace orderhook::http {
namespace {

void fill(InputBuffer& buffer, std::size_t count, char letter) {
    while (count > 0) {
        const auto room = buffer.prepare(buffer.bytes().size() + count);
        const auto part = std::min(count, room.size());
        std::fill_n(room.begin(), part, letter);
        buffer.commit(part);
        count -= part;
    }
}

TEST(InputBuffer, GivesNoRoomBeyondTheLimit) {
    InputBuffer buffer;
    EXPECT_EQ(buffer.prepare(10).size(), 10u);
    fill(buffer, 10, 'a');
    EXPECT_TRUE(buffer.prepare(10).empty());
    EXPECT_EQ(buffer.prepare(11).size(), 1u);
}

TEST(InputBuffer, KeepsItsBytesWhenItGrowsOrMovesThem) {
    InputBuffer buffer;
    fill(buffer, 4096, 'a');
    buffer.consume(4090);
    fill(buffer, 9000, 'b');
    EXPECT_EQ(buffer.bytes(), std::string(6, 'a') + std::string(9000, 'b'));
    buffer.consume(9006);
    EXPECT_TRUE(buffer.empty());
}

} // namespace
} // namespace orderhook::http
