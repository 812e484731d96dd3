// A shop for the end-to-end tests: one Ordergroove source, its events in a jsonl file.
#pragma once

#include "support/patience.hpp"
#include "support/service.hpp"
#include "support/temporary_folder.hpp"

#include <orderhook/http.hpp>

#include <nlohmann/json.hpp>

#include <filesystem>
#include <string>
#include <vector>

namespace orderhook::test {

class Shop {
public:
    static constexpr const char* key = "an-end-to-end-verification-key";

    /// Writes its configuration; `extra` is appended, and goes before the sections of the shop.
    explicit Shop(const std::string& extra = "");

    [[nodiscard]] const std::filesystem::path& config() const noexcept { return config_; }
    [[nodiscard]] std::filesystem::path file(const std::string& name) const {
        return folder_.path() / name;
    }

    /// Replaces a text of its configuration, for the next start.
    void reconfigure(const std::string& from, const std::string& to) const;

    /// Posts a body with its right signature, or with the one given.
    [[nodiscard]] Reply
    post(const Service& service, const std::string& body, const std::string& signature = "") const;
    [[nodiscard]] std::string sign(const std::string& body) const;

    /// The lines of the jsonl handler once there are that many; fewer when that takes longer than
    /// `patience`.
    [[nodiscard]] std::vector<nlohmann::json>
    delivered(const Service& service, std::size_t at_least) const;

    /// Waits until no handler is owed a delivery; false when that takes longer.
    [[nodiscard]] bool
    settled(const Service& service, std::chrono::seconds at_most = patience) const;

private:
    TemporaryFolder folder_;
    std::filesystem::path config_;
};

/// A fixture of tests/data.
[[nodiscard]] std::string fixture(const std::string& path);

/// The fixtures that are named after the typed event types of a vendor.
[[nodiscard]] std::vector<std::string> order_and_item_types();

/// A signed-for body of an order with ids of its own.
[[nodiscard]] std::string
order_event(const std::string& id, const std::string& order, int created = 1'622'589'211);

[[nodiscard]] Reply get(const std::string& url);

} // namespace orderhook::test
