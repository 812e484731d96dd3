#include "journal/journal.hpp"

namespace orderhook {

std::string_view to_text(Disposition disposition) {
    switch (disposition) {
    case Disposition::accepted:
        return "accepted";
    case Disposition::duplicate:
        return "duplicate";
    case Disposition::conflict:
        return "conflict";
    case Disposition::quarantined:
        return "quarantined";
    }
    return "unknown";
}

std::optional<Disposition> disposition_named(std::string_view text) {
    using enum Disposition;
    for (const Disposition each : {accepted, duplicate, conflict, quarantined})
        if (text == to_text(each)) return each;
    return std::nullopt;
}

} // namespace orderhook
