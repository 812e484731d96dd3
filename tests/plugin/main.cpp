#include "pick_list_handler.hpp"

#include <orderhook/server.hpp>

int main(int count, char** arguments) {
    orderhook::Extensions own;
    own.add_handler<PickListHandler>("pick-list");
    return orderhook::run(count, arguments, own);
}
