// Mapping rules, compiled: expressions as values. docs/mapping.md has the grammar; config turns text into these, engine
// evaluates them. Immutable once made; any thread.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace samkat {

// The functions of the language: a closed list, in the order of functions().
enum class FunctionId : std::uint8_t {
    lower,
    upper,
    trim,
    squeeze,
    ascii,
    nfc,
    left,
    right,
    pad,
    number,
    replace,
    match,
    split,
    join,
    first,
    last,
    concat,
    default_,
    if_,
    lookup,
    date_format,
    url_encode,
    hash_id,
    scope,
    field
};

// One function of the closed list.
struct Function {
    FunctionId id;
    std::string_view name;
    std::uint8_t min_arguments;
    std::uint8_t max_arguments;  // 255: any number
    // What each argument is, a letter each, the last one for all that follow: v any expression · n a whole number · s a
    // text · p a regular expression · r what replaces a match · d a date pattern · t name of a lookup table · f name of
    // a field. All but v are written out in the rule, so that they are checked before anything runs.
    std::string_view arguments;
    std::string_view signature;  // for the manual: left(text, count)
    std::string_view help_sv;
    std::string_view help_en;
};
std::span<const Function> functions();

// A compiled regular expression (RE2 syntax: linear time, no backtracking).
class Pattern {
  public:
    // Null if `text` is no pattern; `reason` says why.
    static std::shared_ptr<const Pattern> compile(std::string_view text, std::string& reason);
    virtual ~Pattern() = default;
    virtual bool matches_whole(std::string_view text) const = 0;
    // The first group of the first match, or the match if there are no groups; empty if nothing matches.
    virtual std::string first_match(std::string_view text) const = 0;
    // Every match replaced; \1 … \9 in `replacement` stand for the groups, \0 for the match. It stops once the result
    // has passed `limit` bytes; the rest of `text` follows as it is.
    virtual std::string replace_all(std::string_view text, std::string_view replacement, std::size_t limit) const = 0;
    // False if `replacement` names a group that the pattern has not; `reason` says why.
    virtual bool accepts_replacement(std::string_view replacement, std::string& reason) const = 0;
};

// A lookup table: key → value, with where it came from.
struct LookupTable {
    std::string name;
    std::string place;  // config file, or the CSV file
    std::map<std::string, std::string, std::less<>> rows;
};

enum class NodeKind : std::uint8_t {
    literal,  // text
    field,    // text = name, slot = index of the field in the names given to bind()
    call,     // text = function name, slot = FunctionId; children = arguments (lookup: without the table)
    concat,   // a template's pieces: every combination of the children's values, in order; none if a child has none
    equals,   // conditions have the value "true" or none
    not_equals,
    in,       // first child in any of the others
    matches,  // child 0 matches `pattern` as a whole
    logical_and,
    logical_or,
    logical_not,
};

struct Node {
    NodeKind kind = NodeKind::literal;
    std::string text;
    std::uint32_t slot = 0;
    std::uint32_t column = 0;             // in the template, from 1, in characters
    std::vector<std::uint32_t> children;  // indices in Expression::nodes, each less than this node's own
    std::shared_ptr<const Pattern> pattern;
    std::shared_ptr<const LookupTable> table;
};

struct Expression {
    std::string source;       // the text it was compiled from
    std::string place;        // file:line, for messages
    std::vector<Node> nodes;  // the last one is the root; empty: no expression

    bool empty() const { return nodes.empty(); }
    // Names of the fields it reads, in order of appearance, without repeats.
    std::vector<std::string> fields() const;
    // Sets every field's slot to its index in `names` (compared exactly). Names that are missing are returned and left
    // at `missing_slot`, which evaluates to no values.
    std::vector<std::string> bind(std::span<const std::string> names);

    static constexpr std::uint32_t missing_slot = UINT32_MAX;
};

}  // namespace samkat
