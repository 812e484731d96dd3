// Names that tell threads apart where the system lists them.
#pragma once

#include <pthread.h>

#include <string>

namespace orderhook {

/// Names the calling thread; the system keeps the first 15 bytes.
inline void name_this_thread(std::string name) {
    constexpr std::size_t longest = 15;
    if (name.size() > longest) name.resize(longest);
    pthread_setname_np(pthread_self(), name.c_str());
}

} // namespace orderhook
