// The completion token of every await in Orderhook.
#pragma once

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace orderhook {

/// Errors of an await are values: `auto [error, count] = co_await stream.async_read_some(b,
/// tuple);`
inline constexpr boost::asio::as_tuple_t<boost::asio::use_awaitable_t<>> tuple{
    boost::asio::use_awaitable};

} // namespace orderhook
