#include "http/support/client.hpp"

#include <gtest/gtest.h>

#include <random>

namespace orderhook::http::test {
namespace {

using Random = std::mt19937;

std::size_t pick(Random& random, std::size_t limit) {
    return std::uniform_int_distribution<std::size_t>(0, limit - 1)(random);
}

const std::vector<std::string>& sound_requests() {
    static const std::vector<std::string> requests{
        post(R"({"id":1,"type":"order.created"})"),
        post("", "Connection: keep-alive\r\n"),
        "GET /a?b=c HTTP/1.1\r\nHost: a:80\r\nAccept: */*\r\n\r\n",
        "GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n",
        "POST /c HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
        "5;x=\"y\"\r\nhello\r\n1\r\n!\r\n0\r\nA: b\r\n\r\n",
        post(std::string(3000, 'z')),
    };
    return requests;
}

std::string sound_stream(Random& random) {
    std::string stream;
    for (std::size_t count = 1 + pick(random, 4); count > 0; --count)
        stream += sound_requests()[pick(random, sound_requests().size())];
    return stream;
}

void mutate(std::string& text, Random& random) {
    static const std::string telling = "\r\n :;,\t0159aAx\x01\x7f\xff+-";
    for (std::size_t count = 1 + pick(random, 3); count > 0; --count) {
        const auto at = pick(random, text.size());
        const char letter = telling[pick(random, telling.size())];
        switch (pick(random, 4)) {
        case 0:
            text[at] = letter;
            break;
        case 1:
            text.insert(at, 1, letter);
            break;
        case 2:
            text.erase(at, 1 + pick(random, 3));
            break;
        default:
            text.insert(at, text.substr(pick(random, text.size()), pick(random, 20)));
            break;
        }
        if (text.empty()) text = letter;
    }
}

struct Seen {
    std::vector<std::string> requests;
    std::vector<int> statuses;

    friend bool operator==(const Seen&, const Seen&) = default;
};

Seen seen_by(Service& service, const std::string& stream, Random* splits) {
    service.handler.requests.clear();
    Client client(service);
    std::string_view rest = stream;
    while (!rest.empty()) {
        const auto size =
            splits ? 1 + pick(*splits, std::min<std::size_t>(rest.size(), 40)) : rest.size();
        client.send(rest.substr(0, size));
        rest.remove_prefix(size);
        service.settle();
    }
    client.end_sending();
    Seen seen;
    seen.statuses = statuses_of(client.rest());
    for (const auto& request : service.handler.requests) {
        std::string text = request.method + ' ' + request.target + '\n';
        for (const auto& [name, value] : request.headers)
            text += name + '=' + value + '\n';
        seen.requests.push_back(text + request.body);
    }
    return seen;
}

TEST(SessionSplit, SoundRequestsAreServedHoweverTheyCome) {
    Service service;
    service.handler.reply = [](const RawRequest&) { return Reply{}; };
    Random random(1);
    for (int round = 0; round < 100; ++round) {
        const auto stream = sound_stream(random);
        const auto whole = seen_by(service, stream, nullptr);
        EXPECT_EQ(whole.statuses, std::vector<int>(whole.requests.size(), 200));
        EXPECT_FALSE(whole.requests.empty());
        EXPECT_EQ(seen_by(service, stream, &random), whole) << stream;
    }
}

TEST(SessionSplit, DamagedRequestsMeanTheSameHoweverTheyCome) {
    Service service;
    service.handler.reply = [](const RawRequest&) { return Reply{}; };
    Random random(2);
    int refused = 0;
    for (int round = 0; round < 400; ++round) {
        auto stream = sound_stream(random);
        mutate(stream, random);
        const auto whole = seen_by(service, stream, nullptr);
        EXPECT_EQ(seen_by(service, stream, &random), whole) << stream;
        // A refusal is the last thing a connection says.
        for (std::size_t i = 0; i < whole.statuses.size(); ++i)
            EXPECT_TRUE(whole.statuses[i] == 200 || i + 1 == whole.statuses.size()) << stream;
        if (!whole.statuses.empty() && whole.statuses.back() != 200) ++refused;
    }
    EXPECT_GT(refused, 100);
}

} // namespace
} // namespace orderhook::http::test
