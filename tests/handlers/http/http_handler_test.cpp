#include "handlers/http/http_handler.hpp"
#include "handlers/http/local_server.hpp"
#include "handlers/sample_event.hpp"

#include <orderhook/settings.hpp>

#include <gtest/gtest.h>

namespace orderhook {
namespace {

using namespace std::chrono_literals;
using test::answer_text;
using test::LocalServer;

constexpr const char* secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

std::unique_ptr<Handler> handler_to(const LocalServer& server, Setting::Table table = {}) {
    table.emplace("url", Setting{server.url()});
    table.emplace("proxy", Setting{std::string()});
    Settings section("handler[0]", std::move(table), {.folder = "/", .environment = {}});
    auto handler = HttpHandler::create("erp", section);
    if (!handler) throw std::runtime_error(handler.error().message);
    EXPECT_TRUE(section.finish());
    return std::move(*handler);
}

Attempt attempt_at(std::string_view time) {
    return {.number = 2, .started_at = *parse_rfc3339(time), .stop = {}, .replay = 1};
}

TEST(HttpHandler, PostsASignedEvent) {
    const LocalServer server(test::always(answer_text(204)));
    const auto handler = handler_to(
        server,
        {{"secrets", {Setting::Array{{std::string(secret)}}}}, {"bearer", {std::string("tok")}}}
    );
    EXPECT_EQ(handler->name(), "erp");
    const Event event = test::sample_event();
    EXPECT_TRUE(handler->accepts(event));
    const auto outcome = handler->handle(event, attempt_at("2021-02-25T15:15:30.9Z"));
    EXPECT_TRUE(std::holds_alternative<Done>(outcome));

    const auto received = server.received().at(0);
    const std::string id = event.id.to_text() + "-r1";
    const HmacSha256 code(*decode_base64("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"));
    const Sha256 digest = code({id, ".1614266130.", event.body});
    EXPECT_EQ(received.body, event.body);
    EXPECT_TRUE(received.says("webhook-id: " + id));
    EXPECT_TRUE(received.says("webhook-timestamp: 1614266130"));
    EXPECT_TRUE(received.says(
        "webhook-signature: v1,"
        + encode_base64({reinterpret_cast<const char*>(digest.data()), digest.size()})
    ));
    EXPECT_TRUE(received.says("Authorization: Bearer tok"));
    EXPECT_TRUE(received.says("X-Orderhook-Attempt: 2"));
    EXPECT_TRUE(received.says("X-Orderhook-Type: ordergroove.order.success"));
}

TEST(HttpHandler, SignsTheCloudEventItSends) {
    const LocalServer server(test::always(answer_text(200)));
    const auto handler = handler_to(
        server,
        {{"secrets", {Setting::Array{{std::string(secret)}}}},
         {"format", {std::string("cloudevents-structured")}}}
    );
    const Event event = test::sample_event();
    (void)handler->handle(event, {});
    const auto received = server.received().at(0);
    const HmacSha256 code(*decode_base64("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"));
    const Sha256 digest = code({event.id.to_text(), ".0.", received.body});
    EXPECT_TRUE(received.says("Content-Type: application/cloudevents+json"));
    EXPECT_TRUE(received.says(
        "webhook-signature: v1,"
        + encode_base64({reinterpret_cast<const char*>(digest.data()), digest.size()})
    ));
}

TEST(HttpHandler, SendsNothingUnsignedThatShouldBeSigned) {
    const LocalServer server(test::always(answer_text(200)));
    Settings section(
        "handler[0]",
        {{"url", {server.url()}},
         {"secrets",
          {Setting::Array{
              {Setting::Table{{"env", {std::string("KEY")}}, {"until", {Time{1h}}}}}}}}},
        {.folder = "/", .environment = [](const std::string&) { return std::optional(secret); }}
    );
    const auto handler = HttpHandler::create("erp", section);
    ASSERT_TRUE(handler) << handler.error().message;
    const auto outcome =
        (*handler)->handle(test::sample_event(), attempt_at("2021-02-25T15:15:30Z"));
    EXPECT_EQ(std::get<Retry>(outcome).reason, "none of the secrets is live, so nothing was sent");
    EXPECT_TRUE(server.received().empty());
}

TEST(HttpHandler, SendsItsAuthorizationOnlyWhileThatIsLive) {
    for (const std::string key : {"bearer", "basic"}) {
        const LocalServer server(test::always(answer_text(200)));
        const Setting secret_of_a_day{Setting::Table{
            {"env", {std::string("KEY")}},
            {"from", {*parse_rfc3339("2021-02-25T00:00:00Z")}},
            {"until", {*parse_rfc3339("2021-02-26T00:00:00Z")}}}};
        Settings section(
            "handler[0]",
            {{"url", {server.url()}}, {"proxy", {std::string()}}, {key, secret_of_a_day}},
            {.folder = "/",
             .environment = [](const std::string&) { return std::optional("shop:sesame"); },
             .now = *parse_rfc3339("2021-02-26T00:00:00Z")}
        );
        const auto handler = HttpHandler::create("erp", section);
        ASSERT_TRUE(handler) << handler.error().message;
        EXPECT_EQ(
            section.warnings(),
            std::vector{"handler[0]." + key + ": has expired, so nothing is sent"}
        );
        for (const char* time : {"2021-02-24T23:59:59Z", "2021-02-26T00:00:00Z"})
            EXPECT_EQ(
                std::get<Retry>((*handler)->handle(test::sample_event(), attempt_at(time))).reason,
                "the secret of the Authorization header is not live, so nothing was sent"
            );
        EXPECT_TRUE(server.received().empty());
        const auto outcome =
            (*handler)->handle(test::sample_event(), attempt_at("2021-02-25T15:15:30Z"));
        EXPECT_TRUE(std::holds_alternative<Done>(outcome));
        EXPECT_EQ(server.received().size(), 1u);
    }
}

TEST(HttpHandler, TellsTheReceiversReasonsWithoutItsOwnSecrets) {
    const LocalServer server([](const test::Received& request, test::Peer& peer) {
        return peer.send(answer_text(503, request.head, "Retry-After: 7\r\n"));
    });
    const auto handler = handler_to(server, {{"basic", {std::string("shop:open-sesame")}}});
    const auto outcome = handler->handle(test::sample_event(), {});
    const auto& retry = std::get<Retry>(outcome);
    EXPECT_EQ(retry.delay, 7s);
    EXPECT_TRUE(retry.reason.starts_with("answered 503: POST /hook HTTP/1.1")) << retry.reason;
    EXPECT_NE(retry.reason.find("Authorization: Basic ***"), std::string::npos) << retry.reason;
}

TEST(HttpHandler, RetriesWithoutAnAnswerAndRejectsAsTold) {
    const LocalServer silent([](const test::Received&, test::Peer&) { return false; });
    const auto retried = handler_to(silent)->handle(test::sample_event(), {});
    EXPECT_TRUE(std::get<Retry>(retried).reason.starts_with("no answer: "));
    const LocalServer strict(test::always(answer_text(422, "no such article")));
    const auto rejected = handler_to(strict)->handle(test::sample_event(), {});
    EXPECT_EQ(std::get<Reject>(rejected).reason, "answered 422: no such article");
}

} // namespace
} // namespace orderhook
