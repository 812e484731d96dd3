// Our types as SQLite's values.
#pragma once

#include <orderhook/event.hpp>
#include <orderhook/time.hpp>

#include <SQLiteCpp/Column.h>
#include <SQLiteCpp/Statement.h>

#include <array>
#include <cstdint>
#include <cstring>
#include <string_view>

namespace orderhook {

/// The bytes must live until the statement was run.
inline void bind_blob(SQLite::Statement& statement, int index, std::string_view bytes) {
    statement.bindNoCopy(index, bytes.data(), static_cast<int>(bytes.size()));
}

inline void
bind_blob(SQLite::Statement& statement, int index, const std::array<std::uint8_t, 16>& bytes) {
    statement.bindNoCopy(index, bytes.data(), static_cast<int>(bytes.size()));
}

/// The same bits with a sign, which is how 64 bits are stored.
inline void bind_number(SQLite::Statement& statement, int index, std::uint64_t number) {
    statement.bind(index, static_cast<std::int64_t>(number));
}

/// A time as it is stored: microseconds since 1970, with their sign.
[[nodiscard]] inline std::uint64_t number_of(Time time) {
    return static_cast<std::uint64_t>(time.time_since_epoch().count());
}
[[nodiscard]] inline Time time_of(std::uint64_t number) {
    return Time{Duration{static_cast<std::int64_t>(number)}};
}

inline void bind_time(SQLite::Statement& statement, int index, Time time) {
    bind_number(statement, index, number_of(time));
}

inline std::uint64_t number_in(const SQLite::Column& column) {
    return static_cast<std::uint64_t>(column.getInt64());
}

inline Time time_in(const SQLite::Column& column) { return time_of(number_in(column)); }

inline std::string_view bytes_in(const SQLite::Column& column) {
    const auto* bytes = static_cast<const char*>(column.getBlob());
    return {bytes, static_cast<std::size_t>(column.getBytes())};
}

/// Zeros when the value has another size, which only a damaged file has.
inline std::array<std::uint8_t, 16> digest_in(const SQLite::Column& column) {
    std::array<std::uint8_t, 16> digest{};
    const auto bytes = bytes_in(column);
    if (bytes.size() == digest.size()) std::memcpy(digest.data(), bytes.data(), bytes.size());
    return digest;
}

} // namespace orderhook
