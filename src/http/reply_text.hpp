// Replies as bytes.
#pragma once

#include <orderhook/http.hpp>

#include <string>

namespace orderhook::http {

/// What a reply says of the connection. HTTP/1.0 keeps it only when told so.
enum class Connection { keep, keep_and_say_so, close };

/// Writes head and body over `text`. With `head_only` the body is counted but left out.
void write_reply(std::string& text, const Reply& reply, Connection connection, bool head_only);

} // namespace orderhook::http
