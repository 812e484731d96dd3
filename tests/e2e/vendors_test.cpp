// Every typed event of every vendor through the real binary, each under a scheme of its own.
#include "app/http_client.hpp"
#include "app/lone_provider.hpp"
#include "async/clock.hpp"
#include "e2e/shop.hpp"
#include "providers/registry.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace orderhook {
namespace {

using test::fixture;
using test::Service;
using test::Shop;

struct Vendor {
    std::string name;
    std::string scheme;
    std::string secret;
    std::string wrong_secret;
    std::string further_keys;
    bool covers_body = false;
    std::vector<std::string> fixtures; ///< without `.json`

    friend std::ostream& operator<<(std::ostream& out, const Vendor& vendor) {
        return out << vendor.name << ' ' << vendor.scheme;
    }
};

const std::vector<std::string> nexway_fixtures{
    "aborted",
    "canceled",
    "canceled-with-subscription",
    "completed",
    "completed-with-subscription",
    "created",
    "fulfillmentFailed",
    "partiallyCompleted",
    "paymentFailed",
    "paymentRefused",
    "prebillingStarted",
    "prebillingStarted-offer",
    "renewCompleted"};

const std::vector<std::string> salla_fixtures{
    "order.created",
    "order.updated",
    "order.cancelled",
    "order.refunded",
    "order.deleted",
    "order.products.updated",
    "order.payment.updated",
    "order.coupon.updated",
    "order.total.price.updated",
    "order.customer.updated",
    "order.shipping.address.updated",
    "order.status.updated",
    "order.shipment.creating",
    "order.shipment.created",
    "order.shipment.cancelled",
    "order.shipment.return.creating",
    "order.shipment.return.created",
    "order.shipment.return.cancelled"};

std::string section_of(const Vendor& vendor) {
    return "[[source]]\nname = \"" + vendor.name + "\"\npath = \"/hooks/" + vendor.name
           + "\"\nprovider = \"" + vendor.name + "\"\nscheme = \"" + vendor.scheme
           + "\"\nsecrets = [\"" + vendor.secret + "\"]\n" + vendor.further_keys;
}

/// Posts `body` with the credentials that a secret makes for `signed_body`.
Reply post(
    const Service& service,
    const Vendor& vendor,
    const std::string& secret,
    const std::string& signed_body,
    const std::string& body
) {
    SourceKeys keys{vendor.scheme, {}};
    if (vendor.scheme == "header") keys.further.emplace_back("header=X-Webhook-Token");
    const auto provider = make_signing_provider(*find_provider_type(vendor.name), secret, keys);
    if (!provider) throw std::runtime_error(provider.error().message);
    const auto credentials = (*provider)->sign(signed_body, SystemClock{}.now());
    HttpClient client(*Url::parse(service.url("/hooks/" + vendor.name)));
    const auto reply = client.request("POST", credentials.path_suffix, credentials.headers, body);
    if (!reply) throw std::runtime_error(reply.error().message);
    return *reply;
}

class EveryVendor : public testing::TestWithParam<Vendor> {};

TEST_P(EveryVendor, HasItsTypesDeliveredOnceWithTheirPayloadAndForgeriesRefused) {
    const Vendor& vendor = GetParam();
    const Shop shop(section_of(vendor));
    const Service service(shop.config());
    ASSERT_TRUE(service.ready()) << service.output();
    for (const auto& name : vendor.fixtures) {
        const auto body = fixture(vendor.name + "/" + name + ".json");
        const auto first = post(service, vendor, vendor.secret, body, body);
        EXPECT_NE(first.body.find(R"("status":"accepted")"), std::string::npos)
            << name << first.body;
        const auto again = post(service, vendor, vendor.secret, body, body);
        EXPECT_NE(again.body.find(R"("status":"duplicate")"), std::string::npos) << name;
        EXPECT_EQ(post(service, vendor, vendor.wrong_secret, body, body).status, 401) << name;
        auto flipped = body;
        flipped[flipped.size() / 2] = static_cast<char>(flipped[flipped.size() / 2] ^ 1);
        if (vendor.covers_body) {
            EXPECT_EQ(post(service, vendor, vendor.secret, body, flipped).status, 401) << name;
        }
    }
    const auto lines = shop.delivered(service, vendor.fixtures.size());
    EXPECT_EQ(lines.size(), vendor.fixtures.size());
    for (const auto& line : lines)
        EXPECT_TRUE(line.at("payload").is_object()) << line.at("type");
}

INSTANTIATE_TEST_SUITE_P(
    Vendors,
    EveryVendor,
    testing::Values(
        Vendor{"salla", "signature", "a-salla-secret", "another", "", true, salla_fixtures},
        Vendor{"salla", "token", "a-salla-token", "another", "", false, salla_fixtures},
        Vendor{"nexway", "basic", "user:pass:word", "user:pass", "", false, nexway_fixtures},
        Vendor{"nexway", "bearer", "a-token", "a-toke", "", false, nexway_fixtures},
        Vendor{
            "nexway",
            "header",
            "a-value",
            "a-value-",
            "header = \"X-Webhook-Token\"\n",
            false,
            nexway_fixtures},
        Vendor{
            "firespring",
            "path",
            "a-path-secret-0123456789",
            "a-path-secret-0123456780",
            "tenant = \"website-1\"\n",
            false,
            {"order.created"}},
        Vendor{
            "firespring",
            "basic",
            "user:password",
            "user:passwort",
            "",
            false,
            {"order.created"}}
    ),
    [](const auto& each) { return each.param.name + "_" + each.param.scheme; }
);

} // namespace
} // namespace orderhook
