// What every handler's side of the dispatcher borrows from it.
#pragma once

#include "async/clock.hpp"
#include "async/loop.hpp"
#include "dispatch/alone_turn.hpp"
#include "dispatch/blame_file.hpp"
#include "dispatch/settler.hpp"
#include "journal/journal.hpp"
#include "metrics/metrics.hpp"

namespace orderhook {

struct DispatchParts {
    Loop& loop;
    Journal& journal;
    const Clock& clock;
    Metrics& metrics;
    Settler& settler;
    const AloneTurn& turn;
    BlameFile* blame; ///< null for none
};

} // namespace orderhook
