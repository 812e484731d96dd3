#include "log/log.hpp"

#include "log/render.hpp"

#include <spdlog/logger.h>
#include <spdlog/pattern_formatter.h>
#include <spdlog/sinks/stdout_sinks.h>

namespace orderhook::log {

namespace {

spdlog::level::level_enum spdlog_level(Level level) {
    switch (level) {
    case Level::debug:
        return spdlog::level::debug;
    case Level::info:
        return spdlog::level::info;
    case Level::warn:
        return spdlog::level::warn;
    case Level::error:
        return spdlog::level::err;
    }
    return spdlog::level::off;
}

spdlog::logger& standard_output() {
    // Never destroyed, so that what runs at the end of the process can still log.
    static spdlog::logger& logger = *[] {
        auto* made =
            new spdlog::logger("orderhook", std::make_shared<spdlog::sinks::stdout_sink_mt>());
        made->set_pattern("%v"); // the time and the level are part of our own text
        return made;
    }();
    return logger;
}

} // namespace

void configure(Level least) { standard_output().set_level(spdlog_level(least)); }

void write(Level level, std::string_view message, Fields fields) {
    spdlog::logger& logger = standard_output();
    if (!logger.should_log(spdlog_level(level))) return;
    const Time now = std::chrono::time_point_cast<Duration>(std::chrono::system_clock::now());
    logger.log(spdlog_level(level), render(now, level, message, fields));
}

void flush() { standard_output().flush(); }

} // namespace orderhook::log
