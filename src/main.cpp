#include "app/command_line.hpp"

#include <exception>
#include <iostream>

int main(int count, char** arguments) {
    try {
        return orderhook::run_command_line(count, arguments);
    } catch (const std::exception& problem) {
        std::cerr << "orderhook: " << problem.what() << '\n';
        return 1;
    }
}
