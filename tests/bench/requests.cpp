#include "bench/requests.hpp"

#include "app/lone_provider.hpp"
#include "async/clock.hpp"
#include "providers/registry.hpp"

#include <orderhook/json/text.hpp>

#include <chrono>
#include <fstream>
#include <iterator>
#include <stdexcept>

namespace orderhook::bench {

namespace {

std::unique_ptr<Provider> provider_for(const std::string& vendor, const std::string& key) {
    auto provider = make_signing_provider(*find_provider_type(vendor), key);
    if (!provider) throw std::runtime_error(provider.error().message);
    return std::move(*provider);
}

std::string fixture(const std::string& name) {
    std::ifstream file(std::string(ORDERHOOK_TEST_DATA) + "/" + name, std::ios::binary);
    const std::string body{std::istreambuf_iterator<char>(file), {}};
    auto compact = json::compact(body);
    if (!compact) throw std::runtime_error(name + ": " + compact.error().message);
    return std::move(*compact);
}

} // namespace

Requests::Requests(
    std::unique_ptr<Provider> provider,
    std::string path,
    std::string body,
    const std::vector<Varied>& varied,
    bool forged
)
    : provider_(std::move(provider)),
      path_(std::move(path)),
      body_(std::move(body)),
      // Not the numbers of a run before, which would be duplicates in a journal that is kept.
      number_(
          static_cast<std::uint64_t>(std::chrono::system_clock::now().time_since_epoch().count())
          % 1'000'000'000'000 * 1'000
      ),
      forged_(forged) {
    for (const auto& [text, events_per_number] : varied)
        for (auto at = body_.find(text); at != body_.npos; at = body_.find(text, at + 1))
            places_.push_back({at, text.size(), events_per_number});
    if (places_.empty()) throw std::runtime_error("the body has nothing to vary");
}

void Requests::sign_ahead(std::size_t count) {
    while (heads_.size() < count) {
        number_body(number_ + heads_.size() + 1);
        heads_.push_back(signed_head());
    }
}

const std::string& Requests::next() {
    number_body(++number_);
    if (heads_.empty()) heads_.push_back(signed_head());
    request_.assign(heads_.front()).append(body_);
    heads_.pop_front();
    return request_;
}

void Requests::number_body(std::uint64_t number) {
    for (const Place& place : places_) {
        auto left = number / place.events_per_number;
        for (std::size_t digit = place.length; digit-- > 0; left /= 10)
            body_[place.at + digit] = static_cast<char>('0' + left % 10);
    }
}

std::string Requests::signed_head() const {
    const auto proof = provider_->sign(forged_ ? "another body" : body_, SystemClock{}.now());
    std::string head = "POST " + path_ + proof.path_suffix
                       + " HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n";
    for (const Header& header : proof.headers)
        head += header.name + ": " + header.value + "\r\n";
    return head + "Content-Length: " + std::to_string(body_.size()) + "\r\n\r\n";
}

Requests ordergroove_requests(const std::string& key, bool forged) {
    return Requests(
        provider_for("ordergroove", key),
        "/hooks/ordergroove",
        fixture("ordergroove/order.success.json"),
        {{"ad954077c6831505b9655d5cfbd91e58", 1}, {"6c938eceb54778e4c64be79d7992200a", 5}},
        forged
    );
}

// Ten digits of an id as the vendor's, with the first kept: a number must not begin with 0.
Requests salla_requests(const std::string& key) {
    return Requests(
        provider_for("salla", key),
        "/hooks/salla",
        fixture("salla/order.created.json"),
        {{"116149737", 1}}
    );
}

} // namespace orderhook::bench
