# What `cmake --install` gives: the program, and the package for those who extend it.
#
#   find_package(orderhook REQUIRED COMPONENTS sdk)       orderhook::sdk: headers, decode, test kit
#   find_package(orderhook REQUIRED COMPONENTS server)    orderhook::server: the whole service too

include(CMakePackageConfigHelpers)
include(GNUInstallDirs)

add_library(orderhook_extender_sdk INTERFACE)
target_link_libraries(orderhook_extender_sdk INTERFACE orderhook_testkit orderhook_providers orderhook_json orderhook_crypto)

set(sdk_parts extender_sdk sdk text json crypto providers testkit)
set(server_parts async log metrics journal dispatch handlers http ingest admin plugins app)
foreach(set sdk server)
    foreach(part ${${set}_parts})
        set_target_properties(orderhook_${part} PROPERTIES EXPORT_NAME part_${part})
        install(TARGETS orderhook_${part} EXPORT orderhook-${set} FILE_SET HEADERS)
    endforeach()
endforeach()
set_target_properties(orderhook_extender_sdk PROPERTIES EXPORT_NAME sdk)
set_target_properties(orderhook_app PROPERTIES EXPORT_NAME server)
# Internal parts find each other by the order in which the config file includes the two.
foreach(set sdk server)
    install(EXPORT orderhook-${set} NAMESPACE orderhook:: DESTINATION "${CMAKE_INSTALL_LIBDIR}/cmake/orderhook")
endforeach()
install(TARGETS orderhook)
install(FILES LICENSE include/orderhook/README.md DESTINATION "${CMAKE_INSTALL_DOCDIR}")
install(FILES config/orderhook.toml DESTINATION "${CMAKE_INSTALL_DATADIR}/orderhook")

configure_package_config_file(
    cmake/orderhookConfig.cmake.in "${CMAKE_BINARY_DIR}/orderhookConfig.cmake"
    INSTALL_DESTINATION "${CMAKE_INSTALL_LIBDIR}/cmake/orderhook"
)
# Its types are handed over as they are in memory, so no other version will do.
write_basic_package_version_file("${CMAKE_BINARY_DIR}/orderhookConfigVersion.cmake" COMPATIBILITY ExactVersion)
install(
    FILES "${CMAKE_BINARY_DIR}/orderhookConfig.cmake" "${CMAKE_BINARY_DIR}/orderhookConfigVersion.cmake"
    DESTINATION "${CMAKE_INSTALL_LIBDIR}/cmake/orderhook"
)
