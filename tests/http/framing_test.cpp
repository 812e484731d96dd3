#include "http/framing.hpp"
#include "http/head_parser.hpp"

#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

namespace orderhook::http {
namespace {

using namespace std::string_literals;

tl::expected<Framing, Refusal> frame(const std::string& head) {
    HeadScanner scanner;
    const auto size = scanner.scan(head);
    if (!size) return tl::unexpected<Refusal>(size.error());
    if (*size != head.size()) return tl::unexpected<Refusal>(Refusal{0, "end not found"});
    const auto parsed = parse_head(head);
    if (!parsed) return tl::unexpected<Refusal>(parsed.error());
    return check_framing(*parsed);
}

std::string with(const std::string& fields) {
    return "POST /a HTTP/1.1\r\nHost: a\r\n" + fields + "\r\n";
}

TEST(Framing, AcceptsWhatIsClear) {
    using enum Framing::Body;
    struct Case {
        std::string head;
        Framing expected;
    };
    const std::vector<Case> cases{
        {with(""), {none, 0, true, false}},
        {with("Content-Length: 0\r\n"), {none, 0, true, false}},
        {with("Content-Length: 725\r\n"), {sized, 725, true, false}},
        {with("content-LENGTH:\t5 \r\n"), {sized, 5, true, false}},
        {with("Content-Length: 18446744073709551615\r\n"), {sized, ~0ull, true, false}},
        {with("Transfer-Encoding: chunked\r\n"), {chunked, 0, true, false}},
        {with("transfer-encoding: CHUNKED\r\n"), {chunked, 0, true, false}},
        {with("Connection: close\r\n"), {none, 0, false, false}},
        {with("Connection: TE, Close\r\n"), {none, 0, false, false}},
        {with("Content-Length: 1\r\nExpect: 100-Continue\r\n"), {sized, 1, true, true}},
        {with("Expect: 100-continue\r\n"), {none, 0, true, false}},
        {with("Content-Encoding: identity\r\n"), {none, 0, true, false}},
        {with("X: \xc3\xa9\r\nEmpty:\r\n"), {none, 0, true, false}},
        {"GET / HTTP/1.0\r\n\r\n", {none, 0, false, false}},
        {"GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n", {none, 0, true, false}},
        {"GET / HTTP/1.0\r\nExpect: 200-ok\r\n\r\n", {none, 0, false, false}},
        {"GET /?a=b%20c HTTP/1.1\r\nHost: [::1]:8080\r\n\r\n", {none, 0, true, false}},
        {"DELETE / HTTP/1.1\r\nHost:\r\n\r\n", {none, 0, true, false}},
    };
    for (const auto& [head, expected] : cases) {
        const auto framing = frame(head);
        if (!framing) {
            ADD_FAILURE() << head << framing.error().reason;
            continue;
        }
        EXPECT_EQ(framing->body, expected.body) << head;
        EXPECT_EQ(framing->length, expected.length) << head;
        EXPECT_EQ(framing->keep_alive, expected.keep_alive) << head;
        EXPECT_EQ(framing->expects_continue, expected.expects_continue) << head;
    }
}

TEST(Framing, RefusesWhatCouldBeReadInTwoWays) {
    const std::vector<std::string> heads{
        with("Transfer-Encoding: gzip\r\n"),
        with("Transfer-Encoding: gzip\r\nContent-Length: 5\r\n"),
        with("Transfer-Encoding: chunked, gzip\r\n"),
        with("Transfer-Encoding: gzip, chunked\r\n"),
        with("Transfer-Encoding: chunked, chunked\r\n"),
        with("Transfer-Encoding: chunked;a=b\r\n"),
        with("Transfer-Encoding: \"chunked\"\r\n"),
        with("Transfer-Encoding: xchunked\r\n"),
        with("Transfer-Encoding: identity\r\n"),
        with("Transfer-Encoding:\r\n"),
        with("Transfer-Encoding: chunked\x0b\r\n"),
        with("Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n"),
        with("Transfer-Encoding: chunked\r\nTransfer-Encoding: gzip\r\n"),
        with("Transfer-Encoding: chunked\r\nContent-Length: 5\r\n"),
        with("Content-Length: 5\r\nTransfer-Encoding: chunked\r\n"),
        with("Transfer-Encoding : chunked\r\n"),
        with("Content-Length: 5, 5\r\n"),
        with("Content-Length: 5\r\nContent-Length: 5\r\n"),
        with("Content-Length: 5\r\nContent-Length: 6\r\n"),
        with("Content-Length: 5,\r\n"),
        with("Content-Length: +5\r\n"),
        with("Content-Length: -5\r\n"),
        with("Content-Length: 0x5\r\n"),
        with("Content-Length: 5 5\r\n"),
        with("Content-Length: 5.0\r\n"),
        with("Content-Length:\r\n"),
        with("Content-Length: 18446744073709551616\r\n"),
        with("Content-Length : 5\r\n"),
        with("Host: b\r\n"),
        with("A: b\r\n c\r\n"),
        with("A: b\r\n\tc\r\n"),
        with("Transfer-Encoding:\r\n chunked\r\n"),
        with("A: b\nC: d\r\n"),
        with("A: b\rC: d\r\n"),
        with("A: b\r\r\n"),
        with("A: b\0c\r\n"s),
        with("A\0: b\r\n"s),
        with("A: b\x7f\r\n"),
        with(": b\r\n"),
        with(" A: b\r\n"),
        with("A B: c\r\n"),
        with("A\r\n"),
        with("A\xc3\xa9: b\r\n"),
        "POST /a HTTP/1.1\r\n Host: a\r\n\r\n",
        "POST /a HTTP/1.1\r\n\r\n",
        "POST /a HTTP/1.1\r\nHost: a b\r\n\r\n",
        "POST /a HTTP/1.1\r\nHost: a,b\r\n\r\n",
        "POST /a HTTP/1.1\r\nHost: a/b\r\n\r\n",
        "POST /a HTTP/1.1\r\nHost: u@a\r\n\r\n",
        "POST /a HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n",
        "POST /a HTTP/1.0\r\nHost: a\r\nHost: a\r\n\r\n",
        "POST /a HTTP/1.2\r\nHost: a\r\n\r\n",
        "POST /a HTTP/2.0\r\nHost: a\r\n\r\n",
        "POST /a HTTP/0.9\r\nHost: a\r\n\r\n",
        "POST /a HTTP/1.1 \r\nHost: a\r\n\r\n",
        "POST /a http/1.1\r\nHost: a\r\n\r\n",
        "POST  /a HTTP/1.1\r\nHost: a\r\n\r\n",
        "POST /a  HTTP/1.1\r\nHost: a\r\n\r\n",
        "POST\t/a HTTP/1.1\r\nHost: a\r\n\r\n",
        "POST /a b HTTP/1.1\r\nHost: a\r\n\r\n",
        "POST /a\r\nHost: a\r\n\r\n",
        "POST a HTTP/1.1\r\nHost: a\r\n\r\n",
        "POST http://a/ HTTP/1.1\r\nHost: a\r\n\r\n",
        "OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n",
        "CONNECT a:80 HTTP/1.1\r\nHost: a\r\n\r\n",
        " POST /a HTTP/1.1\r\nHost: a\r\n\r\n",
        "\r\nPOST /a HTTP/1.1\r\nHost: a\r\n\r\n",
        "\r\n\r\n",
        "\n\n",
        "PO(ST /a HTTP/1.1\r\nHost: a\r\n\r\n",
    };
    for (const auto& head : heads) {
        const auto framing = frame(head);
        if (framing)
            ADD_FAILURE() << "accepted: " << head;
        else
            EXPECT_EQ(framing.error().status, 400) << head << framing.error().reason;
    }
}

TEST(Framing, DecidesAloneWhateverTheParserLetThrough) {
    const std::vector<Headers> heads{
        {{"Transfer-Encoding", "chunked"}, {"Content-Length", "5"}},
        {{"Content-Length", "5"}, {"Content-Length", "6"}},
        {{"Content-Length", "18446744073709551616"}},
        {{"Content-Length", ""}},
        {{"Content-Length", " 5"}},
        {{"Transfer-Encoding", "chunked "}},
    };
    for (Headers headers : heads) {
        headers.add("Host", "a");
        const auto framing = check_framing({{"POST", "/", headers}, false});
        ASSERT_FALSE(framing);
        EXPECT_EQ(framing.error().status, 400) << framing.error().reason;
    }
}

TEST(Framing, NamesWhatIsNotServed) {
    const std::vector<std::pair<std::string, int>> cases{
        {with("Content-Encoding: gzip\r\n"), 415},
        {with("Content-Encoding: identity, gzip\r\n"), 415},
        {with("Content-Encoding: identity\r\nContent-Encoding: br\r\n"), 415},
        {with("Expect: 200-ok\r\n"), 417},
        {with("Expect: 100-continue, a\r\n"), 417},
    };
    for (const auto& [head, status] : cases) {
        const auto framing = frame(head);
        ASSERT_FALSE(framing) << head;
        EXPECT_EQ(framing.error().status, status) << head;
    }
}

TEST(HeadParser, KeepsFieldsInOrderAsSent) {
    const auto head = parse_head("PUT /x?y=z HTTP/1.1\r\nB: 1\r\na:  two words \r\nB: 3\r\n\r\n");
    ASSERT_TRUE(head);
    EXPECT_EQ(head->request.method, "PUT");
    EXPECT_EQ(head->request.target, "/x?y=z");
    EXPECT_EQ(head->request.headers, (Headers{{"B", "1"}, {"a", "two words"}, {"B", "3"}}));
    EXPECT_FALSE(head->http_1_0);
}

TEST(HeadParser, BoundsTheNumberOfFields) {
    std::string head = "GET / HTTP/1.1\r\n";
    for (int i = 0; i < 128; ++i)
        head += "a:b\r\n";
    EXPECT_TRUE(parse_head(head + "\r\n"));
    const auto over = parse_head(head + "a:b\r\n\r\n");
    ASSERT_FALSE(over);
    EXPECT_EQ(over.error().status, 431);
}

TEST(HeadScanner, FindsTheEndHoweverTheBytesCome) {
    const std::string head = with("Content-Length: 5\r\n");
    const std::string stream = head + "hello" + head;
    HeadScanner scanner;
    for (std::size_t size = 0; size < head.size(); ++size) {
        const auto found = scanner.scan(std::string_view(stream).substr(0, size));
        ASSERT_TRUE(found) << size;
        EXPECT_EQ(*found, 0u) << size;
    }
    EXPECT_EQ(scanner.scan(stream), head.size());
}

TEST(HeadScanner, RefusesBeforeTheEndHasCome) {
    for (const std::string& start : {"GET / HTTP/1.1\n"s, "GET\0"s, "GET / HTTP/1.1\r\n a"s}) {
        HeadScanner scanner;
        EXPECT_FALSE(scanner.scan(start)) << start;
    }
}

TEST(HeadScanner, KnowsWhetherTheRequestLineHasEnded) {
    HeadScanner scanner;
    (void)scanner.scan("GET / HTTP/1.1\r");
    EXPECT_TRUE(scanner.in_request_line());
    (void)scanner.scan("GET / HTTP/1.1\r\n");
    EXPECT_FALSE(scanner.in_request_line());
}

} // namespace
} // namespace orderhook::http
