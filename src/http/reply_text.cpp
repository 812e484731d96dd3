#include "http/reply_text.hpp"

#include <boost/beast/http/status.hpp>

#include <charconv>

namespace orderhook::http {

namespace {

void append_number(std::string& text, std::size_t number) {
    char digits[20];
    const auto end = std::to_chars(digits, digits + sizeof digits, number).ptr;
    text.append(digits, end);
}

std::string_view reason_phrase(int status) {
    namespace beast = boost::beast::http;
    const auto phrase = beast::obsolete_reason(beast::int_to_status(static_cast<unsigned>(status)));
    return {phrase.data(), phrase.size()};
}

} // namespace

void write_reply(std::string& text, const Reply& reply, Connection connection, bool head_only) {
    text.assign("HTTP/1.1 ");
    append_number(text, static_cast<std::size_t>(reply.status));
    text.append(1, ' ').append(reason_phrase(reply.status)).append("\r\n");
    for (const auto& [name, value] : reply.headers)
        text.append(name).append(": ").append(value).append("\r\n");
    if (!reply.headers.find("Content-Type")) text.append("Content-Type: application/json\r\n");
    if (connection == Connection::close) text.append("Connection: close\r\n");
    if (connection == Connection::keep_and_say_so) text.append("Connection: keep-alive\r\n");
    text.append("Content-Length: ");
    append_number(text, reply.body.size());
    text.append("\r\n\r\n");
    if (!head_only) text.append(reply.body);
}

} // namespace orderhook::http
