// Events as CloudEvents 1.0.
#pragma once

#include <orderhook/event.hpp>

#include <string>

namespace orderhook::outgoing {

// Both forms have these attributes:
//   id            the event's id
//   source        `urn:orderhook:<source>`
//   type          `<provider>.<type>`
//   time          the vendor's time of the event, else when it was received
//   subject       the order key
//   partitionkey  the order key
//   recordedtime  when it was received
//   tenant        the merchant; left out when the body names none
//   late          true for an event that is late; left out for others

/// Structured mode, `application/cloudevents+json`. A body that is JSON becomes `data`, byte for
/// byte; another becomes `data_base64`.
[[nodiscard]] std::string cloud_event_json(const Event& event);

/// Binary mode: adds a `ce-` header for each attribute. The body is sent as it came.
void add_cloud_event_headers(Headers& headers, const Event& event);

} // namespace orderhook::outgoing
