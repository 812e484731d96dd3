#include "text/glob.hpp"

namespace orderhook {

Glob::Glob(std::string_view pattern) {
    while (true) {
        const auto star = pattern.find('*');
        pieces_.emplace_back(pattern.substr(0, star));
        if (star == std::string_view::npos) return;
        pattern.remove_prefix(star + 1);
    }
}

bool Glob::matches(std::string_view text) const {
    const auto& first = pieces_.front();
    const auto& last = pieces_.back();
    if (pieces_.size() == 1) return text == first;
    if (text.size() < first.size() + last.size()) return false;
    if (!text.starts_with(first) || !text.ends_with(last)) return false;
    text.remove_prefix(first.size());
    text.remove_suffix(last.size());

    // The leftmost place of each piece leaves the most room for the next, so there is nothing to
    // try twice.
    for (std::size_t piece = 1; piece + 1 < pieces_.size(); ++piece) {
        const auto found = text.find(pieces_[piece]);
        if (found == std::string_view::npos) return false;
        text.remove_prefix(found + pieces_[piece].size());
    }
    return true;
}

} // namespace orderhook
