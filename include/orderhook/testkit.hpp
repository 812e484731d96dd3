// A kit for unit tests of one's own handlers and providers. No server, no journal:
//
//     const Event placed = testkit::event_of("ordergroove", R"({"type":"order.success", ...})");
//     PickListHandler handler("warehouse", folder);
//     EXPECT_EQ(testkit::deliver(handler, placed), "done");
//
// What cannot go on (a body that is no event, a section that is refused) throws
// std::invalid_argument with the words of the error, since only a mistake in the test causes it.
#pragma once

#include <orderhook/handler.hpp>
#include <orderhook/provider.hpp>
#include <orderhook/settings.hpp>

#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>

namespace orderhook::testkit {

/// The event that a body of that vendor becomes, as handlers get it: identified, decoded, with its
/// drift. It has a fresh id and the source `test`.
[[nodiscard]] Event event_of(std::string_view provider, std::string body);

/// The same with a provider of one's own.
[[nodiscard]] Event event_of(const ProviderType& provider, std::string body);

/// A vendor's sample of that event type, the one that `orderhook send` posts.
[[nodiscard]] Event sample_event(std::string_view provider, std::string_view type);

/// A section `handler[0]` with these keys. Relative paths start at the working folder; there are no
/// environment variables.
[[nodiscard]] Settings section(Setting::Table keys = {});

/// An H called `test` from these keys. Unknown keys are refused, as at a start.
template <class H> [[nodiscard]] std::unique_ptr<Handler> make_handler(Setting::Table keys) {
    Settings settings = section(std::move(keys));
    auto handler = H::create("test", settings);
    if (!handler) throw std::invalid_argument(handler.error().message);
    if (auto rest = settings.finish(); !rest) throw std::invalid_argument(rest.error().message);
    return std::move(*handler);
}

/// Lets the handler have the event as the service does, and says what came of it: `ignored`,
/// `done`, `retry: <reason>`, `reject: <reason>`. What the handler throws is a retry.
[[nodiscard]] std::string
deliver(Handler& handler, const Event& event, const Attempt& attempt = Attempt{});

} // namespace orderhook::testkit
