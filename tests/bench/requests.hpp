// Signed requests, each with an event id of its own.
#pragma once

#include <orderhook/provider.hpp>

#include <cstdint>
#include <deque>
#include <memory>
#include <string>
#include <vector>

namespace orderhook::bench {

class Requests {
public:
    /// What varies in a body: every place of `text` becomes a number of the same length.
    struct Varied {
        std::string text;
        std::uint64_t events_per_number = 1;
    };

    /// Posts variations of `body` to `path`; `forged` gives them a proof of another body.
    Requests(
        std::unique_ptr<Provider> provider,
        std::string path,
        std::string body,
        const std::vector<Varied>& varied,
        bool forged = false
    );

    /// Signs so many of the next requests now, so that it costs nothing while a server is measured.
    void sign_ahead(std::size_t count);

    /// The next request, head and body, until the one after it is asked for.
    [[nodiscard]] const std::string& next();

    [[nodiscard]] std::size_t body_bytes() const noexcept { return body_.size(); }

private:
    struct Place {
        std::size_t at = 0;
        std::size_t length = 0;
        std::uint64_t events_per_number = 1;
    };

    void number_body(std::uint64_t number);
    [[nodiscard]] std::string signed_head() const;

    std::unique_ptr<Provider> provider_;
    std::string path_;
    std::string body_;
    std::vector<Place> places_;
    std::uint64_t number_;
    bool forged_;
    std::deque<std::string> heads_; // of the next requests
    std::string request_;
};

/// The 725 bytes of Ordergroove's order.success; five events to an order.
[[nodiscard]] Requests ordergroove_requests(const std::string& key, bool forged = false);

/// The 11 KB of Salla's order.created, each of an order of its own.
[[nodiscard]] Requests salla_requests(const std::string& key);

} // namespace orderhook::bench
