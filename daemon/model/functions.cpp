// The closed list of functions: what exists, with what arguments, in words. What they do is in
// daemon/engine/functions.cpp.
#include <array>

#include "daemon/model/rule.hpp"

namespace samkat {

namespace {

constexpr std::uint8_t any = 255;

constexpr std::array<Function, 25> table = {{
    {FunctionId::lower, "lower", 1, 1, "v", "lower(text)", "Små bokstäver.", "Lower case."},
    {FunctionId::upper, "upper", 1, 1, "v", "upper(text)", "Stora bokstäver.", "Upper case."},
    {FunctionId::trim, "trim", 1, 1, "v", "trim(text)", "Utan blanktecken först och sist.",
     "Without white space at both ends."},
    {FunctionId::squeeze, "squeeze", 1, 1, "v", "squeeze(text)",
     "Som trim, och varje följd av blanktecken inuti blir ett mellanslag; tecken som inte syns tas bort.",
     "Like trim, and every run of white space inside becomes one space; signs that do not show are left out."},
    {FunctionId::ascii, "ascii", 1, 1, "v", "ascii(text)",
     "Bokstäver utan accenter och i latinsk skrift (å ä ö blir a a o); tecken utan sådan form tas bort.",
     "Letters without accents and in Latin script (å ä ö become a a o); what has no such form is dropped."},
    {FunctionId::nfc, "nfc", 1, 1, "v", "nfc(text)", "Unicode-normalform C.", "Unicode Normalization Form C."},
    {FunctionId::left, "left", 2, 2, "vn", "left(text, count)", "De första tecknen.", "The first characters."},
    {FunctionId::right, "right", 2, 2, "vn", "right(text, count)", "De sista tecknen.", "The last characters."},
    {FunctionId::pad, "pad", 2, 3, "vns", "pad(text, width[, fill])",
     "Fylls på till vänster till bredden, med nollor om inget annat tecken anges.",
     "Filled up from the left to the width, with zeros if no other character is given."},
    {FunctionId::number, "number", 1, 1, "v", "number(text)",
     "Heltalet i texten utan inledande nollor: 'åk 07' blir 7. Inget värde om det inte finns exakt ett tal.",
     "The whole number in the text without leading zeros: 'year 07' becomes 7. No value unless there is exactly one "
     "number."},
    {FunctionId::replace, "replace", 3, 3, "vpr", "replace(text, pattern, replacement)",
     "Varje träff byts ut; \\1 … \\9 är mönstrets grupper.",
     "Every match is replaced; \\1 … \\9 are the pattern's groups."},
    {FunctionId::match, "match", 2, 2, "vp", "match(text, pattern)",
     "Första träffens första grupp, eller hela träffen om mönstret saknar grupper. Inget värde utan träff.",
     "The first group of the first match, or the match if the pattern has no groups. No value if nothing matches."},
    {FunctionId::split, "split", 2, 2, "vs", "split(text, separator)", "Ett värde per del, utan blanktecken runt om.",
     "One value per part, without white space around it."},
    {FunctionId::join, "join", 2, 2, "vs", "join(values, separator)", "Alla värden i ett.", "All values in one."},
    {FunctionId::first, "first", 1, 1, "v", "first(values)", "Det första värdet.", "The first value."},
    {FunctionId::last, "last", 1, 1, "v", "last(values)", "Det sista värdet.", "The last value."},
    {FunctionId::concat, "concat", 2, any, "v", "concat(text, text, …)",
     "Efter varandra, som i en mall. Inget värde om någon del saknas.",
     "One after the other, as in a template. No value if a part has none."},
    {FunctionId::default_, "default", 2, any, "v", "default(values, otherwise, …)",
     "Det första argument som har ett värde.", "The first argument that has a value."},
    {FunctionId::if_, "if", 2, 3, "v", "if(condition, values[, otherwise])",
     "values om villkoret gäller, annars otherwise eller inget värde.",
     "values if the condition holds, otherwise otherwise or no value."},
    {FunctionId::lookup, "lookup", 2, 3, "tv", "lookup(table, key[, otherwise])",
     "Tabellens värde för nyckeln. Jämför exakt; inget värde eller otherwise om nyckeln saknas.",
     "The table's value for the key. Compares exactly; no value or otherwise if the key is missing."},
    {FunctionId::date_format, "date_format", 2, 3, "vdd", "date_format(date, pattern[, read_as])",
     "Ett datum skrivet som mönstret säger: YYYY YY MM M DD D. Läser YYYY-MM-DD och YYYYMMDD, eller som read_as säger. "
     "Annat lämnas som det är; ett datumfält säger då vad som är fel.",
     "A date written as the pattern says: YYYY YY MM M DD D. Reads YYYY-MM-DD and YYYYMMDD, or as read_as says. "
     "Anything else is left as it is; a date field then says what is wrong."},
    {FunctionId::url_encode, "url_encode", 1, 1, "v", "url_encode(text)",
     "Procentkodad för en URL: allt utom A-Z a-z 0-9 - . _ ~.",
     "Percent-encoded for a URL: all but A-Z a-z 0-9 - . _ ~."},
    {FunctionId::hash_id, "hash_id", 1, any, "v", "hash_id(text, …)",
     "Ett kort id av flera fält: 16 tecken (2-9 a-z utom l och o) ur SHA-256. Samma fält ger alltid samma id. Inget "
     "värde om "
     "något fält saknas. Döljer inte fälten för den som kan gissa dem.",
     "A short id from several fields: 16 characters (2-9 a-z without l and o) of SHA-256. The same fields always give "
     "the same "
     "id. No value if a field has none. Does not hide the fields from one who can guess them."},
    {FunctionId::scope, "scope", 1, 1, "v", "scope(text)", "text@ och kommunens scope. Bara i attributregler.",
     "text@ and the municipality's scope. Only in attribute rules."},
    {FunctionId::field, "field", 1, 1, "f", "field('name')",
     "Ett fält vars namn har andra tecken än bokstäver, siffror, _ . och -.",
     "A field whose name has other characters than letters, digits, _ . and -."},
}};

}  // namespace

std::span<const Function> functions() {
    return table;
}

}  // namespace samkat
