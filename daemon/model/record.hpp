// Record (post): what a source said. Transient: after mapping only its locator survives.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace samkat {

// What the records of one set have in common: announced once by the connector, before its records.
struct RecordSet {
    std::string source;  // name of the source
    std::string kind;    // what the connector calls this kind of record: the key of the mapping
    std::string place;   // file name or URL, the first part of a locator
    std::vector<std::string> fields;
};

// One record. The views belong to whoever hands it over and end with that call. Values are UTF-8 of any content.
struct Record {
    const RecordSet* set = nullptr;
    std::uint32_t line = 0;  // line in set->place, from 1; or ordinal number where the register has no lines
    std::span<const std::string_view> values;  // of all fields, one after the other
    std::span<const std::uint32_t> ends;  // ends[i]: one past the last value of field i; a field may have none or many

    std::span<const std::string_view> field(std::size_t index) const {
        const std::uint32_t begin = index == 0 ? 0 : ends[index - 1];
        return values.subspan(begin, ends[index] - begin);
    }
};

}  // namespace samkat
