// Splitter: an XML file, on expat, cut into the elements that are records. Memory is that of one record. One thread.
//
// No DOCTYPE is read, so there are no entities but XML's own five, and nothing is ever fetched. Encodings: those expat
// knows (UTF-8, UTF-16, ISO-8859-1, US-ASCII) and windows-1252.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "connectors/xml/settings.hpp"

namespace samkat::xml {

class FragmentSink {
  public:
    virtual ~FragmentSink() = default;
    // The element of a record of rule number `rule`, as XML in UTF-8 without comments; the sink may change it.
    virtual void record(std::size_t rule, std::uint32_t line, std::string& fragment) = 0;
    // A record larger than allowed, passed over.
    virtual void too_large(std::size_t rule, std::uint32_t line) = 0;
};

class Splitter {
  public:
    // `settings` and `sink` must outlive this; `place` is what findings call the file.
    Splitter(const Settings& settings, std::string place, FragmentSink& sink);
    ~Splitter();

    // Fails on what is not well-formed XML within the bounds, with line and column.
    Result<void> parse(std::string_view bytes);
    // No more bytes come. Fails if the XML is not complete.
    Result<void> finish();

    // The paths of elements outside records, records' own included; the first 500 different ones.
    const std::set<std::string>& paths_seen() const { return paths_seen_; }

  private:
    struct Library;
    void on_start(const char* name, const char* const* attributes);
    void on_end(const char* name);
    void on_text(std::string_view text);
    void enter(std::string_view name);
    void leave();
    bool is_record();
    void append_start(std::string_view name, const char* const* attributes);
    void stop(const Message& message, const Arguments& arguments = {});
    Result<void> outcome(bool good);
    Where here() const;

    const Settings& settings_;
    std::string place_;
    FragmentSink& sink_;
    std::unique_ptr<Library> library_;

    std::vector<std::size_t> lengths_;  // of path_ before each open element
    std::string path_;                  // "register/elever"
    std::vector<std::string> rule_paths_;
    std::set<std::string> paths_seen_;

    std::optional<std::size_t> rule_{};  // of the record in work
    std::size_t record_depth_ = 0;
    std::uint32_t record_line_ = 0;
    std::string fragment_;
    bool overflow_ = false;

    std::size_t quiet_bytes_ = 0;  // read since the last event
    bool any_element_ = false;
    std::optional<Error> failure_{};
};

}  // namespace samkat::xml
