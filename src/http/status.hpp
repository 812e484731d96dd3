// Our errors as HTTP knows them.
#pragma once

#include <orderhook/http.hpp>
#include <orderhook/result.hpp>

#include <initializer_list>
#include <string_view>
#include <utility>

namespace orderhook::http {

[[nodiscard]] int status_of(Errc code) noexcept;

/// A JSON object of texts.
[[nodiscard]] Reply json_reply(
    int status,
    std::initializer_list<std::pair<std::string_view, std::string_view>> members
);

/// `{"error":"<text>"}`; a 503 also gets a Retry-After.
[[nodiscard]] Reply error_reply(int status, std::string_view text);

/// The same with one fixed word for the code, so that it tells a caller nothing else.
[[nodiscard]] Reply error_reply(Errc code);

} // namespace orderhook::http
