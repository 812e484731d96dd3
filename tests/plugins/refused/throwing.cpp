// A plug-in that cannot say what it has.
#include <orderhook/plugin.hpp>

#include <stdexcept>

ORDERHOOK_PLUGIN(own) {
    own.add_provider({"half", nullptr, nullptr});
    throw std::runtime_error("its licence has run out");
}
