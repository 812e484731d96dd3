// Whether an event belongs to a listing.
#pragma once

#include "journal/records.hpp"
#include "text/glob.hpp"

#include <optional>
#include <string_view>

namespace orderhook {

class EventMatcher {
public:
    /// All that a filter looks at; views, since most rows of a listing are passed over.
    struct Traits {
        std::string_view source;
        std::string_view provider;
        std::string_view type;
        std::string_view order_key;
        Time received_at{};
        Disposition disposition = Disposition::accepted;
    };

    explicit EventMatcher(EventFilter filter);

    [[nodiscard]] bool fits(const Traits& event) const;

private:
    EventFilter filter_;
    std::optional<Glob> type_;
};

} // namespace orderhook
