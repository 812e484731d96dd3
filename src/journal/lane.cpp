#include "journal/journal.hpp"

namespace orderhook {

// FNV-1a: the value is stored, so it must never change between versions or machines, which
// std::hash does not promise.
Lane lane_of(const std::string& source, const Envelope& envelope) {
    constexpr Lane prime = 1'099'511'628'211u;
    Lane hash = 14'695'981'039'346'656'037u;
    for (const std::string* part : {&source, &envelope.tenant, &envelope.order_key}) {
        for (const char letter : *part)
            hash = (hash ^ static_cast<unsigned char>(letter)) * prime;
        hash =
            (hash ^ 0xffu) * prime; // no UTF-8 text holds this byte, so parts cannot run together
    }
    return hash;
}

} // namespace orderhook
