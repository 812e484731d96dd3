// From a function that reports through a callback to one that can be awaited.
#pragma once

#include <boost/asio/async_result.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <functional>
#include <memory>
#include <utility>

namespace orderhook {

/// Calls `start` with a `std::function<void(T)>`, and ends with the value that is given to it. It
/// must be called once, on the loop's thread, after `start` has returned. `start` must live until
/// then: name it, since g++ 12 destroys closures twice that are written inside a co_await.
///
/// No coroutine itself: that would be one more frame to allocate for each call.
template <class T, class Start> boost::asio::awaitable<T> await_callback(Start& start) {
    const auto initiate = [&start](auto handler) {
        // A std::function must be copyable, the handler is not.
        const auto shared = std::make_shared<decltype(handler)>(std::move(handler));
        start(std::function<void(T)>([shared](T value) { (*shared)(std::move(value)); }));
    };
    return boost::asio::async_initiate<const boost::asio::use_awaitable_t<>, void(T)>(
        initiate,
        boost::asio::use_awaitable
    );
}

} // namespace orderhook
