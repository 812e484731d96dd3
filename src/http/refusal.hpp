// Why a request is not served.
#pragma once

#include <string_view>

namespace orderhook::http {

/// The connection ends with it: where the next request would begin is uncertain.
struct Refusal {
    int status = 400;
    std::string_view reason; ///< fixed words, also the reply's text
};

} // namespace orderhook::http
