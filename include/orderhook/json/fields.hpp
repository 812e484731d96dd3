// The members of a described struct as a table, so that reading and writing need no template of
// their own for each struct.
#pragma once

#include <orderhook/json/naming.hpp>

#include <boost/describe/class.hpp>
#include <boost/describe/members.hpp>
#include <boost/describe/modifiers.hpp>

#include <array>
#include <string>
#include <string_view>
#include <type_traits>

namespace orderhook::json {

struct Node;
class Reader;

/// One member of a struct, bases' members included.
struct Field {
    std::string_view key;
    std::string_view label;    ///< `"key":`
    std::string_view alias;    ///< another key it is read from; empty for none
    std::string_view expected; ///< what it must hold; empty when it may be absent
    bool (*read)(Reader& reader, const Node& node, void* object);
    bool (*is_absent)(const void* object);
    void (*write)(const void* object, std::string& out);
};

template <class T> struct FieldTable;

template <class T>
concept Described = boost::describe::has_describe_members<T>::value && !std::is_union_v<T>;

/// Every member of T, those of its bases first.
template <Described T> constexpr const auto& fields_of() { return FieldTable<T>::fields; }

} // namespace orderhook::json
