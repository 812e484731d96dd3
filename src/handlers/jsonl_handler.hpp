// Appends events to a file, one JSON object a line, many at a time.
#pragma once

#include "handlers/gathered_lines.hpp"

#include <orderhook/handler.hpp>

#include <memory>
#include <string>
#include <string_view>

namespace orderhook {

/// `type = "jsonl"` with the keys `path` (its folder must exist), `fsync` (default true),
/// `rotate_size` (default 0: never) and `rotate_keep` (default 5). Each line is `delivery_json`,
/// and is in the file once `sync` succeeded.
class JsonlHandler final : public Handler {
public:
    JsonlHandler(std::string name, LineFile::Options options)
        : name_(std::move(name)),
          lines_(std::move(options)) {}

    [[nodiscard]] static Result<std::unique_ptr<Handler>>
    create(std::string name, Settings& section);

    [[nodiscard]] std::string_view name() const noexcept override { return name_; }
    [[nodiscard]] Result<void> open() override { return lines_.open(); }
    [[nodiscard]] bool accepts(const Event&) const override { return true; }
    [[nodiscard]] Outcome handle(const Event& event, const Attempt& attempt) override;
    [[nodiscard]] Result<void> sync() override { return lines_.sync(); }
    void reopen() override { lines_.reopen(); }

private:
    std::string name_;
    GatheredLines lines_;
};

} // namespace orderhook
