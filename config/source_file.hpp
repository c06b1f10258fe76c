// A config file as text, and places in it: what an error message shows. Immutable once made; any thread.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "daemon/base/finding.hpp"

namespace samkat::config {

class SourceFile {
  public:
    SourceFile(std::string name, std::string text);

    const std::string& name() const { return name_; }
    const std::string& text() const { return text_; }
    std::uint32_t lines() const { return static_cast<std::uint32_t>(starts_.size()); }
    // Line `number`, from 1, without its end; "" if there is none.
    std::string_view line(std::uint32_t number) const;
    // Byte offset of a place; columns count characters, from 1.
    std::size_t offset(std::uint32_t line, std::uint32_t column) const;

  private:
    std::string name_;
    std::string text_;
    std::vector<std::size_t> starts_;
};
using SourceFilePtr = std::shared_ptr<const SourceFile>;

// A place in a file. `setting` is the path of the key concerned, or empty.
struct Spot {
    SourceFilePtr file;
    std::uint32_t line = 0;
    std::uint32_t column = 0;
    std::string setting;

    Where where() const;
};

// The line with its number, and a caret under the column. Values that look like secrets are left out.
std::string excerpt(const Spot& spot);
Finding finding_at(const Message& message, const Spot& spot, const Arguments& arguments = {});

// The place of character `index` (from 1) of the TOML string that starts at `spot` with its quotes. Follows escapes and
// several lines.
Spot inside_string(const Spot& spot, std::uint32_t index);

// True if a key of this name holds a secret itself (password, token …), not the name of a file with one.
bool names_secret(std::string_view key);

}  // namespace samkat::config
