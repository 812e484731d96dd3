// Signals sent to the process, as calls on the loop.
#pragma once

#include <boost/asio/signal_set.hpp>

#include <functional>
#include <span>

namespace orderhook {

/// Calls `react` on the loop each time one of the signals arrives, until it is closed or destroyed.
/// Keeps the loop from running out of work until then.
class Signals {
public:
    using Reaction = std::function<void(int number)>;

    Signals(boost::asio::io_context& context, std::span<const int> numbers, Reaction react);

    void close();

private:
    void wait();

    boost::asio::signal_set signals_;
    Reaction react_;
};

} // namespace orderhook
