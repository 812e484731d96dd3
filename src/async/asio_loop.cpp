#include "async/asio_loop.hpp"

#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>

#include <memory>

namespace orderhook {

void AsioLoop::post(Task task) { boost::asio::post(context_, std::move(task)); }

void AsioLoop::after(Duration delay, Task task) {
    auto timer = std::make_unique<boost::asio::steady_timer>(context_, delay);
    auto& waiting = *timer;
    waiting.async_wait([timer = std::move(timer),
                        task = std::move(task)](boost::system::error_code error) {
        if (!error) task();
    });
}

} // namespace orderhook
