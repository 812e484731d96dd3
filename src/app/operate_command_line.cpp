#include "app/operate_command_line.hpp"

#include "app/operate.hpp"

#include <CLI/CLI.hpp>

#include <memory>

namespace orderhook {

namespace {

void add_access(CLI::App& command, AdminAccess& access) {
    command.add_option("-u,--url", access.url, "The admin address, http://127.0.0.1:9090");
    command.add_option("--token", access.token, "The service's admin.token")
        ->envname("ORDERHOOK_ADMIN_TOKEN");
}

/// An option that may be absent but not empty, as that of an unset variable of the shell is: it
/// would choose more than was meant.
template <class Value>
void add_text(CLI::App& command, const char* name, Value& value, const char* what) {
    const auto check = [](const std::string& text) {
        return text.empty() ? "expected a value, got an empty one" : "";
    };
    command.add_option(name, value, what)->check(CLI::Validator(check, ""));
}

void add_choice(CLI::App& command, EventChoice& choice) {
    add_text(command, "--source", choice.source, "Events of this source");
    add_text(command, "--type", choice.type, "Events of this type, PROVIDER.order.*");
    add_text(command, "--order-key", choice.order_key, "Events of this order, order:17");
    add_text(command, "--from", choice.from, "Received then or later, 2026-12-01T00:00:00Z");
    add_text(command, "--to", choice.to, "Received before");
}

void add_listing(CLI::App& command, std::uint64_t& limit, bool& json) {
    command.add_option("-n,--limit", limit, "How many at most")->capture_default_str();
    command.add_flag("--json", json, "One JSON object a line");
}

/// Adds a command whose options live as long as it does.
template <class Options>
Options&
add(CLI::App& app, int& code, const char* name, const char* what, int (*run)(const Options&)) {
    auto* command = app.add_subcommand(name, what);
    auto options = std::make_shared<Options>();
    add_access(*command, options->access);
    command->callback([options, run, &code] { code = run(*options); });
    return *options;
}

CLI::App& command_of(CLI::App& app, const char* name) { return *app.get_subcommand(name); }

void add_lists(CLI::App& app, int& code) {
    auto& events = add(app, code, "events", "List stored events, newest first", &list_events);
    add_choice(command_of(app, "events"), events.choice);
    add_text(
        command_of(app, "events"),
        "--disposition",
        events.choice.disposition,
        "accepted, conflict or quarantined"
    );
    add_listing(command_of(app, "events"), events.limit, events.json);

    auto& shown = add(app, code, "show", "Print all that is known of an event", &show_event);
    command_of(app, "show").add_option("event", shown.event, "Its id")->required();

    auto& dead =
        add(app,
            code,
            "dead-letters",
            "List deliveries that are not tried again",
            &list_dead_letters);
    auto& command = command_of(app, "dead-letters");
    add_choice(command, dead.choice);
    add_text(command, "--handler", dead.handler, "Of this handler");
    command.add_flag("--attempts", dead.attempts, "Also each attempt");
    add_listing(command, dead.limit, dead.json);
}

void add_replays(CLI::App& app, int& code) {
    auto& options = add(app, code, "replay", "Give events to a handler again", &replay);
    auto& command = command_of(app, "replay");
    add_text(
        command,
        "events",
        options.events,
        "Their ids; those that fit the options when absent"
    );
    add_choice(command, options.choice);
    add_text(command, "--handler", options.handler, "Who gets them");
    command.add_flag("--dead-letters", options.dead_letters, "Only dead letters");
    command.add_flag("--dry-run", options.dry_run, "Only say what would be done");
    command.add_option("--rate", options.rate, "Deliveries per second, 0 for no limit")
        ->check(CLI::NonNegativeNumber);

    auto& discarded =
        add(app,
            code,
            "discard",
            "Take dead letters away, so that held orders go on without them",
            &discard);
    auto& discard_command = command_of(app, "discard");
    add_text(discard_command, "events", discarded.events, "Their ids; or options that choose some");
    add_choice(discard_command, discarded.choice);
    add_text(discard_command, "--handler", discarded.handler, "Only of this handler");
    discard_command.add_flag("--all", discarded.all, "Every dead letter");
    discard_command.add_flag("--dry-run", discarded.dry_run, "Only say what would be done");

    auto& released =
        add(app, code, "release", "Deliver quarantined or conflicting events", &release);
    auto& release_command = command_of(app, "release");
    release_command.add_option("events", released.events, "Their ids")->required();
    add_text(release_command, "--handler", released.handlers, "Instead of those the routes name");
    release_command.add_flag("--raw", released.raw, "As they are, though nothing identifies them");

    auto& freed =
        add(app, code, "free", "Free the deliveries of a handler that is gone", &free_parked);
    auto& free_command = command_of(app, "free");
    free_command.add_option("handler", freed.handler, "Its name")->required();
    add_text(free_command, "--to", freed.new_handler, "Who gets them; dead letters when absent");
}

void add_handlers(CLI::App& app, int& code) {
    add(app, code, "handlers", "List the handlers and how they are", &list_handlers);
    auto& paused =
        add(app,
            code,
            "pause",
            "Pause a handler until it is resumed, through restarts too, while events are stored",
            &pause_handler);
    command_of(app, "pause").add_option("handler", paused.handler, "Its name")->required();
    auto& resumed = add(app, code, "resume", "Resume a paused handler", &pause_handler);
    resumed.resume = true;
    command_of(app, "resume").add_option("handler", resumed.handler, "Its name")->required();
}

} // namespace

void add_operate_commands(CLI::App& app, int& code) {
    add_lists(app, code);
    add_replays(app, code);
    add_handlers(app, code);
}

} // namespace orderhook
