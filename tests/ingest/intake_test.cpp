#include "ingest/intake.hpp"
#include "support/fake_provider.hpp"

#include <orderhook/signature.hpp>

#include <gtest/gtest.h>

namespace orderhook {
namespace {

using test::FakeProvider;

Source make_source() { return {"shop", "/hooks/shop", std::make_unique<FakeProvider>()}; }

RawRequest make_request(std::string body) {
    RawRequest request;
    request.method = "POST";
    request.target = "/hooks/shop";
    request.headers = {{"Host", "localhost"}, {"X-Proof", "right"}};
    request.body = std::move(body);
    request.received_at = Time{std::chrono::seconds{1'622'589'300}};
    return request;
}

const EventId id{{1, 2, 3}};

TEST(Intake, NamesTheSecretThatProvedTheRequest) {
    const auto proof = prove(make_source(), make_request("order.paid 17"), Time{});
    ASSERT_TRUE(proof);
    EXPECT_EQ(proof->secret, "first");
}

TEST(Intake, RefusesAWrongProof) {
    auto request = make_request("order.paid 17");
    request.headers = {{"X-Proof", "wrong"}};
    const auto proof = prove(make_source(), request, Time{});
    ASSERT_FALSE(proof);
    EXPECT_EQ(proof.error().code, Errc::unauthenticated);
}

TEST(Intake, TakesAnybodyAtASourceThatVerifiesNothing) {
    auto source = make_source();
    source.verifies = false;
    auto request = make_request("order.paid 17");
    request.headers = {};
    EXPECT_TRUE(prove(source, request, Time{}));
}

TEST(Intake, KeepsBodyEnvelopeAndTimeAsReceived) {
    const auto taken = take_in(make_source(), make_request("order.paid 17"), id);
    ASSERT_TRUE(taken);
    EXPECT_EQ(taken->event.id, id);
    EXPECT_EQ(taken->event.source, "shop");
    EXPECT_EQ(taken->event.provider, "fake");
    EXPECT_EQ(taken->event.envelope.type, "order.paid");
    EXPECT_EQ(taken->event.envelope.order_key, "order:17");
    EXPECT_EQ(taken->event.body, "order.paid 17");
    EXPECT_EQ(taken->event.received_at, Time{std::chrono::seconds{1'622'589'300}});
    EXPECT_EQ(taken->quarantine_reason, "");
}

TEST(Intake, QuarantinesWhatCannotBeIdentifiedUnderItsBodysHash) {
    const auto taken = take_in(make_source(), make_request(""), id);
    ASSERT_TRUE(taken);
    EXPECT_EQ(taken->quarantine_reason, "(root): expected text, got nothing");
    EXPECT_EQ(taken->event.envelope.dedupe_key, to_hex(sha256("")));
    EXPECT_EQ(taken->event.envelope.type, "");
}

TEST(Intake, RejectsWhatCannotBeIdentifiedWhereTheSourceSaysSo) {
    auto source = make_source();
    source.on_malformed = OnMalformed::reject;
    const auto taken = take_in(source, make_request(""), id);
    ASSERT_FALSE(taken);
    EXPECT_EQ(taken.error().message, "(root): expected text, got nothing");
}

TEST(Intake, StoresNoHeaderThatProvesOrIdentifiesTheSender) {
    auto request = make_request("order.paid 17");
    request.headers = {
        {"Host", "localhost"},
        {"x-proof", "right"},
        {"AUTHORIZATION", "Bearer x"},
        {"Proxy-Authorization", "Basic x"},
        {"Cookie", "a=b"},
        {"X-Request-Id", "7"},
    };
    const Headers kept{{"Host", "localhost"}, {"X-Request-Id", "7"}};
    EXPECT_EQ(storable_headers(make_source(), request), kept);
}

TEST(Intake, StoresNoHeaderThatRepeatsASecretOfThePath) {
    const Source source{"shop", "/hooks/shop", std::make_unique<FakeProvider>(true)};
    auto request = make_request("order.paid 17");
    request.target = "/hooks/shop/right?x=1";
    request.headers = {
        {"Referer", "https://shop.example/hooks/shop/right"},
        {"X-Original-URL", "/hooks/shop/right"},
        {"Host", "shop.example"},
    };
    const Headers kept{{"Host", "shop.example"}};
    EXPECT_EQ(storable_headers(source, request), kept);
}

TEST(Intake, AnswersWhatTheJournalDid) {
    const std::string text = id.to_text();
    const EventId first{{9}};
    struct Case {
        Appended appended;
        std::string body;
    };
    const Case cases[] = {
        {{id, Disposition::accepted, id, ""}, R"({"status":"accepted","id":")" + text + "\"}"},
        {{id, Disposition::duplicate, id, ""}, R"({"status":"duplicate","id":")" + text + "\"}"},
        {{id, Disposition::conflict, first, ""},
         R"({"status":"conflict","id":")" + text + R"(","first":")" + first.to_text() + "\"}"},
        {{id, Disposition::quarantined, id, "(root): expected \"x\""},
         R"({"status":"quarantined","id":")" + text + R"(","error":"(root): expected \"x\""})"},
    };
    for (const auto& [appended, body] : cases) {
        const Reply reply = reply_for(appended);
        EXPECT_EQ(reply.status, 200) << body;
        EXPECT_EQ(reply.body, body);
    }
}

TEST(Intake, AsksTheVendorToComeBackWhenNothingWasStored) {
    const Reply reply = reply_for(failure(Errc::unavailable, "disk full"));
    EXPECT_EQ(reply.status, 503);
    EXPECT_NE(reply.headers.find("Retry-After"), nullptr);
    EXPECT_EQ(reply.body.find("disk"), std::string::npos);
}

} // namespace
} // namespace orderhook
