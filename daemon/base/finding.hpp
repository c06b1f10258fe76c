// A Finding (anmärkning): something wrong in data, config or the world, as a value with a place.
// Collected, never thrown. Plain value, any thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "daemon/base/message.hpp"

namespace samkat {

// Where something is. `place` is a file, URL#id, DN or name of a source; the rest is set where it is known.
struct Where {
    std::string place;
    std::uint32_t line = 0;    // from 1; 0: none
    std::uint32_t column = 0;  // from 1, in characters; 0: none
    std::string field{};       // column name, element path, attribute or setting

    // "place:line:column (field)", leaving out what is not known.
    std::string text() const;
    bool operator==(const Where&) const = default;
};

// A text in both languages, already filled in.
struct LocalText {
    std::string sv;
    std::string en;

    const std::string& in(Language language) const { return language == Language::sv ? sv : en; }
    bool operator==(const LocalText&) const = default;
};

struct Finding {
    Severity severity = Severity::error;
    std::string id;  // message id
    Where where;
    LocalText text;
    LocalText advice;
    std::string excerpt;  // lines shown under the message as they are (a source line and a caret), or empty

    bool operator==(const Finding&) const = default;
};

// The finding that `message` makes at `where`. Arguments must not hold unmasked civic numbers or secrets: findings are
// printed, logged and stored.
Finding finding(const Message& message, Where where = {}, const Arguments& arguments = {});

// "where: text\n  excerpt\n  advice", for a terminal or a log.
std::string format(const Finding& finding, Language language);

// Collects findings of one piece of work. Keeps at most `limit` of one id, and counts the rest, so that a file with a
// million bad rows costs neither memory nor a readable report.
class Findings {
  public:
    Findings() = default;
    explicit Findings(std::size_t limit) : limit_(limit) {}

    void add(Finding finding);
    void add(const Findings& others);
    const std::vector<Finding>& list() const { return list_; }
    // How many of this id were left out of list().
    const std::map<std::string, std::size_t, std::less<>>& left_out() const { return left_out_; }
    bool has_errors() const;
    bool empty() const { return list_.empty(); }

  private:
    std::size_t limit_ = 200;
    std::vector<Finding> list_;
    std::map<std::string, std::size_t, std::less<>> counts_;
    std::map<std::string, std::size_t, std::less<>> left_out_;
};

}  // namespace samkat
