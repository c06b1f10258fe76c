#include "connectors/xml/xml_connector.hpp"

#include "connectors/xml/record_reader.hpp"
#include "connectors/xml/settings.hpp"
#include "connectors/xml/splitter.hpp"

namespace samkat::xml {

namespace {

constexpr std::size_t read_bytes = 64 * 1024;

Result<void> split(sdk::InputFile& file, Splitter& splitter) {
    std::vector<char> buffer(read_bytes);
    for (;;) {
        const auto got = file.read(buffer);
        if (!got) return fail(got.error());
        if (*got == 0) return splitter.finish();
        if (auto parsed = splitter.parse({buffer.data(), *got}); !parsed) return parsed;
    }
}

}  // namespace

protocol::Description XmlConnector::description() const {
    return xml::description();
}

Result<std::optional<TimePoint>> XmlConnector::read(const protocol::Request& request, sdk::RecordWriter& writer) {
    const auto settings = settings_of(request.settings, {request.source});
    if (!settings) return fail(settings.error());
    auto file = sdk::InputFile::open(settings->path, settings->file_rules);
    if (!file) return fail(file.error());
    RecordReader reader{*settings, file->name(), writer};
    Splitter splitter{*settings, file->name(), reader};
    if (auto whole = split(*file, splitter); !whole) return fail(whole.error());
    if (auto found = reader.finish(splitter.paths_seen()); !found) return fail(found.error());
    if (auto same = file->unchanged(); !same) return fail(same.error());
    return file->modified();
}

}  // namespace samkat::xml
