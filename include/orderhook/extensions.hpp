// Handlers and providers of one's own, under the names by which a configuration knows them.
#pragma once

#include <orderhook/handler.hpp>
#include <orderhook/provider.hpp>

#include <concepts>
#include <memory>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

namespace orderhook {

/// A handler that is made from its section: `static Result<std::unique_ptr<Handler>>
/// create(std::string name, Settings& section)`.
template <class H>
concept MadeFromSettings = requires(std::string name, Settings& section) {
    { H::create(std::move(name), section) } -> std::same_as<Result<std::unique_ptr<Handler>>>;
};

template <class H>
concept HasCreate = requires {
    &H::create;
};

/// What a plug-in or a `main` of one's own adds to Orderhook. Names must outlive the process
/// (string literals do), and be new: the start fails where one is taken.
class Extensions {
public:
    /// `type = "<type>"` in a [[handler]] section makes an H. An H without a `create` has no keys
    /// of its own and a constructor that takes its name.
    template <class H> void add_handler(std::string_view type) {
        static_assert(
            std::is_base_of_v<Handler, H>,
            "H is no Handler: derive it from orderhook::HandlerOf<Payload...> or orderhook::Handler"
        );
        static_assert(
            !std::is_abstract_v<H>,
            "H overrides not all that it must: one on(const P&, const Event&, const Attempt&) for "
            "each P of HandlerOf<P...>, or accepts and handle of Handler"
        );
        static_assert(
            MadeFromSettings<H> || !HasCreate<H>,
            "H::create must be a public static Result<std::unique_ptr<orderhook::Handler>> "
            "create(std::string name, orderhook::Settings& section)"
        );
        static_assert(
            MadeFromSettings<H> || std::is_constructible_v<H, std::string>,
            "H needs a constructor from its name, or a static create(std::string, Settings&)"
        );
        handlers_.push_back({type, &make<H>});
    }

    /// `provider = "<type.name>"` in a [[source]] section makes one.
    void add_provider(const ProviderType& type) { providers_.push_back(type); }

    [[nodiscard]] const std::vector<HandlerType>& handlers() const noexcept { return handlers_; }
    [[nodiscard]] const std::vector<ProviderType>& providers() const noexcept { return providers_; }

private:
    template <class H>
    static Result<std::unique_ptr<Handler>> make(std::string name, Settings& section) {
        if constexpr (MadeFromSettings<H>)
            return H::create(std::move(name), section);
        else
            return std::make_unique<H>(std::move(name));
    }

    std::vector<HandlerType> handlers_;
    std::vector<ProviderType> providers_;
};

} // namespace orderhook
