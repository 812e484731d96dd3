// A shared object that has nothing to do with Orderhook.
extern "C" int forty_two();
extern "C" __attribute__((visibility("default"))) int forty_two() { return 42; }
