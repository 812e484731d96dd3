// Between the admin API's JSON and its types.
#pragma once

#include <orderhook/json.hpp>
#include <orderhook/result.hpp>

#include <string>

namespace orderhook::admin {

template <class T> std::string json_of(const T& value) {
    std::string text;
    json::encode(value, text);
    return text;
}

/// An empty body stands for `{}`. Every difference from T is an error: nobody guesses here.
template <class T> Result<T> request_in(const std::string& body) {
    auto read = json::decode<T>(body.empty() ? "{}" : body);
    if (!read) return failure(read);
    if (read->drift.empty()) return std::move(read->value);
    const Drift& first = read->drift.front();
    return failure(
        Errc::malformed,
        first.path + ": expected " + first.expected + ", got " + first.found
    );
}

} // namespace orderhook::admin
