#include <orderhook/json/writer.hpp>

namespace orderhook::json {

void write_object(const void* object, std::span<const Field> fields, std::string& out) {
    out += '{';
    const char* separator = "";
    for (const Field& field : fields) {
        if (field.is_absent(object)) continue;
        out += separator;
        append_quoted(out, field.key);
        out += ':';
        field.write(object, out);
        separator = ",";
    }
    out += '}';
}

} // namespace orderhook::json
