#include "handlers/exec/environment.hpp"

#include <cstdlib>

namespace orderhook {

std::vector<std::string> passed_environment(const std::vector<std::string>& also_passed) {
    std::vector<std::string> names{"PATH", "HOME", "LANG", "LC_ALL", "TZ", "TMPDIR"};
    names.insert(names.end(), also_passed.begin(), also_passed.end());
    std::vector<std::string> environment;
    for (const std::string& name : names)
        if (const char* value = std::getenv(name.c_str()))
            environment.push_back(name + '=' + value);
    return environment;
}

Result<void> add_envelope(
    std::vector<std::string>& environment,
    std::string_view handler,
    const Event& event,
    const Attempt& attempt
) {
    const Envelope& envelope = event.envelope;
    const std::pair<std::string_view, std::string> variables[] = {
        {"EVENT_ID", event.id.to_text()},
        {"HANDLER", std::string(handler)},
        {"SOURCE", event.source},
        {"PROVIDER", event.provider},
        {"TYPE", envelope.type},
        {"DEDUPE_KEY", envelope.dedupe_key},
        {"ORDER_KEY", envelope.order_key},
        {"TENANT", envelope.tenant},
        {"OCCURRED_AT", envelope.occurred_at ? to_text(*envelope.occurred_at) : std::string()},
        {"RECEIVED_AT", to_text(event.received_at)},
        {"ATTEMPT", std::to_string(attempt.number)},
        {"REPLAY", std::to_string(attempt.replay)},
        {"LATE", event.late ? "1" : "0"},
    };
    for (const auto& [name, value] : variables) {
        const std::string variable = "ORDERHOOK_" + std::string(name);
        if (value.find('\0') != value.npos)
            return failure(
                Errc::malformed,
                variable + ": expected a text without NUL bytes, since no variable can hold one"
            );
        environment.push_back(variable + '=' + value);
    }
    return {};
}

} // namespace orderhook
