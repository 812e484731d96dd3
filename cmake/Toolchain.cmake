# Compiler, linker and warning settings shared by every target.

find_program(ORDERHOOK_CCACHE ccache)
if(ORDERHOOK_CCACHE AND NOT CMAKE_CXX_COMPILER_LAUNCHER)
    set(CMAKE_CXX_COMPILER_LAUNCHER "${ORDERHOOK_CCACHE}")
endif()

find_program(ORDERHOOK_MOLD mold)
if(ORDERHOOK_MOLD)
    add_link_options(-fuse-ld=mold)
endif()

add_compile_options(-Wall -Wextra -Wpedantic -Wshadow -Wnon-virtual-dtor -Woverloaded-virtual -Wconversion
                    -Wswitch -Werror)

if(CMAKE_UNITY_BUILD)
    add_compile_options(-Wno-subobject-linkage) # sees closures of coroutine frames as a header's
endif()

# Assertions stay on in every build: the journal makes a restart safe, a broken invariant does not.
string(REPLACE "-DNDEBUG" "" CMAKE_CXX_FLAGS_RELEASE "${CMAKE_CXX_FLAGS_RELEASE}")
string(REPLACE "-DNDEBUG" "" CMAKE_CXX_FLAGS_RELWITHDEBINFO "${CMAKE_CXX_FLAGS_RELWITHDEBINFO}")

if(ORDERHOOK_SANITIZERS)
    add_compile_options(-fsanitize=${ORDERHOOK_SANITIZERS} -fno-sanitize-recover=all -fno-omit-frame-pointer)
    add_link_options(-fsanitize=${ORDERHOOK_SANITIZERS})
endif()
