// A source: a path of ours that one vendor posts to.
#pragma once

#include <orderhook/provider.hpp>
#include <orderhook/result.hpp>

#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace orderhook {

enum class OnMalformed {
    quarantine, ///< answer 200 and keep the event, so that the vendor does not repeat it
    reject,     ///< answer 422 and keep nothing
};

struct Source {
    std::string name;
    std::string path; ///< starts with `/`, has no query
    std::unique_ptr<Provider> provider;
    bool verifies = true; ///< false only for `verify = "none"`
    OnMalformed on_malformed = OnMalformed::quarantine;
    std::vector<std::string> proof_headers{}; ///< of the provider; a SourceTable asks for them
};

/// The configured sources. Immutable, so any thread may read it.
class SourceTable {
public:
    SourceTable() = default;

    /// Errors: misconfigured, when two sources would answer for the same path, or a provider
    /// throws.
    [[nodiscard]] static Result<SourceTable> create(std::vector<Source> sources);

    /// The source that a request target (path and query) belongs to, or nullptr. For a source with
    /// its proof in the path that is `<path>/<anything without a slash>`.
    [[nodiscard]] const Source* find(std::string_view target) const;

    [[nodiscard]] const Source* find_by_name(std::string_view name) const;

    /// The provider of the first source of that vendor, or nullptr.
    [[nodiscard]] const Provider* find_provider(std::string_view name) const;

    [[nodiscard]] auto begin() const noexcept { return sources_.begin(); }
    [[nodiscard]] auto end() const noexcept { return sources_.end(); }

private:
    explicit SourceTable(std::vector<Source> sources) : sources_(std::move(sources)) {}

    std::vector<Source> sources_;
};

} // namespace orderhook
