// How Nexway presents the secret. It signs nothing.
#pragma once

#include <orderhook/http.hpp>
#include <orderhook/result.hpp>
#include <orderhook/settings.hpp>

#include <string>
#include <string_view>
#include <utility>

namespace orderhook::nexway {

/// Where a request has the secret and in which form, by our configuration alone.
class Scheme {
public:
    /// From the keys `scheme` and `header`.
    [[nodiscard]] static Result<Scheme> create(Settings& section);

    /// The name of the header that has the secret.
    [[nodiscard]] const std::string& header() const noexcept { return header_; }

    /// What is wrong with a secret that no request could present, as `expected ..., got ...`
    /// without the secret itself; empty when nothing is.
    [[nodiscard]] std::string_view problem_of(std::string_view secret) const noexcept;

    /// The secret that a request presents. Errors: unauthenticated.
    [[nodiscard]] Result<std::string> secret_in(const Headers& headers) const;

    /// The header that presents the secret.
    [[nodiscard]] Header present(std::string_view secret) const;

private:
    enum class Kind { basic, bearer, header };

    Scheme(Kind kind, std::string header) : kind_(kind), header_(std::move(header)) {}

    Kind kind_;
    std::string header_;
};

} // namespace orderhook::nexway
