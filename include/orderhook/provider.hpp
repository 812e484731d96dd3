// Providers: what Orderhook knows of one vendor's webhooks.
#pragma once

#include <orderhook/event.hpp>
#include <orderhook/http.hpp>
#include <orderhook/result.hpp>
#include <orderhook/settings.hpp>

#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace orderhook {

/// Who vouches for a request.
struct Proof {
    std::string secret; ///< name of the secret that matched, never its text
};

/// A body in typed form.
struct Decoded {
    Payload payload; ///< empty for types without a struct
    std::vector<Drift> drift;
};

/// What a sender adds to a request so that `verify` accepts it.
struct Credentials {
    Headers headers;
    std::string path_suffix; ///< appended to the source's path, `/<secret>`; empty for most
};

/// Understands one vendor's webhooks. One instance per configured source, built from its section;
/// const, safe to use from any thread, without I/O. It should not throw; where it does, a request
/// counts as not proven, a body as not understood, a delivery is tried again, and a start or a
/// command fails.
class Provider {
public:
    virtual ~Provider() = default;

    /// The vendor's name, the first part of a route's pattern.
    [[nodiscard]] virtual std::string_view name() const noexcept = 0;

    /// Proves who sent the raw bytes, before anything parses them. Errors: unauthenticated, stale.
    /// The message says why in a few fixed words (they label a metric); the caller never sees it.
    [[nodiscard]] virtual Result<Proof> verify(const RawRequest& request, Time now) const = 0;

    /// Reads the envelope of a verified request. Errors: malformed, too_large, unknown_type (there
    /// is no type at all); the message has the form `path: expected …, got …`. An empty dedupe key
    /// becomes the hash of the body, an empty order key makes an order of its own.
    [[nodiscard]] virtual Result<Envelope> identify(const RawRequest& request) const = 0;

    /// Turns a stored body into its typed payload. Types without a struct give an empty payload.
    [[nodiscard]] virtual Result<Decoded>
    decode(const Envelope& envelope, std::string_view body) const = 0;

    /// The credentials that `verify` accepts for this body at that time, for `orderhook sign` and
    /// `send`; none when no secret is live.
    [[nodiscard]] virtual Credentials sign(std::string_view body, Time now) const = 0;

    /// Names of the headers that carry the proof: they are never stored. Asked once, at the start.
    [[nodiscard]] virtual std::vector<std::string> proof_headers() const { return {}; }

    /// How long one proof is taken, from the first moment to the last; zero when age does not
    /// matter. Not longer than events are known, or an old request could be stored twice.
    [[nodiscard]] virtual Duration tolerance() const noexcept { return {}; }

    /// Whether the vendor posts to `<path>/<secret>` rather than to `<path>`.
    [[nodiscard]] virtual bool proof_in_path() const noexcept { return false; }
};

/// One sample event for `orderhook send`. In its body `{{id}}` stands for 32 fresh hex digits (an
/// event id), `{{order}}` for 32 others (an order id), `{{now}}` for Unix seconds and
/// `{{now_text}}` for RFC 3339.
struct Sample {
    std::string_view type;
    std::string_view body;
};

/// How the registry knows a vendor.
struct ProviderType {
    std::string_view name;

    /// Builds the provider of one source from the keys of its section that it alone knows; says in
    /// the error which key is wrong, and how. It reads `secrets` by `source_secrets` (in
    /// <orderhook/settings.hpp>), which gives none when the section says `verify = "none"`: then
    /// `verify` is never called. Orderhook itself takes `name`, `path`, `provider` and
    /// `on_malformed`.
    Result<std::unique_ptr<Provider>> (*create)(Settings& section);

    /// One sample of every typed event type; none is fine.
    std::span<const Sample> (*samples)();
};

} // namespace orderhook
