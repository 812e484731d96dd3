#include <orderhook/json/writer.hpp>

namespace orderhook::json {

void write_object(const void* object, std::span<const Field> fields, std::string& out) {
    char before = '{';
    for (const Field& field : fields) {
        if (field.is_absent(object)) continue;
        out += before;
        out += field.label;
        field.write(object, out);
        before = ',';
    }
    if (before == '{') out += '{';
    out += '}';
}

} // namespace orderhook::json
