// A plug-in that throws what is no exception.
#include <orderhook/plugin.hpp>

ORDERHOOK_PLUGIN(own) {
    (void)own;
    throw 1;
}
