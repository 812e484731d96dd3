// The service: owns every part, starts them in order, and ends them in order.
#pragma once

#include "app/configuration.hpp"

#include <memory>

namespace orderhook {

/// One running Orderhook.
class App {
public:
    /// Opens the journal and the listeners. Errors: misconfigured and unavailable, saying what to
    /// do.
    [[nodiscard]] static Result<std::unique_ptr<App>> create(Configuration configuration);
    ~App();

    /// Serves until SIGTERM or SIGINT: then readiness goes false, requests and handlers at work are
    /// given the grace, outcomes are flushed, the journal is closed. A second signal skips the
    /// wait. Fails at once when a handler cannot be opened or the journal cannot be read.
    [[nodiscard]] Result<void> run();

private:
    struct Parts;
    explicit App(std::unique_ptr<Parts> parts);

    std::unique_ptr<Parts> parts_;
};

} // namespace orderhook
