// A plug-in as the headers of another version would make it.
#include <orderhook/plugin.hpp>

#include <cstdlib>

namespace {

constexpr orderhook::PluginAbi other_abi() {
    orderhook::PluginAbi abi = orderhook::plugin_abi;
    abi.version = orderhook::plugin_detail::padded("9.8.7");
    return abi;
}

} // namespace

extern "C" {
__attribute__((visibility("default"))) extern const orderhook::PluginAbi orderhook_plugin_abi;
const orderhook::PluginAbi orderhook_plugin_abi = other_abi();
__attribute__((visibility("default"))) void orderhook_plugin_extend(orderhook::Extensions&);
}

void orderhook_plugin_extend(orderhook::Extensions&) {
    std::abort(); // whoever calls it did not look
}
