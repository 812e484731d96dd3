// Patterns with `*`, as routes and listings use them.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace orderhook {

/// A pattern in which `*` stands for any characters, none included; all others for themselves.
class Glob {
public:
    explicit Glob(std::string_view pattern);

    /// Whether the whole text fits. Takes at most text times pattern steps, whatever the text.
    [[nodiscard]] bool matches(std::string_view text) const;

private:
    std::vector<std::string> pieces_; // what stands between the stars; one more than stars
};

} // namespace orderhook
