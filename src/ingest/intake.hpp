// From a raw request to what the journal is asked to keep: the pure part of receiving.
#pragma once

#include "ingest/source.hpp"
#include "journal/journal.hpp"

#include <orderhook/http.hpp>
#include <orderhook/provider.hpp>
#include <orderhook/result.hpp>

namespace orderhook {

/// Proves who sent the request and says which secret did. Errors: unauthenticated, stale; a
/// provider that throws proves nothing.
[[nodiscard]] Result<Proof> prove(const Source& source, const RawRequest& request, Time now);

/// The envelope as the provider reads it. Keys that it left empty are made from the body. Errors:
/// those of the provider; malformed when it throws, unknown_type when it found no type.
[[nodiscard]] Result<Envelope> identify(const Provider& provider, const RawRequest& request);

/// Makes the event of a proven request, without handlers. What cannot be identified becomes an
/// event with a quarantine reason; if the source rejects such bodies, the error is `malformed`.
[[nodiscard]] Result<NewEvent> take_in(const Source& source, RawRequest request, EventId id);

/// The headers of a request to that target less everything that proves or identifies its sender,
/// and less those that repeat a secret of its path, as proxies and browsers make them.
[[nodiscard]] Headers
storable_headers(const Source& source, std::string_view target, Headers headers);

/// The answer for what the journal did.
[[nodiscard]] Reply reply_for(const Result<Appended>& appended);

} // namespace orderhook
