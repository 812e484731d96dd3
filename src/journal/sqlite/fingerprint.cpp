#include "journal/sqlite/fingerprint.hpp"

#include <orderhook/signature.hpp>

#include <algorithm>
#include <string>

namespace orderhook {

namespace {

Fingerprint fingerprint_of(std::string_view bytes) {
    const Sha256 digest = sha256(bytes);
    Fingerprint fingerprint;
    std::copy_n(digest.begin(), fingerprint.size(), fingerprint.begin());
    return fingerprint;
}

} // namespace

Fingerprint dedupe_fingerprint(const Event& event) {
    // The zero byte keeps "ab"+"c" and "a"+"bc" apart: no source's name holds one.
    std::string text;
    text.reserve(event.source.size() + 1 + event.envelope.dedupe_key.size());
    text.append(event.source).append(1, '\0').append(event.envelope.dedupe_key);
    return fingerprint_of(text);
}

Fingerprint body_fingerprint(std::string_view body) { return fingerprint_of(body); }

Fingerprint conflict_fingerprint(const Fingerprint& dedupe, const Fingerprint& body) {
    std::string bytes(dedupe.begin(), dedupe.end());
    bytes.append(body.begin(), body.end());
    return fingerprint_of(bytes);
}

} // namespace orderhook
