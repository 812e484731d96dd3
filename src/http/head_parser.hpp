// The grammar of a request's head.
#pragma once

#include "http/framing.hpp"

namespace orderhook::http {

/// Reads a head that HeadScanner found the end of.
[[nodiscard]] tl::expected<ParsedHead, Refusal> parse_head(std::string_view block);

} // namespace orderhook::http
