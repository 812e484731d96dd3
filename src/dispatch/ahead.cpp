#include "dispatch/ahead.hpp"

namespace orderhook {

void Ahead::clear() {
    lanes_.clear();
    forgotten_ = 0;
    swept_ = 0;
    is_surveyed_ = true;
}

void Ahead::leave(Lane lane, Position position) {
    if (position <= cursor_) return;
    auto found = lanes_.find(lane);
    if (found == lanes_.end()) {
        if (!has_room()) {
            forgotten_ = std::max(forgotten_, position);
            return;
        }
        found = lanes_.try_emplace(lane).first;
    }
    found->second.left = std::max(found->second.left, position);
    newest_ = std::max(newest_, position);
}

void Ahead::take(Lane lane, Position position) {
    lanes_[lane].taken = position;
    newest_ = std::max(newest_, position);
}

bool Ahead::is_clear(Lane lane) {
    if (!is_surveyed_ || forgotten_ > cursor_) return false;
    const auto found = lanes_.find(lane);
    return found == lanes_.end() ? has_room() : found->second.left <= cursor_;
}

bool Ahead::is_taken(Lane lane, Position position) const {
    const auto found = lanes_.find(lane);
    return found != lanes_.end() && position <= found->second.taken;
}

// Lanes that the cursor has passed are forgotten together, once all of the last sweep are among
// them: so a sweep frees at least as many as it has looked at in vain before.
bool Ahead::has_room() {
    if (lanes_.size() < most_lanes_) return true;
    if (cursor_ < swept_) return false;
    swept_ = newest_;
    boost::unordered::erase_if(lanes_, [&](const auto& entry) {
        return std::max(entry.second.left, entry.second.taken) <= cursor_;
    });
    return lanes_.size() < most_lanes_;
}

} // namespace orderhook
