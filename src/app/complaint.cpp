#include "app/complaint.hpp"

#include "app/commands.hpp"

#include <iostream>

namespace orderhook {

int complain(std::string_view command, const Error& error) {
    std::cerr << "orderhook " << command << ": " << error.message << '\n';
    return error.code == Errc::misconfigured ? exit_misconfigured : exit_failed;
}

} // namespace orderhook
