#include "plugins/loader.hpp"

#include "plugins/trust.hpp"
#include "sdk/foreign_call.hpp"

#include <dlfcn.h>

namespace orderhook {

namespace {

using Extend = void(Extensions&);

std::string described(const PluginAbi& abi) {
    return std::string(abi.version.data()) + " (headers "
           + std::string(abi.headers.data()).substr(0, 8) + ", " + abi.library.data() + ")";
}

tl::unexpected<Error> no_plugin(const std::filesystem::path& file, const std::string& why) {
    return failure(Errc::misconfigured, file.string() + ": " + why);
}

/// The address of what the shared object calls so, or nullptr.
template <class T> T* symbol(void* object, const char* name) {
    return reinterpret_cast<T*>(::dlsym(object, name));
}

} // namespace

Result<void> require_same_abi(const PluginAbi& theirs, const PluginAbi& ours) {
    if (theirs == ours) return {};
    std::string words =
        "was built for orderhook " + described(theirs) + ", this is " + described(ours);
    if (described(theirs) == described(ours)) words += ", and their types differ in size";
    return failure(Errc::misconfigured, words + ": build it again with this one's package");
}

Result<Extensions> load_plugin(const std::filesystem::path& file) {
    if (!file.is_absolute()) return no_plugin(file, "expected an absolute path");
    const auto real = trusted_file(file);
    if (!real) return failure(real);
    // Never unloaded: its handlers, payloads and names live on in ours.
    void* object = ::dlopen(real->c_str(), RTLD_NOW | RTLD_LOCAL | RTLD_NODELETE);
    if (object == nullptr) return no_plugin(file, std::string("cannot be loaded: ") + ::dlerror());
    const auto* abi = symbol<const PluginAbi>(object, "orderhook_plugin_abi");
    auto* extend = symbol<Extend>(object, "orderhook_plugin_extend");
    if (abi == nullptr || extend == nullptr)
        return no_plugin(file, "is no plug-in: it has no ORDERHOOK_PLUGIN");
    if (auto same = require_same_abi(*abi, plugin_abi); !same)
        return no_plugin(file, same.error().message);
    return foreign_call(
        [&]() -> Result<Extensions> {
            Extensions extensions;
            extend(extensions);
            return extensions;
        },
        [&](const std::string& words) -> Result<Extensions> {
            return no_plugin(file, "its ORDERHOOK_PLUGIN threw: " + words);
        }
    );
}

} // namespace orderhook
