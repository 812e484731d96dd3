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

# g++ 12 at -O2 takes the way Asio allocates coroutine frames for a mismatch of new and delete.
add_compile_options($<$<CXX_COMPILER_ID:GNU>:-Wno-mismatched-new-delete>)

if(CMAKE_UNITY_BUILD)
    add_compile_options(-Wno-subobject-linkage) # sees closures of coroutine frames as a header's
endif()

# Assertions stay on in every build: the journal makes a restart safe, a broken invariant does not.
string(REPLACE "-DNDEBUG" "" CMAKE_CXX_FLAGS_RELEASE "${CMAKE_CXX_FLAGS_RELEASE}")
string(REPLACE "-DNDEBUG" "" CMAKE_CXX_FLAGS_RELWITHDEBINFO "${CMAKE_CXX_FLAGS_RELWITHDEBINFO}")

if(ORDERHOOK_SANITIZERS)
    # vptr opens files to look at memory; a test that lets the process run out of them would fail.
    add_compile_options(-fsanitize=${ORDERHOOK_SANITIZERS} -fno-sanitize=vptr -fno-sanitize-recover=all
                        -fno-omit-frame-pointer)
    add_link_options(-fsanitize=${ORDERHOOK_SANITIZERS})
endif()
