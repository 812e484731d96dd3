// What is sent for an event.
#pragma once

#include <orderhook/event.hpp>
#include <orderhook/handler.hpp>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace orderhook::outgoing {

enum class Format { original, cloudevents_structured, cloudevents_binary };

/// `original`, `cloudevents-structured`, `cloudevents-binary`.
[[nodiscard]] std::optional<Format> format_from_text(std::string_view text);

/// How an event is put into a request.
struct Shape {
    Format format = Format::original;
    std::vector<std::string> forward_headers{"Content-Type"}; ///< of those received
    std::string authorization{};                              ///< the header's value; may be empty
};

/// A request less its signature.
struct Post {
    Headers headers;
    std::optional<std::string> own_body; ///< else the event's, as it came

    [[nodiscard]] std::string_view body_of(const Event& event) const noexcept {
        return own_body ? std::string_view(*own_body) : std::string_view(event.body);
    }
};

/// What `webhook-id` says: the event's id, with `-r<n>` for its nth replay.
[[nodiscard]] std::string webhook_id(const Event& event, const Attempt& attempt);

/// What is wrong with the name of a header to pass on; empty when nothing is.
[[nodiscard]] std::string problem_of_forwarded(std::string_view name, Format format);

[[nodiscard]] Post make_post(const Shape& shape, const Event& event, const Attempt& attempt);

} // namespace orderhook::outgoing
