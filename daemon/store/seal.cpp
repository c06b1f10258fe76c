#include "daemon/store/seal.hpp"

#include <vector>

namespace samkat::store {

namespace {

// Not summed: the mac covers what they say.
bool is_sealed_whole(std::string_view table) {
    return table == "cursors" || table == "seal";
}

// Everything that decides what a statement does, triggers and views that somebody put in included.
std::string schema_of(Database& database) {
    std::string text;
    Rows rows = database.query("SELECT type, name, tbl_name, sql FROM sqlite_master ORDER BY type, name");
    while (rows.next()) text += rows.bytes();
    return text;
}

std::vector<std::string> tables_of(Database& database) {
    std::vector<std::string> tables;
    Rows rows = database.query("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name");
    while (rows.next()) {
        if (!is_sealed_whole(rows.text(0))) tables.push_back(rows.text(0));
    }
    return tables;
}

std::string text_of(const Cursors& cursors) {
    std::string text;
    for (const auto& [chain, cursor] : cursors)
        text += joined_for_digest({chain, std::to_string(cursor.seq), cursor.hash});
    return text;
}

}  // namespace

Seal::Seal(Database& database, const Secret& key)
    : database_(database), key_(key.clone()), sums_(key), schema_(schema_of(database)) {
    database_.watch([this](std::string_view table, bool added, std::string_view row) {
        if (is_sealed_whole(table)) return;
        added ? sums_.add(table, row) : sums_.subtract(table, row);
    });
}

Seal::~Seal() {
    database_.watch({});
}

std::string Seal::mac_of(const Cursors& cursors, const std::string& sums) const {
    return hex(hmac_sha256(key_, joined_for_digest({"seal", schema_, text_of(cursors), sums})));
}

void Seal::write(const Cursors& cursors) {
    const std::string sums = text_of(sums_.sums());
    database_.run("INSERT OR REPLACE INTO seal VALUES(1, ?, ?)", {sums, mac_of(cursors, sums)});
}

bool Seal::read(const Cursors& cursors) {
    std::string sums;
    std::string mac;
    {
        Rows rows = database_.query("SELECT sums, mac FROM seal");
        if (!rows.next()) return false;
        sums = rows.text(0);
        mac = rows.text(1);
    }
    if (mac != mac_of(cursors, sums)) return false;
    sums_.set(read_sums(sums));
    return true;
}

bool Seal::fits_rows() const {
    if (schema_of(database_) != schema_) return false;
    RowSums found{key_};
    for (const std::string& table : tables_of(database_)) {
        Rows rows = database_.query("SELECT * FROM " + table);
        while (rows.next()) found.add(table, rows.bytes());
    }
    return found.sums() == sums_.sums();
}

}  // namespace samkat::store
