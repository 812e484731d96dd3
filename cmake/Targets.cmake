# orderhook_library(NAME SOURCES ... [PUBLIC ...] [PRIVATE ...])
#   The library of one folder of src/. Its dependencies are what its folder may include.
function(orderhook_library name)
    cmake_parse_arguments(ARG "" "" "SOURCES;PUBLIC;PRIVATE" ${ARGN})
    add_library(orderhook_${name} STATIC ${ARG_SOURCES})
    target_include_directories(orderhook_${name} PUBLIC "$<BUILD_INTERFACE:${CMAKE_SOURCE_DIR}/src>")
    target_link_libraries(orderhook_${name} PUBLIC orderhook_sdk ${ARG_PUBLIC} PRIVATE ${ARG_PRIVATE})
endfunction()

# orderhook_test(NAME SOURCES ... LINK ... [PROPERTIES ...])
#   One test binary for one folder of tests/; PROPERTIES are those of its tests.
function(orderhook_test name)
    cmake_parse_arguments(ARG "" "" "SOURCES;LINK;PROPERTIES" ${ARGN})
    add_executable(${name}_test ${ARG_SOURCES})
    target_link_libraries(${name}_test PRIVATE ${ARG_LINK} orderhook_test_support GTest::gtest_main)
    target_compile_definitions(${name}_test PRIVATE ORDERHOOK_TEST_DATA="${CMAKE_SOURCE_DIR}/tests/data")
    gtest_discover_tests(${name}_test DISCOVERY_MODE PRE_TEST DISCOVERY_TIMEOUT 60
                         PROPERTIES TIMEOUT 600 ${ARG_PROPERTIES})
endfunction()

# orderhook_embed_samples(TARGET FOLDER)
#   Adds the JSON files of a vendor's folder of samples to TARGET, as
#   `std::span<const Sample> orderhook::<vendor>::samples()`. A file is named after its event type.
function(orderhook_embed_samples target folder)
    get_filename_component(vendor "${CMAKE_CURRENT_SOURCE_DIR}" NAME)
    file(GLOB files CONFIGURE_DEPENDS "${folder}/*.json")
    set(samples "")
    foreach(file ${files})
        set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS "${file}")
        get_filename_component(type "${file}" NAME_WLE)
        file(READ "${file}" body)
        string(APPEND samples "    {\"${type}\", R\"sample(${body})sample\"},\n")
    endforeach()
    file(CONFIGURE OUTPUT "${CMAKE_CURRENT_BINARY_DIR}/samples.cpp" @ONLY CONTENT [=[
#include <orderhook/provider.hpp>

#include <span>

namespace orderhook::@vendor@ {

std::span<const Sample> samples();

std::span<const Sample> samples() {
    static constexpr Sample embedded[] = {
@samples@    };
    return embedded;
}

} // namespace orderhook::@vendor@
]=])
    target_sources(${target} PRIVATE "${CMAKE_CURRENT_BINARY_DIR}/samples.cpp")
endfunction()
