#include "journal/event_matcher.hpp"

#include <utility>

namespace orderhook {

EventMatcher::EventMatcher(EventFilter filter) : filter_(std::move(filter)) {
    if (!filter_.type.empty()) type_.emplace(filter_.type);
}

bool EventMatcher::fits(const Traits& event) const {
    if (filter_.from && event.received_at < *filter_.from) return false;
    if (filter_.to && event.received_at >= *filter_.to) return false;
    if (filter_.disposition && event.disposition != *filter_.disposition) return false;
    if (!filter_.source.empty() && event.source != filter_.source) return false;
    if (!filter_.order_key.empty() && event.order_key != filter_.order_key) return false;
    if (!type_) return true;
    std::string name(event.provider);
    name.append(1, '.').append(event.type);
    return type_->matches(name);
}

} // namespace orderhook
