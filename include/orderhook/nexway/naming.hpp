// How Nexway spells member names.
#pragma once

#include <orderhook/json/naming.hpp>

#include <type_traits>

namespace orderhook::nexway {

template <class T> constexpr json::Naming json_naming(std::type_identity<T>) {
    return json::Naming::camel_case;
}

} // namespace orderhook::nexway
