// Which handlers get which events.
#pragma once

#include "text/glob.hpp"

#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace orderhook {

struct Route {
    std::string events;                ///< pattern of `<provider>.<type>`, see Glob
    std::vector<std::string> sources;  ///< names; empty for all
    std::vector<std::string> handlers; ///< names
};

/// Used on the loop only.
class Router {
public:
    explicit Router(std::vector<Route> routes);

    /// Each handler that some route names for such an event, once, in the order of the routes.
    [[nodiscard]] std::vector<std::string>
    handlers_for(std::string_view source, std::string_view provider, std::string_view type) const;

private:
    struct Rule {
        Glob events;
        Route route;
    };

    std::vector<std::string>
    resolve(std::string_view source, std::string_view provider, std::string_view type) const;

    std::vector<Rule> rules_;
    mutable std::unordered_map<std::string, std::vector<std::string>> known_;
};

} // namespace orderhook
