// How Settings reads secrets. No message made here holds a value.
#include <orderhook/settings.hpp>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fstream>

namespace orderhook {

namespace {

bool is_expired(const Secret& secret, Time now) { return secret.until && *secret.until <= now; }

constexpr std::string_view secret_forms =
    R"({ env = "NAME" }, { file = "/run/secrets/name" } or a text)";

std::string_view kind_of(const Setting* setting) {
    if (setting == nullptr) return "nothing";
    constexpr std::string_view kinds[] =
        {"true or false", "a number", "a number", "a text", "a time", "a list", "a table"};
    return kinds[setting->value.index()];
}

std::string not_a_secret(std::string_view what, const Setting* found) {
    return "expected " + std::string(what) + ", got " + std::string(kind_of(found));
}

/// Editors and `echo` end a text with one; a secret that holds it would never match.
void drop_line_end(std::string& text) {
    if (text.ends_with("\r\n"))
        text.resize(text.size() - 2);
    else if (text.ends_with('\n'))
        text.pop_back();
}

/// The error is what is wrong with the file, without the key.
Result<std::string> read_secret_file(const std::filesystem::path& path) {
    constexpr std::size_t largest = std::size_t{64} << 10;
    errno = 0;
    std::ifstream file(path, std::ios::binary);
    std::string text(largest + 1, '\0');
    file.read(text.data(), static_cast<std::streamsize>(text.size()));
    text.resize(static_cast<std::size_t>(file.gcount()));
    if (text.size() > largest)
        return failure(Errc::misconfigured, path.string() + " is larger than 64 KiB");
    if (!file.eof()) {
        const std::string why = errno == 0 ? "unknown error" : std::strerror(errno);
        return failure(Errc::misconfigured, "cannot read " + path.string() + ": " + why);
    }

    drop_line_end(text);
    if (text.empty()) return failure(Errc::misconfigured, path.string() + " is empty");
    return text;
}

} // namespace

Result<std::string> Settings::read_secret_text() {
    auto env = find<std::string>("env");
    if (!env) return failure(env);
    auto file = find<std::filesystem::path>("file");
    if (!file) return failure(file);

    if (env->has_value() == file->has_value())
        return failure(
            Errc::misconfigured,
            path_ + ": expected either env or file" + (*env ? ", got both" : "")
        );
    if (*file) {
        auto text = read_secret_file(**file);
        if (!text) return wrong("file", text.error().message);
        return text;
    }
    auto text = surroundings_.environment ? surroundings_.environment(**env) : std::nullopt;
    if (!text) return wrong("env", "environment variable " + **env + " is not set");
    drop_line_end(*text);
    if (text->empty()) return wrong("env", "environment variable " + **env + " is empty");
    return *std::move(text);
}

Result<Secret> Settings::read_secret(const std::string& key, const Setting& setting) {
    if (const auto* literal = std::get_if<std::string>(&setting.value)) {
        if (literal->empty()) return wrong(key, "expected a secret, got an empty text");
        warnings_.push_back(
            path_of(key)
            + ": this secret stands in the configuration file; better read it with "
              "{ env = \"NAME\" } or { file = \"/run/secrets/name\" }"
        );
        return Secret{.name = key, .text = *literal, .from = {}, .until = {}};
    }
    const auto* table = std::get_if<Setting::Table>(&setting.value);
    if (table == nullptr) return wrong(key, not_a_secret(secret_forms, &setting));

    Settings section(path_of(key), *table, surroundings_);
    auto text = section.read_secret_text();
    if (!text) return failure(text);
    auto name = section.get<std::string>("name", key);
    if (!name) return failure(name);
    if (name->empty()) return section.wrong("name", "expected a name, got an empty text");
    auto from = section.find<Time>("from");
    if (!from) return failure(from);
    auto until = section.find<Time>("until");
    if (!until) return failure(until);
    if (*from && *until && **until <= **from)
        return section.wrong("until", "expected a time after from, got " + to_text(**until));
    if (auto finished = section.finish(); !finished) return failure(finished);
    return Secret{*std::move(name), *std::move(text), *from, *until};
}

template <> Result<Secret> Settings::require(std::string_view key) {
    const Setting* found = take(key);
    if (found == nullptr) return wrong(key, not_a_secret(secret_forms, found));
    return read_secret(std::string(key), *found);
}

template <> Result<std::vector<Secret>> Settings::require(std::string_view key) {
    constexpr std::string_view form = R"(a list of secrets such as [{ env = "NAME" }])";
    const Setting* found = take(key);
    const auto* list = found == nullptr ? nullptr : std::get_if<Setting::Array>(&found->value);
    if (list == nullptr) return wrong(key, not_a_secret(form, found));
    if (list->empty()) return wrong(key, "expected " + std::string(form) + ", got an empty list");

    std::vector<Secret> secrets;
    std::set<std::string> names;
    for (const Setting& element : *list) {
        const std::string place = std::string(key) + '[' + std::to_string(secrets.size()) + ']';
        auto secret = read_secret(place, element);
        if (!secret) return failure(secret);
        if (!names.insert(secret->name).second)
            return wrong(
                place + ".name",
                "expected a name of its own, got \"" + secret->name + "\" again"
            );
        secrets.push_back(*std::move(secret));
    }
    return secrets;
}

Result<std::vector<Secret>> source_secrets(Settings& source) {
    const auto verify = source.get<std::string>("verify", "provider");
    if (!verify) return failure(verify);
    if (*verify == "none") {
        // Secrets that verify nothing would look like a proof to whoever reads the file.
        if (source.has("secrets"))
            return source.wrong("secrets", "expected no secrets beside verify = \"none\"");
        return std::vector<Secret>{};
    }
    if (*verify != "provider")
        return source.wrong("verify", "expected \"none\" or no such key, got \"" + *verify + '"');
    auto secrets = source.require<std::vector<Secret>>("secrets");
    if (secrets) source.warn_when_expired(*secrets);
    return secrets;
}

void Settings::warn_when_expired(const std::vector<Secret>& secrets, std::string_view consequence) {
    const auto expired = [&](const Secret& secret) {
        return is_expired(secret, surroundings_.now);
    };
    const auto live = [&](const Secret& secret) { return secret.live_at(surroundings_.now); };
    if (std::ranges::all_of(secrets, expired))
        warn("secrets", "all have expired, so " + std::string(consequence));
    else if (std::ranges::none_of(secrets, live))
        warn("secrets", "none is valid now, so for the time being " + std::string(consequence));
}

void Settings::warn_when_expired(
    std::string_view key,
    const Secret& secret,
    std::string_view consequence
) {
    if (is_expired(secret, surroundings_.now))
        warn(key, "has expired, so " + std::string(consequence));
}

} // namespace orderhook
