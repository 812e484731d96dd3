#include "http/reply_text.hpp"

#include <gtest/gtest.h>

namespace orderhook::http {
namespace {

std::string text_of(const Reply& reply, Connection connection, bool head_only = false) {
    std::string text = "what was there before";
    write_reply(text, reply, connection, head_only);
    return text;
}

TEST(WriteReply, SaysTypeAndLength) {
    Reply reply;
    reply.body = "{}";
    EXPECT_EQ(
        text_of(reply, Connection::keep),
        "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}"
    );
}

TEST(WriteReply, KeepsTheHandlersFields) {
    Reply reply;
    reply.status = 405;
    reply.headers = {{"Allow", "GET"}, {"content-type", "text/plain"}};
    EXPECT_EQ(
        text_of(reply, Connection::close),
        "HTTP/1.1 405 Method Not Allowed\r\nAllow: GET\r\ncontent-type: text/plain\r\n"
        "Connection: close\r\nContent-Length: 0\r\n\r\n"
    );
}

TEST(WriteReply, LeavesTheBodyOutForHead) {
    Reply reply;
    reply.body = "{}";
    EXPECT_EQ(
        text_of(reply, Connection::keep_and_say_so, true),
        "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nConnection: keep-alive\r\n"
        "Content-Length: 2\r\n\r\n"
    );
}

} // namespace
} // namespace orderhook::http
