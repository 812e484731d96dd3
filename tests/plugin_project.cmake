# cmake -D BUILD=... -D SOURCE=... -D TO=... -D CXX_FLAGS=... -P plugin_project.cmake
#   Installs the build of Orderhook in BUILD, and builds the project in SOURCE against that, in TO.
file(REMOVE_RECURSE "${TO}/installed" "${TO}/build/CMakeCache.txt")
foreach(command
    "--install;${BUILD};--prefix;${TO}/installed"
    "-S;${SOURCE};-B;${TO}/build;-G;Ninja;-DCMAKE_BUILD_TYPE=Debug;-DCMAKE_PREFIX_PATH=${TO}/installed;-DCMAKE_CXX_FLAGS=${CXX_FLAGS};-DCMAKE_CXX_COMPILER_LAUNCHER=${LAUNCHER}"
    "--build;${TO}/build"
)
    execute_process(COMMAND "${CMAKE_COMMAND}" ${command} RESULT_VARIABLE failed OUTPUT_VARIABLE said ERROR_VARIABLE said)
    if(failed)
        message(FATAL_ERROR "cmake ${command}\n${said}")
    endif()
endforeach()
