// The jsonl handler as dispatch runs it, one delivery at a time.
#pragma once

#include "dispatch/workers.hpp"
#include "handlers/event_json.hpp"
#include "handlers/jsonl_handler.hpp"
#include "support/manual_loop.hpp"

#include <gtest/gtest.h>

#include <optional>

namespace orderhook::test {

/// A jsonl handler beside which other workers are busy: before each sync it takes a line of a
/// batch that is yet to come. Keeps what it promised.
class BusyLines final : public Handler {
public:
    explicit BusyLines(const std::filesystem::path& path) : lines_("erp", {path}) {}

    std::string_view name() const noexcept override { return lines_.name(); }
    bool accepts(const Event&) const override { return true; }

    Outcome handle(const Event& event, const Attempt& attempt) override {
        Outcome outcome = lines_.handle(event, attempt);
        if (std::holds_alternative<Done>(outcome))
            written_.push_back(delivery_json(event, attempt));
        return outcome;
    }

    Result<void> sync() override {
        Event beside;
        beside.id.bytes = {++syncs_};
        beside.envelope.dedupe_key = "beside " + std::to_string(syncs_);
        beside.body.assign(2'000, 'x'); // some sectors for itself
        (void)handle(beside, {});
        auto synced = lines_.sync();
        if (!synced) return synced;
        promised_.insert(promised_.end(), written_.begin(), written_.end());
        written_.clear();
        return synced;
    }

    /// Lines that stood there when a sync succeeded.
    const std::vector<std::string>& promised() const { return promised_; }

private:
    JsonlHandler lines_;
    std::uint8_t syncs_ = 0;
    std::vector<std::string> written_;
    std::vector<std::string> promised_;
};

class LineWorker {
public:
    LineWorker(const std::filesystem::path& path, ManualClock& clock, ManualLoop& loop)
        : loop_(loop),
          workers_(
              std::make_unique<BusyLines>(path),
              1,
              {},
              [](const Event&) { return Decoded{}; },
              clock,
              loop,
              [this](Progress progress) {
                  for (Finished& one : progress.finished)
                      finished_ = std::move(one);
              }
          ) {}

    /// Whether the journal may be told that it is done.
    [[nodiscard]] bool does(const Delivery& delivery) {
        finished_.reset();
        workers_.give({{delivery.lane, delivery.position, 0, 1, delivery.event, delivery.replay}});
        EXPECT_TRUE(loop_.run_until([&] { return finished_.has_value(); }));
        return finished_ && std::holds_alternative<Done>(finished_->outcome);
    }

    [[nodiscard]] const std::vector<std::string>& promised() {
        return static_cast<BusyLines&>(workers_.handler()).promised();
    }

    /// What the file then holds for it.
    [[nodiscard]] static std::string line_of(const Delivery& delivery) {
        return delivery_json(*delivery.event, {1, {}, {}, delivery.replay});
    }

private:
    ManualLoop& loop_;
    std::optional<Finished> finished_;
    Workers workers_;
};

} // namespace orderhook::test
