// How the table of a struct's fields is made from its description.
#pragma once

#include <orderhook/json/fields.hpp>
#include <orderhook/json/reader.hpp>
#include <orderhook/json/writer.hpp>

#include <boost/describe/members.hpp>
#include <boost/describe/modifiers.hpp>

#include <array>
#include <string>

namespace orderhook::json {

template <class T> struct MemberPointer;
template <class Owner, class Member> struct MemberPointer<Member Owner::*> {
    using OwnerType = Owner; ///< the struct that declares it, which may be a base
    using MemberType = Member;
};

/// One member of T; D is its descriptor.
template <class T, class D> struct MemberOf {
    using Pointer = MemberPointer<std::remove_const_t<decltype(D::pointer)>>;
    using Type = typename Pointer::MemberType;

    static constexpr Key key = key_of<typename Pointer::OwnerType>(D::name);
    static constexpr Key label = label_of(key);

    static bool read(Reader& reader, const Node& node, void* object) {
        return json::read(reader, node, static_cast<T*>(object)->*D::pointer);
    }
    static bool is_absent(const void* object) {
        if constexpr (is_optional<Type>)
            return !(static_cast<const T*>(object)->*D::pointer);
        else
            return false;
    }
    static void write(const void* object, std::string& out) {
        json::encode(static_cast<const T*>(object)->*D::pointer, out);
    }

    static constexpr std::string_view expected() {
        if constexpr (is_optional<Type>)
            return {};
        else
            return expected_for<Type>();
    }
    static constexpr Field
        field{key.text(), label.text(), key.alias, expected(), &read, &is_absent, &write};
};

template <class T> struct FieldTable {
    template <template <class...> class List, class... D>
    static constexpr std::array<Field, sizeof...(D)> make(List<D...>) {
        return {MemberOf<T, D>::field...};
    }

    static constexpr auto fields =
        make(boost::describe::
                 describe_members<T, boost::describe::mod_public | boost::describe::mod_inherited>()
        );
};

} // namespace orderhook::json
