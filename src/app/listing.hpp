// Walks through the listings of the admin API.
#pragma once

#include "app/operate.hpp"
#include "text/percent.hpp"

#include <string>

namespace orderhook {

/// A listing and what it shows.
struct Listing {
    std::string path; ///< `/events`
    EventChoice choice;
    std::string handler; ///< of dead letters; empty for all

    /// The target of its part at `cursor`.
    [[nodiscard]] std::string target(const std::optional<std::string>& cursor) const {
        std::string text = path + "?limit=1000";
        const auto add = [&](const char* name, const std::string& value) {
            if (!value.empty()) text += std::string("&") + name + "=" + percent_encoded(value);
        };
        add("source", choice.source);
        add("type", choice.type);
        add("order_key", choice.order_key);
        add("from", choice.from);
        add("to", choice.to);
        add("disposition", choice.disposition);
        add("handler", handler);
        if (cursor) add("cursor", *cursor);
        return text;
    }
};

/// Calls `visit` with each item of all parts until it answers false.
template <class Page, class Visit>
[[nodiscard]] Result<void> walk(AdminClient& client, const Listing& listing, Visit visit) {
    std::optional<std::string> cursor;
    do {
        const auto page = client.get<Page>(listing.target(cursor));
        if (!page) return failure(page);
        for (const auto& item : page->items) {
            const Result<bool> goes_on = visit(item);
            if (!goes_on) return failure(goes_on);
            if (!*goes_on) return {};
        }
        cursor = page->next;
    } while (cursor);
    return {};
}

} // namespace orderhook
