#include <orderhook/server.hpp>

int main(int count, char** arguments) { return orderhook::run(count, arguments); }
