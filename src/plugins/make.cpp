#include "plugins/make.hpp"

#include "sdk/foreign_call.hpp"

namespace orderhook {

namespace {

/// Says of the section what is wrong with the whole of it.
tl::unexpected<Error> wrong(const Settings& section, const std::string& problem) {
    const std::string prefix = section.path().empty() ? "" : section.path() + ": ";
    return failure(Errc::misconfigured, prefix + problem);
}

/// What `create` made, if it is one that goes by that name.
template <class Part, class Create>
Result<std::unique_ptr<Part>>
make(const Settings& section, std::string_view type, std::string_view name, Create create) {
    const std::string of_type = "\"" + std::string(type) + '"';
    auto made = foreign_call(
        std::move(create),
        [&](const std::string& words) -> Result<std::unique_ptr<Part>> {
            return wrong(section, of_type + " threw: " + words);
        }
    );
    if (!made) return made;
    if (*made == nullptr) return wrong(section, of_type + " made nothing");
    if ((*made)->name() != name)
        return wrong(
            section,
            of_type + ": expected its name() to say \"" + std::string(name) + "\", got \""
                + std::string((*made)->name()) + '"'
        );
    return made;
}

} // namespace

Result<std::unique_ptr<Handler>>
make_handler(const HandlerType& type, const std::string& name, Settings& section) {
    return make<Handler>(section, type.name, name, [&] { return type.create(name, section); });
}

Result<std::unique_ptr<Provider>> make_provider(const ProviderType& type, Settings& section) {
    return make<Provider>(section, type.name, type.name, [&] { return type.create(section); });
}

} // namespace orderhook
