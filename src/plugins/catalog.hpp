// All kinds of handlers and providers that a configuration may name.
#pragma once

#include <orderhook/extensions.hpp>

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace orderhook {

/// Those that Orderhook brings, those of a `main` of one's own, and those of plug-ins.
class Catalog {
public:
    /// What Orderhook brings.
    Catalog();

    /// Adds all of them or, when one has no name, no way to be made, or the name of one that is
    /// there, none. Errors: misconfigured.
    [[nodiscard]] Result<void> add(const Extensions& more);

    /// Adds what is in a plug-in: see load_plugin.
    [[nodiscard]] Result<void> add_plugin(const std::filesystem::path& file);

    /// nullptr when there is none of that name. Valid until the next `add`.
    [[nodiscard]] const HandlerType* find_handler(std::string_view name) const;
    [[nodiscard]] const ProviderType* find_provider(std::string_view name) const;

    /// `jsonl, log`
    [[nodiscard]] std::string handler_names() const;
    [[nodiscard]] std::string provider_names() const;

private:
    std::vector<HandlerType> handlers_;
    std::vector<ProviderType> providers_;
};

} // namespace orderhook
