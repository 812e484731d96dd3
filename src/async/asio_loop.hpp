// The I/O loop of the running service.
#pragma once

#include "async/loop.hpp"

#include <boost/asio/io_context.hpp>

namespace orderhook {

/// Borrows the context, which must be run by one thread and outlive it. A waiting timer keeps
/// `run()` from returning; `stop()` drops it.
class AsioLoop final : public Loop {
public:
    explicit AsioLoop(boost::asio::io_context& context) : context_(context) {}

    void post(Task task) override;
    void after(Duration delay, Task task) override;

private:
    boost::asio::io_context& context_;
};

} // namespace orderhook
