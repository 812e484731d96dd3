#include "handlers/http/target.hpp"
#include "support/temporary_folder.hpp"

#include <gtest/gtest.h>

namespace orderhook::outgoing {
namespace {

using namespace std::chrono_literals;

Setting text(std::string value) { return {std::move(value)}; }
Setting number(std::int64_t value) { return {value}; }

Result<Target> read(Setting::Table table, const std::filesystem::path& folder = "/") {
    table.emplace("url", text("https://erp.example.com/orders?shop=1"));
    Settings section("handler[0]", std::move(table), {.folder = folder, .environment = {}});
    auto target = read_target(section);
    EXPECT_TRUE(!target || section.finish());
    return target;
}

std::string error_of(Setting::Table table, const std::filesystem::path& folder = "/") {
    const auto target = read(std::move(table), folder);
    return target ? "no error" : target.error().message;
}

TEST(HttpTarget, NeedsNothingButAUrl) {
    const auto target = read({});
    ASSERT_TRUE(target) << target.error().message;
    EXPECT_EQ(target->connection.url, "https://erp.example.com/orders?shop=1");
    EXPECT_EQ(target->shape.format, Format::original);
    EXPECT_EQ(target->shape.forward_headers, std::vector<std::string>{"Content-Type"});
    EXPECT_EQ(target->shape.authorization, "");
    EXPECT_FALSE(target->signer.has_secrets());
    EXPECT_EQ(target->verdicts.reject_statuses, (std::vector{400, 410, 413, 415, 422}));
    EXPECT_TRUE(target->verdicts.honour_retry_after);
    EXPECT_EQ(target->connection.proxy, std::nullopt);
    EXPECT_EQ(target->connection.connect_timeout, 10s);
}

TEST(HttpTarget, ReadsEveryKey) {
    const test::TemporaryFolder folder;
    std::ofstream(folder / "ca.pem") << "-----BEGIN CERTIFICATE-----\n";
    const auto target = read(
        {{"format", text("cloudevents-binary")},
         {"forward_headers", {Setting::Array{text("X-Trace")}}},
         {"secrets", {Setting::Array{text("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")}}},
         {"bearer", text("a-token")},
         {"reject_statuses", {Setting::Array{number(404)}}},
         {"honour_retry_after", {false}},
         {"ca_file", text("ca.pem")},
         {"client_certificate", text("ca.pem")},
         {"client_key", text("ca.pem")},
         {"proxy", text("http://proxy.internal:3128")},
         {"connect_timeout", text("3s")}},
        folder.path()
    );
    ASSERT_TRUE(target) << target.error().message;
    EXPECT_EQ(target->shape.format, Format::cloudevents_binary);
    EXPECT_EQ(target->shape.forward_headers, std::vector<std::string>{"X-Trace"});
    EXPECT_TRUE(target->signer.has_secrets());
    EXPECT_EQ(target->shape.authorization, "Bearer a-token");
    EXPECT_EQ(target->verdicts.secrets, std::vector<std::string>{"a-token"});
    EXPECT_EQ(target->verdicts.reject_statuses, std::vector{404});
    EXPECT_FALSE(target->verdicts.honour_retry_after);
    for (const auto& path :
         {target->connection.ca_file,
          target->connection.client_certificate,
          target->connection.client_key})
        EXPECT_EQ(path, folder / "ca.pem");
    EXPECT_EQ(target->connection.proxy, "http://proxy.internal:3128");
    EXPECT_EQ(target->connection.connect_timeout, 3s);
}

TEST(HttpTarget, TakesUserAndPasswordAsASecret) {
    const auto target = read({{"basic", text("Aladdin:open sesame")}});
    ASSERT_TRUE(target);
    EXPECT_EQ(target->shape.authorization, "Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==");
    EXPECT_EQ(
        target->verdicts.secrets,
        (std::vector<std::string>{
            "QWxhZGRpbjpvcGVuIHNlc2FtZQ==",
            "Aladdin:open sesame",
            "open sesame"})
    );
}

TEST(HttpTarget, SaysWhichKeyIsWrong) {
    const std::pair<Setting::Table, std::string> cases[] = {
        {{{"format", text("xml")}},
         "format: expected \"original\", \"cloudevents-structured\" or \"cloudevents-binary\", "
         "got \"xml\""},
        {{{"forward_headers", {Setting::Array{text("X-A"), text("Host")}}}},
         "forward_headers[1]: Host is not passed on: the request has its own"},
        {{{"forward_headers", {Setting::Array{text("X-A"), text("X-B"), text("x-a")}}}},
         "forward_headers[2]: x-a is there twice"},
        {{{"secrets", {Setting::Array{text("plain")}}}},
         "secrets[0]: expected whsec_ and the base64 of 24 to 64 bytes"},
        {{{"bearer", text("a")}, {"basic", text("a:b")}},
         "basic: expected either bearer or basic, got both"},
        {{{"bearer", text("to ken")}}, "bearer: expected a token of visible ASCII characters"},
        {{{"bearer", text("a\nb")}}, "bearer: expected a token of visible ASCII characters"},
        {{{"basic", text("user")}}, "basic: expected user:password"},
        {{{"reject_statuses", {Setting::Array{number(400), number(204)}}}},
         "reject_statuses[1]: expected 300 to 599, got 204"},
        {{{"proxy", text("http://user:password@proxy")}},
         "proxy: expected a URL such as \"http://proxy.internal:3128\", without user and password, "
         "or \"\" for none"},
        {{{"connect_timeout", text("0")}}, "connect_timeout: expected 1ms to 1h"},
        {{{"honour_retry_after", text("yes")}},
         "honour_retry_after: expected true or false, got \"yes\""},
    };
    for (const auto& [table, problem] : cases)
        EXPECT_EQ(error_of(table), "handler[0]." + problem);
    EXPECT_EQ(read({{"proxy", text("")}})->connection.proxy, "");
}

TEST(HttpTarget, LooksIntoTheFilesItIsGiven) {
    const test::TemporaryFolder folder;
    std::ofstream(folder / "other") << "text";
    std::ofstream(folder / "key.pem") << "-----BEGIN PRIVATE KEY-----\n";
    for (const std::string key : {"ca_file", "client_certificate", "client_key"}) {
        const std::string path = (folder / "none.pem").string();
        EXPECT_EQ(
            error_of({{key, text(path)}}),
            "handler[0]." + key + ": cannot read " + path + ": No such file or directory"
        );
        EXPECT_EQ(
            error_of({{key, text(folder.path().string())}}),
            "handler[0]." + key + ": expected a file, got the folder " + folder.path().string()
        );
        EXPECT_EQ(
            error_of({{key, text("other")}}, folder.path()),
            "handler[0]." + key + ": " + (folder / "other").string()
                + " is no PEM file: no line has -----BEGIN"
        );
    }
    EXPECT_EQ(
        error_of({{"client_key", text("key.pem")}}, folder.path()),
        "handler[0].client_key: expected client_certificate beside it"
    );
}

TEST(HttpUrl, IsHttpWithAHostAndNoPassword) {
    for (const char* url :
         {"http://erp",
          "HTTPS://erp.example.com:8443/orders?token=a%20b&x=@",
          "http://127.0.0.1:1/",
          "http://[::1]",
          "http://[::1]:8080/x"})
        EXPECT_EQ(problem_of_url(url), "") << url;
    for (const char* url :
         {"",
          "erp.example.com",
          "ftp://erp",
          "file:///etc/passwd",
          "http://",
          "http:///orders",
          "http://:80",
          "http://erp:",
          "http://erp:0",
          "http://erp:65536",
          "http://erp:8o",
          "http://[::1",
          "http://[]",
          "http://[::1]x"})
        EXPECT_EQ(problem_of_url(url), R"(expected a URL such as "https://erp.example.com/orders")")
            << url;
    for (const char* url : {"http://user:secret@erp/", "http://user@erp", "http://a@b@erp?x"})
        EXPECT_EQ(
            problem_of_url(url),
            "expected a URL without user and password: they belong in the key basic"
        );
    EXPECT_EQ(
        problem_of_url("http://erp/a b"),
        "expected a URL without blanks and control characters"
    );
    EXPECT_EQ(problem_of_url("http://erp/#a"), "expected a URL without #, which is never sent");
}

} // namespace
} // namespace orderhook::outgoing
