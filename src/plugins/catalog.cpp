#include "plugins/catalog.hpp"

#include "handlers/registry.hpp"
#include "plugins/loader.hpp"
#include "providers/registry.hpp"

#include <algorithm>
#include <type_traits>

namespace orderhook {

namespace {

constexpr std::string_view letters_of_names =
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_";

template <class Type> const Type* find(const std::vector<Type>& types, std::string_view name) {
    const auto found = std::ranges::find(types, name, &Type::name);
    return found == types.end() ? nullptr : &*found;
}

template <class Type> std::string names_of(const std::vector<Type>& types) {
    std::string names;
    for (const Type& type : types)
        names += (names.empty() ? "" : ", ") + std::string(type.name);
    return names;
}

/// Adds `more` to `types`, whose elements are called `what`.
template <class Type>
Result<void>
append(std::vector<Type>& types, const std::vector<Type>& more, const std::string& what) {
    for (const Type& type : more) {
        const std::string named = what + " \"" + std::string(type.name) + '"';
        if (type.name.empty() || type.name.find_first_not_of(letters_of_names) != type.name.npos)
            return failure(
                Errc::misconfigured,
                named + ": expected a name of letters, digits, - and _"
            );
        if (type.create == nullptr)
            return failure(Errc::misconfigured, named + ": has no way to be made");
        if constexpr (std::is_same_v<Type, ProviderType>)
            if (type.samples == nullptr)
                return failure(Errc::misconfigured, named + ": has no samples()");
        if (find(types, type.name) != nullptr)
            return failure(Errc::misconfigured, named + ": there is one of that name already");
        types.push_back(type);
    }
    return {};
}

} // namespace

Catalog::Catalog() : handlers_(handler_types().begin(), handler_types().end()) {
    for (const ProviderType* type : provider_types())
        providers_.push_back(*type);
}

Result<void> Catalog::add(const Extensions& more) {
    Catalog all = *this;
    if (auto added = append(all.handlers_, more.handlers(), "handler type"); !added) return added;
    if (auto added = append(all.providers_, more.providers(), "provider"); !added) return added;
    *this = std::move(all);
    return {};
}

Result<void> Catalog::add_plugin(const std::filesystem::path& file) {
    const auto loaded = load_plugin(file);
    if (!loaded) return failure(loaded);
    if (auto added = add(*loaded); !added)
        return failure(Errc::misconfigured, file.string() + ": " + added.error().message);
    return {};
}

const HandlerType* Catalog::find_handler(std::string_view name) const {
    return find(handlers_, name);
}

const ProviderType* Catalog::find_provider(std::string_view name) const {
    return find(providers_, name);
}

std::string Catalog::handler_names() const { return names_of(handlers_); }
std::string Catalog::provider_names() const { return names_of(providers_); }

} // namespace orderhook
