// A handler that has nothing but its name.
#pragma once

#include <orderhook/handler.hpp>

#include <string>
#include <utility>

namespace orderhook::test {

class NamedHandler final : public Handler {
public:
    explicit NamedHandler(std::string name) : name_(std::move(name)) {}
    [[nodiscard]] std::string_view name() const noexcept override { return name_; }
    [[nodiscard]] bool accepts(const Event&) const override { return true; }
    [[nodiscard]] Outcome handle(const Event&, const Attempt&) override { return Done{}; }

private:
    std::string name_;
};

} // namespace orderhook::test
