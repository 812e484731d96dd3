// Structured log lines on standard output.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <string_view>
#include <utility>
#include <variant>

namespace orderhook::log {

enum class Level { debug, info, warn, error };

/// `name=value`. Values never hold a secret, a body or personal data: callers pass ids, names of
/// configured things, counts and our own messages.
struct Field {
    std::string_view name;
    std::variant<std::string_view, std::int64_t, std::uint64_t, double, bool> value;
};
using Fields = std::initializer_list<Field>;

/// Until the first call lines of level info and above go to standard output as text.
void configure(Level least);

/// One line: time, level, message, fields. Thread-safe. Control characters in values are escaped,
/// and a value over 256 bytes is cut.
void write(Level level, std::string_view message, Fields fields = {});

inline void debug(std::string_view message, Fields fields = {}) {
    write(Level::debug, message, fields);
}
inline void info(std::string_view message, Fields fields = {}) {
    write(Level::info, message, fields);
}
inline void warn(std::string_view message, Fields fields = {}) {
    write(Level::warn, message, fields);
}
inline void error(std::string_view message, Fields fields = {}) {
    write(Level::error, message, fields);
}

/// Writes out what is buffered.
void flush();

} // namespace orderhook::log
