// When a suspected delivery may run alone.
#pragma once

namespace orderhook {

/// Makes room in the whole process for one delivery at a time: as long as the gate is closed no
/// handler claims anything. Pure; on the loop only.
///
/// It gives way to calls that take long: while one is past its timeout the gate stays open and
/// suspected deliveries wait, so a stuck call of one handler does not stop all others.
class AloneTurn {
public:
    enum class Step {
        none,
        close,  ///< the gate is closed now: claims that have not started are to be taken back
        run,    ///< nothing is at work: the suspected delivery is to be run
        reopen, ///< the gate is open again
    };

    /// What to do next; asked again after each step but `none`. `is_wanted`: a suspected delivery
    /// waits to be run. `is_idle`: nothing is at work in the process, and every outcome is durable.
    /// `is_overdue`: a call is past its timeout.
    [[nodiscard]] Step next(bool is_wanted, bool is_idle, bool is_overdue) {
        switch (state_) {
        case State::open:
            if (!is_wanted || is_overdue) return Step::none;
            state_ = State::clearing;
            return Step::close;
        case State::clearing:
            if (!is_wanted || is_overdue) break;
            if (!is_idle) return Step::none;
            state_ = State::running;
            return Step::run;
        case State::running:
            if (!is_idle && !is_overdue) return Step::none;
            break;
        }
        state_ = State::open;
        return Step::reopen;
    }

    [[nodiscard]] bool is_open() const { return state_ == State::open; }

private:
    enum class State { open, clearing, running };
    State state_ = State::open;
};

} // namespace orderhook
