#include "async/signals.hpp"

#include <boost/asio/io_context.hpp>

namespace orderhook {

Signals::Signals(boost::asio::io_context& context, std::span<const int> numbers, Reaction react)
    : signals_(context),
      react_(std::move(react)) {
    for (const int number : numbers)
        signals_.add(number);
    wait();
}

void Signals::close() {
    boost::system::error_code ignored; // nothing can be done about a signal that stays registered
    signals_.clear(ignored);
    signals_.cancel(ignored);
}

void Signals::wait() {
    // The error is looked at first: it is the only thing a handler of a destroyed object may touch.
    signals_.async_wait([this](boost::system::error_code error, int number) {
        if (error) return;
        wait(); // first, since the reaction may close or destroy us
        react_(number);
    });
}

} // namespace orderhook
