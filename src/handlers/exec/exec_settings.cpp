#include "handlers/exec/exec_settings.hpp"

#include <unistd.h>

#include <algorithm>

namespace orderhook {

namespace {

constexpr Duration longest_kill_after = std::chrono::hours{1};

std::string element(std::string_view key, std::size_t index) {
    return std::string(key) + '[' + std::to_string(index) + ']';
}

bool has_nul(std::string_view text) { return text.find('\0') != text.npos; }

Result<void> check_program(const Settings& section, const std::filesystem::path& program) {
    std::error_code error;
    const auto status = std::filesystem::status(program, error);
    std::string problem;
    if (!std::filesystem::exists(status))
        problem = "there is none";
    else if (!std::filesystem::is_regular_file(status))
        problem = "it is no file";
    else if (::access(program.c_str(), X_OK) != 0)
        problem = "it is not executable";
    else
        return {};
    return section.wrong(
        "command[0]",
        "expected a program, but at " + program.string() + ' ' + problem
    );
}

Result<void> read_command(Settings& section, std::vector<std::string>& place) {
    auto command = section.require<std::vector<std::string>>("command");
    if (!command) return failure(command);
    if (command->empty())
        return section.wrong("command", "expected a program and its arguments, got none");
    for (std::size_t index = 0; index < command->size(); ++index)
        if (has_nul((*command)[index]))
            return section.wrong(element("command", index), "expected a text without NUL bytes");
    std::string& program = command->front();
    if (program.empty())
        return section.wrong("command[0]", "expected the path of a program, got \"\"");
    program = section.absolute(program).string();
    if (auto checked = check_program(section, program); !checked) return checked;
    place = std::move(*command);
    return {};
}

Result<void> read_directory(Settings& section, std::filesystem::path& place) {
    auto directory = section.get<std::filesystem::path>("directory", section.absolute({}));
    if (!directory) return failure(directory);
    std::error_code error;
    if (!std::filesystem::is_directory(*directory, error))
        return section.wrong(
            "directory",
            "expected a folder that exists, got none at " + directory->string()
        );
    place = std::move(*directory);
    return {};
}

Result<void> read_pass_environment(Settings& section, std::vector<std::string>& place) {
    auto names = section.get<std::vector<std::string>>("pass_environment", {});
    if (!names) return failure(names);
    for (std::size_t index = 0; index < names->size(); ++index) {
        const std::string& name = (*names)[index];
        const auto key = element("pass_environment", index);
        if (name.empty() || has_nul(name) || name.find('=') != name.npos)
            return section.wrong(key, "expected the name of a variable");
        if (name.starts_with("ORDERHOOK_"))
            return section.wrong(key, name + " belongs to the service and is not passed on");
    }
    place = std::move(*names);
    return {};
}

Result<void> read_bounds(Settings& section, Program& place) {
    const auto max_output = section.get<ByteSize>("max_output", {place.max_output});
    if (!max_output) return failure(max_output);
    const auto kill_after = section.get<Duration>("kill_after", place.kill_after);
    if (!kill_after) return failure(kill_after);
    if (*kill_after > longest_kill_after)
        return section.wrong("kill_after", "expected at most \"1h\"");
    place.max_output = max_output->bytes;
    place.kill_after = *kill_after;
    return {};
}

Result<void> read_codes(Settings& section, std::string_view key, std::set<int>& place) {
    const auto codes = section.find<std::vector<std::int64_t>>(key);
    if (!codes) return failure(codes);
    if (!*codes) return {};
    place.clear();
    for (std::size_t index = 0; index < (*codes)->size(); ++index) {
        const std::int64_t code = (**codes)[index];
        if (code < 1 || code > 255)
            return section.wrong(
                element(key, index),
                "expected 1 to 255, got " + std::to_string(code)
            );
        place.insert(static_cast<int>(code));
    }
    return {};
}

Result<void> read_exit_codes(Settings& section, ExitCodes& place) {
    if (auto read = read_codes(section, "retry_codes", place.retry); !read) return read;
    if (auto read = read_codes(section, "reject_codes", place.reject); !read) return read;
    const bool says_retry = section.has("retry_codes");
    for (const int code : place.reject) {
        if (says_retry && place.retry.contains(code))
            return section.wrong(
                "reject_codes",
                std::to_string(code) + " is one of retry_codes as well"
            );
        place.retry.erase(code);
    }
    const auto others = section.get<std::string>("other_codes", "retry");
    if (!others) return failure(others);
    if (*others != "retry" && *others != "reject")
        return section.wrong(
            "other_codes",
            "expected \"retry\" or \"reject\", got \"" + *others + '"'
        );
    place.others = *others == "retry" ? ExitCodes::Verdict::retry : ExitCodes::Verdict::reject;
    return {};
}

} // namespace

Result<ExecSettings> read_exec_settings(Settings& section) {
    ExecSettings settings;
    if (auto read = read_command(section, settings.program.command); !read) return failure(read);
    if (auto read = read_directory(section, settings.program.directory); !read)
        return failure(read);
    if (auto read = read_pass_environment(section, settings.pass_environment); !read)
        return failure(read);
    if (auto read = read_bounds(section, settings.program); !read) return failure(read);
    if (auto read = read_exit_codes(section, settings.exit_codes); !read) return failure(read);
    return settings;
}

} // namespace orderhook
