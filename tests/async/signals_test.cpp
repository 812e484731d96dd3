#include "async/signals.hpp"

#include <boost/asio/io_context.hpp>
#include <gtest/gtest.h>

#include <array>
#include <csignal>
#include <vector>

namespace orderhook {
namespace {

TEST(Signals, ReactsEachTimeUntilClosed) {
    boost::asio::io_context context(1);
    std::vector<int> seen;
    constexpr std::array numbers{SIGUSR1, SIGUSR2};
    Signals signals(context, numbers, [&](int number) {
        seen.push_back(number);
        if (number == SIGUSR1)
            std::raise(SIGUSR2);
        else
            signals.close();
    });
    std::raise(SIGUSR1);
    context.run();
    EXPECT_EQ(seen, (std::vector{SIGUSR1, SIGUSR2}));
}

TEST(Signals, MayBeDestroyedWhileWaiting) {
    boost::asio::io_context context(1);
    constexpr std::array numbers{SIGUSR1};
    {
        Signals signals(context, numbers, [](int) { FAIL(); });
    }
    EXPECT_EQ(context.run(), 1u);
}

} // namespace
} // namespace orderhook
