// One section of the configuration, as the part it belongs to reads it.
#pragma once

#include <orderhook/result.hpp>
#include <orderhook/time.hpp>

#include <compare>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace orderhook {

/// A key known to both ends.
struct Secret {
    std::string name; ///< for metrics and messages; `secrets[0]` when it was given none
    std::string text; ///< never logged
    std::optional<Time> from;
    std::optional<Time> until;

    /// Whether it may vouch for a request at that time.
    [[nodiscard]] bool live_at(Time now) const noexcept {
        return (!from || *from <= now) && (!until || now < *until);
    }
};

/// A number of bytes: `"1MiB"`, `"512KiB"`, `"4096"`, `4096`.
struct ByteSize {
    std::uint64_t bytes = 0;

    friend auto operator<=>(const ByteSize&, const ByteSize&) = default;
};

/// One value of a configuration file.
struct Setting {
    using Array = std::vector<Setting>;
    using Table = std::map<std::string, Setting, std::less<>>;

    std::variant<bool, std::int64_t, double, std::string, Time, Array, Table> value;
};

/// One table of a configuration file.
///
/// Every read is checked and every error names the key's path: `source[1].tolerance: expected a
/// duration such as "3d", got 5`. A key that nobody read is an unknown key: whoever owns the
/// section calls `finish` when all was read, and the start stops there.
class Settings {
public:
    /// What lies around the file.
    struct Surroundings {
        std::filesystem::path folder; ///< relative paths start here
        /// The process's environment in the service, a table in tests.
        std::function<std::optional<std::string>(const std::string& name)> environment;
        Time now{}; ///< secrets that have expired by then are warned of
    };

    Settings(std::string path, Setting::Table table, Surroundings surroundings);

    /// `source[1]`; empty for the whole file.
    [[nodiscard]] const std::string& path() const noexcept { return path_; }
    [[nodiscard]] bool has(std::string_view key) const;

    /// The value of a key that must be there. T is one of
    /// - bool, std::int64_t, std::string,
    /// - Duration (`"30s"`), ByteSize (`"1MiB"`), Time (a TOML time or RFC 3339 text),
    /// - std::filesystem::path: not empty, made absolute,
    /// - std::vector<std::string>, std::vector<std::int64_t>,
    /// - Secret: not empty; `{ env = "NAME" }`, `{ file = "..." }` (less one line end), or the text
    ///   itself, which adds a warning,
    /// - std::vector<Secret>: at least one, each with a name of its own.
    template <class T> [[nodiscard]] Result<T> require(std::string_view) {
        static_assert(
            sizeof(T) == 0,
            "T is no kind of setting: use bool, std::int64_t, std::string, Duration, ByteSize, "
            "Time, "
            "std::filesystem::path, Secret, or a std::vector of std::string, std::int64_t or Secret"
        );
    }

    /// The same for keys that may be absent.
    template <class T> [[nodiscard]] Result<T> get(std::string_view key, T fallback) {
        if (take(key) == nullptr) return fallback;
        return require<T>(key);
    }
    template <class T> [[nodiscard]] Result<std::optional<T>> find(std::string_view key) {
        if (take(key) == nullptr) return std::optional<T>();
        return require<T>(key).map([](T&& value) { return std::optional<T>(std::move(value)); });
    }

    /// Where a relative path of this section leads to.
    [[nodiscard]] std::filesystem::path absolute(const std::filesystem::path& path) const {
        return (surroundings_.folder / path).lexically_normal();
    }

    /// A whole number from `least` to `most`.
    [[nodiscard]] Result<std::int64_t>
    get_between(std::string_view key, std::int64_t least, std::int64_t most, std::int64_t fallback);

    /// The table of that key, empty when absent. Whoever asked for it calls its `finish`, and
    /// passes its warnings on; the same holds for `sections`.
    [[nodiscard]] Result<Settings> section(std::string_view key);

    /// The tables of `[[key]]`, in order, none when absent.
    [[nodiscard]] Result<std::vector<Settings>> sections(std::string_view key);

    /// An error about a key: `<path>.<key>: <problem>`.
    [[nodiscard]] tl::unexpected<Error> wrong(std::string_view key, std::string_view problem) const;

    /// Fails when the table has a key that nobody asked for.
    [[nodiscard]] Result<void> finish() const;

    /// Adds a warning about a key: `<path>.<key>: <advice>`.
    void warn(std::string_view key, std::string_view advice);

    /// Advice that does not stop the start, such as a secret written into the file.
    [[nodiscard]] const std::vector<std::string>& warnings() const noexcept { return warnings_; }

    /// Adds a warning when none of the secrets can vouch for a request: all have expired, or none
    /// is valid yet.
    void warn_when_expired(
        const std::vector<Secret>& secrets,
        std::string_view consequence = "every request is refused"
    );
    /// The same for the one secret of that key.
    void
    warn_when_expired(std::string_view key, const Secret& secret, std::string_view consequence);

private:
    /// Remembers that the key is known here. Null when it is absent.
    [[nodiscard]] const Setting* take(std::string_view key);
    [[nodiscard]] std::string path_of(std::string_view key) const;
    [[nodiscard]] tl::unexpected<Error>
    expected(std::string_view key, std::string_view what, const Setting* found) const;
    template <class T>
    [[nodiscard]] Result<std::vector<T>>
    require_list(std::string_view key, std::string_view all, std::string_view each);
    [[nodiscard]] Result<Secret> read_secret(const std::string& key, const Setting& setting);
    [[nodiscard]] Result<std::string> read_secret_text();

    std::string path_;
    Setting::Table table_;
    Surroundings surroundings_;
    std::set<std::string, std::less<>> known_;
    std::vector<std::string> warnings_;
};

template <> Result<bool> Settings::require(std::string_view key);
template <> Result<std::int64_t> Settings::require(std::string_view key);
template <> Result<std::string> Settings::require(std::string_view key);
template <> Result<Duration> Settings::require(std::string_view key);
template <> Result<ByteSize> Settings::require(std::string_view key);
template <> Result<Time> Settings::require(std::string_view key);
template <> Result<std::filesystem::path> Settings::require(std::string_view key);
template <> Result<std::vector<std::string>> Settings::require(std::string_view key);
template <> Result<std::vector<std::int64_t>> Settings::require(std::string_view key);
template <> Result<Secret> Settings::require(std::string_view key);
template <> Result<std::vector<Secret>> Settings::require(std::string_view key);

/// The `secrets` of a [[source]]: at least one, unless it says `verify = "none"`; then there are
/// none and its provider proves nothing.
[[nodiscard]] Result<std::vector<Secret>> source_secrets(Settings& source);

} // namespace orderhook
