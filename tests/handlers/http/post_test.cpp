#include "handlers/http/post.hpp"
#include "handlers/sample_event.hpp"

#include <gtest/gtest.h>

namespace orderhook::outgoing {
namespace {

Event received_event() {
    Event event = test::sample_event();
    event.headers = {
        {"content-type", "application/json"},
        {"X-Trace", "a"},
        {"x-trace", "b"},
        {"X-Torn", "a\r\nEvil: 1"},
        {"User-Agent", "vendor"},
    };
    return event;
}

TEST(Post, HasTheOriginalBytesAndWhatTheyMean) {
    Event event = received_event();
    event.envelope.order_key = "order:4 2";
    const Post post = make_post({}, event, {.number = 3, .started_at = {}, .stop = {}});
    EXPECT_EQ(post.body_of(event).data(), event.body.data());
    EXPECT_EQ(
        post.headers,
        (Headers{
            {"X-Orderhook-Attempt", "3"},
            {"X-Orderhook-Type", "ordergroove.order.success"},
            {"X-Orderhook-Source", "eu"},
            {"X-Orderhook-Tenant", "shop"},
            {"X-Orderhook-Order-Key", "order:4%202"},
            {"X-Orderhook-Received-At", "2021-06-01T10:00:01.500000Z"},
            {"X-Orderhook-Late", "false"},
            {"content-type", "application/json"},
        })
    );
}

TEST(Post, LeavesEmptyHeadersOut) {
    Event event = received_event();
    event.envelope.order_key.clear();
    event.envelope.tenant.clear();
    event.late = true;
    const Post post = make_post({}, event, {});
    EXPECT_EQ(post.headers.find("X-Orderhook-Tenant"), nullptr);
    EXPECT_EQ(post.headers.find("X-Orderhook-Order-Key"), nullptr);
    EXPECT_EQ(*post.headers.find("X-Orderhook-Late"), "true");
}

TEST(Post, ForwardsWhatIsListedAndNothingTorn) {
    const Shape shape{
        .forward_headers = {"x-trace", "X-Torn", "X-None"},
        .authorization = "Bearer t"};
    const Post post = make_post(shape, received_event(), {});
    EXPECT_EQ(*post.headers.find("Authorization"), "Bearer t");
    EXPECT_EQ(post.headers.count("X-Trace"), 2u);
    for (const char* name : {"X-Torn", "X-None", "User-Agent", "Content-Type"})
        EXPECT_EQ(post.headers.count(name), 0u) << name;
}

TEST(Post, HasOneContentTypeAndHeadersOfALengthThatReceiversTake) {
    Event event = received_event();
    event.headers.add("Content-Type", "text/plain");
    event.envelope.order_key = event.envelope.tenant = event.envelope.type =
        std::string(20'000, 'x');
    for (const Format format : {Format::original, Format::cloudevents_binary}) {
        const Post post = make_post({.format = format, .authorization = {}}, event, {});
        EXPECT_EQ(post.headers.count("Content-Type"), 1u);
        EXPECT_EQ(*post.headers.find("Content-Type"), "application/json");
        for (const auto& [name, value] : post.headers)
            EXPECT_LE(value.size(), 1024u) << name;
    }
}

TEST(Post, IsACloudEventInEitherMode) {
    const Event event = received_event();
    const Shape structured{
        .format = Format::cloudevents_structured,
        .forward_headers = {"Content-Type", "X-Trace"},
        .authorization = {}};
    const Post whole = make_post(structured, event, {});
    EXPECT_TRUE(whole.body_of(event).starts_with(R"({"specversion":"1.0",)"));
    EXPECT_EQ(whole.headers.count("Content-Type"), 1u);
    EXPECT_EQ(*whole.headers.find("Content-Type"), "application/cloudevents+json");
    EXPECT_EQ(whole.headers.count("X-Trace"), 2u);
    EXPECT_EQ(whole.headers.find("ce-id"), nullptr);
    EXPECT_EQ(whole.headers.find("X-Orderhook-Type"), nullptr);
    EXPECT_EQ(*whole.headers.find("X-Orderhook-Attempt"), "1");

    const Shape binary{
        .format = Format::cloudevents_binary,
        .forward_headers = {},
        .authorization = {}};
    const Post split = make_post(binary, event, {});
    EXPECT_EQ(split.body_of(event).data(), event.body.data());
    EXPECT_EQ(*split.headers.find("Content-Type"), "application/json");
    EXPECT_EQ(*split.headers.find("ce-id"), event.id.to_text());
}

TEST(Post, IsIdentifiedByTheEventAndItsReplay) {
    const Event event = received_event();
    const std::string id = event.id.to_text();
    EXPECT_EQ(webhook_id(event, {.number = 7, .started_at = {}, .stop = {}}), id);
    EXPECT_EQ(webhook_id(event, {.started_at = {}, .stop = {}, .replay = 2}), id + "-r2");
}

TEST(ForwardedHeader, IsNoneOfTheRequestsOwn) {
    const auto problem = [](std::string_view name, Format format = Format::original) {
        return problem_of_forwarded(name, format);
    };
    for (const char* name : {"Content-Type", "X-Trace", "traceparent", "Cookie2", "ce-id"})
        EXPECT_EQ(problem(name), "") << name;
    for (const char* name :
         {"host",
          "Content-Length",
          "content-encoding",
          "transfer-encoding",
          "Connection",
          "Expect",
          "authorization",
          "Proxy-Authorization",
          "Webhook-Id",
          "x-orderhook-source"})
        EXPECT_EQ(problem(name), std::string(name) + " is not passed on: the request has its own");
    EXPECT_NE(problem("CE-id", Format::cloudevents_binary), "");
    for (const char* name : {"", "a b", "a:", "a\r\nb", "\xC3\xA9"})
        EXPECT_EQ(problem(name), "expected the name of a header") << name;
}

} // namespace
} // namespace orderhook::outgoing
