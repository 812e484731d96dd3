// What the real binary posts, as the npm packages standardwebhooks and cloudevents see it.
#include "app/http_client.hpp"
#include "app/lone_provider.hpp"
#include "async/clock.hpp"
#include "e2e/shop.hpp"
#include "providers/registry.hpp"

#include <orderhook/signature.hpp>

#include <gtest/gtest.h>

#include <array>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <map>
#include <stdexcept>

namespace orderhook {
namespace {

using test::fixture;
using test::Service;
using test::Shop;

constexpr const char* salla_secret = "a-salla-secret";
constexpr const char* new_secret = "whsec_bmV3LXNlY3JldC1vZi10aGUtcmVjZWl2ZXItMzJieXRlcw==";
constexpr const char* old_secret = "whsec_b2xkLXNlY3JldC1vZi10aGUtcmVjZWl2ZXI=";
constexpr const char* other_secret = "whsec_YSBzZWNyZXQgdGhhdCBub2JvZHkgaGFzIHNldA==";

/// verify.mjs, which ends by itself.
class Verifier {
public:
    explicit Verifier(std::size_t count) {
        std::string command = "exec node " ORDERHOOK_VERIFY " " + std::to_string(count);
        for (const char* secret : {new_secret, old_secret, other_secret})
            command += std::string(" ") + secret;
        pipe_ = popen(command.c_str(), "r"); // NOLINT(cert-env33-c)
        if (pipe_ == nullptr) throw std::runtime_error("cannot start node");
        port_ = line();
    }
    Verifier(const Verifier&) = delete;
    Verifier& operator=(const Verifier&) = delete;
    ~Verifier() { pclose(pipe_); }

    [[nodiscard]] std::string url(const std::string& format) const {
        return "http://127.0.0.1:" + port_ + '/' + format;
    }

    /// Empty when it has ended.
    [[nodiscard]] std::string line() {
        std::string text;
        for (int letter = 0; (letter = std::fgetc(pipe_)) != EOF && letter != '\n';)
            text += static_cast<char>(letter);
        return text;
    }

private:
    FILE* pipe_ = nullptr;
    std::string port_;
};

std::string sections(const Verifier& verifier) {
    std::string text = R"(
[[source]]
name = "salla"
path = "/hooks/salla"
provider = "salla"
secrets = [")" + std::string(salla_secret)
                       + "\"]\n";
    const std::pair<const char*, const char*> formats[] = {
        {"original", "original"},
        {"structured", "cloudevents-structured"},
        {"binary", "cloudevents-binary"},
    };
    for (const auto& [name, format] : formats)
        text += "[[handler]]\nname = \"" + std::string(name) + "\"\ntype = \"http\"\nurl = \""
                + verifier.url(name) + "\"\nproxy = \"\"\nformat = \"" + format
                + "\"\nsecrets = [\"" + new_secret
                + "\", { file = \"old-secret\", until = 2999-01-01T00:00:00Z }]\n";
    return text
           + "[[route]]\nevents = \"*\"\nhandlers = [\"original\", \"structured\", \"binary\"]\n";
}

/// Posts a body as its vendor does. The id of the event.
std::string post_as_salla(const Service& service, const std::string& body) {
    const auto provider = make_signing_provider(*find_provider_type("salla"), salla_secret);
    if (!provider) throw std::runtime_error(provider.error().message);
    auto headers = (*provider)->sign(body, SystemClock{}.now()).headers;
    headers.add("Content-Type", "application/json; charset=utf-8");
    HttpClient client(*Url::parse(service.url("/hooks/salla")));
    const auto reply = client.request("POST", "", headers, body);
    if (!reply) throw std::runtime_error(reply.error().message);
    return nlohmann::json::parse(reply->body).at("id");
}

struct Sent {
    std::string type;
    std::string source;
    std::string hash;
    std::string content_type;
};

/// What is skipped on a machine without network must not go unseen for ever.
bool may_be_skipped() {
    const char* ci = std::getenv("CI");
    return (ci == nullptr || std::string_view(ci) != "true")
           && !std::filesystem::exists(ORDERHOOK_NPM_PACKAGES);
}

TEST(Npm, VerifiesAndReadsWhatIsPosted) {
    if (may_be_skipped()) GTEST_SKIP() << "the npm packages are not installed";
    constexpr std::size_t posts = 9;
    Verifier verifier(posts);
    const Shop shop(sections(verifier));
    std::ofstream(shop.file("old-secret")) << old_secret << '\n';
    const Service service(shop.config());
    ASSERT_TRUE(service.ready()) << service.output();

    std::map<std::string, Sent> sent; // by the event's id
    const auto note = [&](const std::string& id, Sent event, const std::string& body) {
        event.hash = to_hex(sha256(body));
        sent.emplace(id, std::move(event));
    };
    for (const std::string type : {"order.success", "order.reminder"}) {
        const auto body = fixture("ordergroove/" + type + ".json");
        const std::string id = nlohmann::json::parse(shop.post(service, body).body).at("id");
        note(id, {"ordergroove." + type, "urn:orderhook:shop", "", "application/json"}, body);
    }
    const auto large = fixture("salla/order.products.updated.json");
    note(
        post_as_salla(service, large),
        {"salla.order.products.updated",
         "urn:orderhook:salla",
         "",
         "application/json; charset=utf-8"},
        large
    );
    ASSERT_EQ(sent.size(), 3u);

    std::map<std::string, int> formats;
    for (std::size_t post = 0; post < posts; ++post) {
        const auto text = verifier.line();
        ASSERT_FALSE(text.empty()) << post << '\n' << service.output();
        const auto line = nlohmann::json::parse(text);
        ASSERT_FALSE(line.contains("error")) << text;
        const std::string format = line.at("format");
        ++formats[format];
        const auto event = sent.find(line.at("webhook_id"));
        ASSERT_NE(event, sent.end()) << text;
        const auto& [type, source, hash, content_type] = event->second;

        EXPECT_EQ(line.at("verified"), (std::vector{true, true, false})) << text;
        EXPECT_EQ(line.at("tampered"), false) << text;
        EXPECT_EQ(line.at("data"), hash) << text;
        EXPECT_EQ(
            line.at("content_type"),
            format == "structured" ? "application/cloudevents+json" : content_type
        );
        if (format == "original") {
            EXPECT_EQ(line.at("orderhook_type"), type);
            continue;
        }
        const auto& read = line.at("event");
        EXPECT_EQ(read.at("id"), event->first) << text;
        EXPECT_EQ(read.at("type"), type) << text;
        EXPECT_EQ(read.at("source"), source) << text;
        EXPECT_EQ(read.at("subject"), read.at("partitionkey")) << text;
        EXPECT_TRUE(read.at("subject").get<std::string>().starts_with("order:")) << text;
        EXPECT_EQ(read.at("datacontenttype"), content_type) << text;
        EXPECT_EQ(read.at("same"), true) << text;
    }
    EXPECT_EQ(
        formats,
        (std::map<std::string, int>{{"binary", 3}, {"original", 3}, {"structured", 3}})
    );
    EXPECT_TRUE(shop.settled(service));
}

} // namespace
} // namespace orderhook
