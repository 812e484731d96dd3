#include "ingest/intake.hpp"
#include "support/fake_provider.hpp"

#include <orderhook/signature.hpp>

#include <gtest/gtest.h>

#include <optional>
#include <stdexcept>

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

/// Reads whatever it is told to, or throws.
class CarelessProvider : public FakeProvider {
public:
    explicit CarelessProvider(std::optional<Envelope> envelope) : envelope_(std::move(envelope)) {}

    [[nodiscard]] Result<Proof> verify(const RawRequest&, Time) const override { throw 1; }
    [[nodiscard]] Result<Envelope> identify(const RawRequest&) const override {
        if (!envelope_) throw std::runtime_error("out of luck");
        return *envelope_;
    }

private:
    std::optional<Envelope> envelope_;
};

Source careless_source(std::optional<Envelope> envelope) {
    return {"shop", "/hooks/shop", std::make_unique<CarelessProvider>(std::move(envelope))};
}

TEST(Intake, TakesAProviderThatThrowsForNoProof) {
    const auto proof = prove(careless_source({}), make_request("x"), Time{});
    ASSERT_FALSE(proof);
    EXPECT_EQ(proof.error(), (Error{Errc::unauthenticated, "the provider failed"}));
}

TEST(Intake, QuarantinesWhatAProviderThrowsAt) {
    const auto taken = take_in(careless_source({}), make_request("x"), id);
    ASSERT_TRUE(taken);
    EXPECT_EQ(taken->quarantine_reason, "(root): cannot be read: out of luck");
}

TEST(Intake, QuarantinesAnEventWithoutType) {
    const auto taken = take_in(careless_source(Envelope{}), make_request("x"), id);
    ASSERT_TRUE(taken);
    EXPECT_EQ(taken->quarantine_reason, "(root): expected a type, got nothing");
}

TEST(Intake, MakesTheKeysThatAProviderLeftEmptyFromTheBody) {
    Envelope typed;
    typed.type = "order.paid";
    const auto taken = take_in(careless_source(typed), make_request("x"), id);
    ASSERT_TRUE(taken);
    const std::string hash = to_hex(sha256("x"));
    EXPECT_EQ(taken->event.envelope.dedupe_key, hash);
    EXPECT_EQ(taken->event.envelope.order_key, "event:" + hash);

    typed.dedupe_key = "e1";
    const auto keyed = take_in(careless_source(typed), make_request("x"), id);
    ASSERT_TRUE(keyed);
    EXPECT_EQ(keyed->event.envelope.dedupe_key, "e1");
    EXPECT_EQ(keyed->event.envelope.order_key, "event:e1");
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
    std::vector<Source> sources;
    sources.push_back(make_source());
    const auto table = SourceTable::create(std::move(sources));
    ASSERT_TRUE(table);
    const Source& source = *table->find("/hooks/shop");
    EXPECT_EQ(storable_headers(source, request.target, request.headers), kept);
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
    EXPECT_EQ(storable_headers(source, request.target, request.headers), kept);
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
