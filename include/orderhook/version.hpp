// Which Orderhook these headers belong to. CMake reads it from here.
#pragma once

#define ORDERHOOK_VERSION "0.1.0"
