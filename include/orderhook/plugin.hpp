// Plug-ins: handlers and providers in a shared object of their own.
//
//     ORDERHOOK_PLUGIN(own) {
//         own.add_handler<PickListHandler>("pick-list");
//     }
//
// The configuration names the file, and then what is in it:
//
//     [[plugin]]
//     path = "/usr/local/lib/orderhook/pick_list.so"
//
//     [[handler]]
//     name = "warehouse"
//     type = "pick-list"
//
// It is loaded at the start and stays to the end of the process. It runs inside the service, with
// all its rights: a crash of its code is a crash of the service (see README, "Your own handler").
#pragma once

#include <orderhook/extensions.hpp>
#include <orderhook/headers_hash.hpp>
#include <orderhook/version.hpp>

#include <array>
#include <cstddef>
#include <cstdint>

namespace orderhook {

/// What a plug-in and a service must agree on, since they hand each other C++ objects.
struct PluginAbi {
    using Text = std::array<char, 72>;
    Text version; ///< of the headers, such as `0.1.0`
    Text headers; ///< a hash of them all, so that two states of one version are told apart
    Text library; ///< the C++ library's
    std::array<std::uint32_t, 8> sizes; ///< of types that are handed over, as it compiles them

    friend bool operator==(const PluginAbi&, const PluginAbi&) = default;
};

namespace plugin_detail {

template <std::size_t Size> constexpr PluginAbi::Text padded(const char (&text)[Size]) {
    PluginAbi::Text all{};
    static_assert(Size <= all.size());
    for (std::size_t i = 0; i < Size; ++i)
        all[i] = text[i];
    return all;
}

template <class... T> constexpr std::array<std::uint32_t, 8> sizes_of() {
    return {static_cast<std::uint32_t>(sizeof(T))...};
}

// The debug mode of libstdc++ changes the size of every container.
#define ORDERHOOK_TEXT_OF_(value) #value
#define ORDERHOOK_TEXT_OF(value) ORDERHOOK_TEXT_OF_(value)
#if defined(_GLIBCXX_RELEASE)
inline constexpr char library[] =
    "libstdc++, strings of " ORDERHOOK_TEXT_OF(_GLIBCXX_USE_CXX11_ABI);
#elif defined(_LIBCPP_VERSION)
inline constexpr char library[] = "libc++ " ORDERHOOK_TEXT_OF(_LIBCPP_ABI_VERSION);
#else
inline constexpr char library[] = "unknown";
#endif
#undef ORDERHOOK_TEXT_OF
#undef ORDERHOOK_TEXT_OF_

} // namespace plugin_detail

/// That of the code which reads this.
inline constexpr PluginAbi plugin_abi{
    plugin_detail::padded(ORDERHOOK_VERSION),
    plugin_detail::padded(ORDERHOOK_HEADERS_HASH),
    plugin_detail::padded(plugin_detail::library),
    plugin_detail::
        sizes_of<Event, Attempt, Outcome, Settings, RawRequest, Decoded, Credentials, Extensions>(),
};

} // namespace orderhook

// NOLINTBEGIN(bugprone-macro-parentheses): `own` becomes the name of a parameter

/// The entry of a plug-in, once in each shared object: the function body that follows adds to
/// `own`, an orderhook::Extensions. What it throws stops the start.
#define ORDERHOOK_PLUGIN(own)                                                                      \
    extern "C" {                                                                                   \
    __attribute__((visibility("default"))) extern const orderhook::PluginAbi orderhook_plugin_abi; \
    const orderhook::PluginAbi orderhook_plugin_abi = orderhook::plugin_abi;                       \
    __attribute__((visibility("default"))) void orderhook_plugin_extend(orderhook::Extensions&);   \
    }                                                                                              \
    void orderhook_plugin_extend(orderhook::Extensions& own)

// NOLINTEND(bugprone-macro-parentheses)
