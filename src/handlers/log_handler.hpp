// Says in the log which events came.
#pragma once

#include <orderhook/handler.hpp>

#include <memory>
#include <string>
#include <string_view>

namespace orderhook {

/// `type = "log"`, without keys of its own: one log line for every event, of ids and names only,
/// never of the body.
class LogHandler final : public Handler {
public:
    explicit LogHandler(std::string name) : name_(std::move(name)) {}

    [[nodiscard]] static Result<std::unique_ptr<Handler>>
    create(std::string name, Settings& section);

    [[nodiscard]] std::string_view name() const noexcept override { return name_; }
    [[nodiscard]] bool accepts(const Event&) const override { return true; }
    [[nodiscard]] Outcome handle(const Event& event, const Attempt& attempt) override;

private:
    std::string name_;
};

} // namespace orderhook
