#include "provider.hpp"

#include <orderhook/plugin.hpp>

ORDERHOOK_PLUGIN(own) { own.add_provider(acme::provider_type); }
