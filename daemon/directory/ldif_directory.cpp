#include "daemon/directory/ldif_directory.hpp"

#include <algorithm>

#include "daemon/base/file.hpp"
#include "daemon/directory/filter.hpp"
#include "daemon/directory/ldif.hpp"
#include "daemon/directory/messages.hpp"
#include "daemon/directory/names.hpp"

namespace samkat::directory {

namespace {

constexpr std::size_t max_file = std::size_t{4} << 30;

// Result codes of RFC 4511 section 4.1.9, as the server would give them.
constexpr std::string_view naming_violation = "namingViolation (64)";
constexpr std::string_view not_allowed_on_non_leaf = "notAllowedOnNonLeaf (66)";

// Every RDN ends with \1, which sorts before all that can stand in a key: a prefix is an ancestor.
std::string tree_key(const Dn& dn) {
    std::vector<std::string> rdns;
    std::string_view rest = dn.key();
    for (Dn each = dn; !each.empty(); each = each.parent()) {
        const std::size_t above = each.parent().key().size();
        const std::size_t length = rest.size() - above - (above > 0 ? 1 : 0);
        rdns.emplace_back(rest.substr(0, length));
        rest.remove_prefix(rest.size() - above);
    }
    std::string key;
    for (auto rdn = rdns.rbegin(); rdn != rdns.rend(); ++rdn) (key += *rdn) += '\1';
    return key;
}

Answer applied_answer() {
    return {0, Verdict::applied, {}};
}

Answer stale(const Message& message) {
    return {0, Verdict::stale, finding(message)};
}

Answer refused(std::string_view reason) {
    return {0, Verdict::failed, finding(directory_messages::REFUSED, {}, {{"reason", std::string{reason}}})};
}

bool has_value(const Entry& entry, const std::string& attribute, const std::string& value) {
    return std::ranges::any_of(entry.values(attribute),
                               [&](const std::string& each) { return same_value(each, value); });
}

bool has_rdn_value(const Entry& entry) {
    return has_value(entry, entry.dn().rdn_attribute(), entry.dn().rdn_value());
}

void drop_value(Entry& entry, const std::string& attribute, const std::string& value) {
    Values kept = entry.values(attribute);
    std::erase_if(kept, [&](const std::string& each) { return same_value(each, value); });
    entry.set(attribute, std::move(kept));
}

// False if a value to remove is not there, or one to add is.
bool modify_entry(Entry& entry, const Modification& modification) {
    const std::string& name = modification.attribute;
    if (modification.how == Modification::How::replace) {
        entry.set(name, modification.values);
        return true;
    }
    const bool adds = modification.how == Modification::How::add;
    for (const std::string& value : modification.values) {
        if (has_value(entry, name, value) == adds) return false;
        if (adds)
            entry.add(name, value);
        else
            drop_value(entry, name, value);
    }
    return true;
}

Entry selected(const Entry& entry, const std::vector<std::string>& names) {
    if (names.empty() || std::ranges::find(names, "*") != names.end()) return entry;
    Entry result{entry.dn()};
    for (const std::string& name : names) result.set(name, entry.values(name));
    return result;
}

bool in_scope(const Entry& entry, const Search& search) {
    if (search.scope == Scope::base) return entry.dn() == search.base;
    return search.scope == Scope::subtree || entry.dn().depth() == search.base.depth() + 1;
}

}  // namespace

Result<std::unique_ptr<LdifDirectory>> LdifDirectory::load(const std::filesystem::path& file, LdifOptions options) {
    const auto text = read_file(file, max_file);
    if (!text) return fail(text.error());
    return from_text(*text, file.string(), std::move(options));
}

Result<std::unique_ptr<LdifDirectory>> LdifDirectory::from_text(std::string_view text, const std::string& place,
                                                                LdifOptions options) {
    auto directory = std::make_unique<LdifDirectory>(std::move(options));
    if (auto done = directory->insert_all(text, place); !done) return fail(done.error());
    return directory;
}

Result<void> LdifDirectory::insert_all(std::string_view text, const std::string& place) {
    std::map<std::string, std::uint32_t, std::less<>> lines;
    const auto insert = [&](Entry&& entry, std::uint32_t line) -> Result<void> {
        std::string key = tree_key(entry.dn());
        lines.emplace(key, line);
        if (entries_.emplace(std::move(key), std::move(entry)).second) return {};
        return fail(directory_messages::LDIF_TWICE, {place, line, 0, {}});
    };
    if (auto done = read_ldif(text, place, insert); !done) return done;
    for (const auto& [key, entry] : entries_) {
        bool above = false;  // some entry, not the parent, stands above
        for (Dn dn = entry.dn().parent(); !dn.empty() && !above; dn = dn.parent())
            above = entries_.contains(tree_key(dn));
        if (above && !entries_.contains(tree_key(entry.dn().parent()))) {
            return fail(directory_messages::LDIF_PARENT, {place, lines[key], 0, {}});
        }
    }
    return {};
}

Result<void> LdifDirectory::search(const Search& search, const std::function<void(Entry&&)>& each) {
    const auto filter = Filter::parse(search.filter);
    if (!filter) return fail(filter.error());
    const std::string base = tree_key(search.base);
    if (!base.empty() && !entries_.contains(base)) return {};
    for (auto at = entries_.lower_bound(base); at != entries_.end() && at->first.starts_with(base); ++at) {
        if (in_scope(at->second, search) && filter->matches(at->second)) each(selected(at->second, search.attributes));
    }
    return {};
}

Result<std::optional<Entry>> LdifDirectory::read(const Dn& dn, const std::vector<std::string>& attributes) {
    const auto found = entries_.find(tree_key(dn));
    if (found == entries_.end()) return std::nullopt;
    return selected(found->second, attributes);
}

Result<Facts> LdifDirectory::facts() {
    Facts facts;
    facts.vendor = "LDIF";
    facts.assertion = true;
    for (const auto& [key, entry] : entries_) {
        if (!entries_.contains(tree_key(entry.dn().parent()))) facts.naming_contexts.push_back(entry.dn().text());
    }
    return facts;
}

Result<void> LdifDirectory::send(std::uint64_t ticket, const Change& change) {
    if (answers_.size() >= options_.window) {
        return fail(directory_messages::WINDOW, {}, {{"count", std::to_string(answers_.size())}});
    }
    if (tickets_.contains(ticket)) return fail(directory_messages::TICKET, {}, {{"ticket", std::to_string(ticket)}});
    const auto operation = operation_of(change, options_.link_attribute, {});
    if (!operation) return fail(operation.error());
    Answer answer = perform(*operation);
    answer.ticket = ticket;
    if (answer.verdict != Verdict::applied) answer.reason.where.place = change.dn.text();
    tickets_.insert(ticket);
    answers_.push_back(std::move(answer));
    return {};
}

Result<Answer> LdifDirectory::receive() {
    if (answers_.empty()) return fail(directory_messages::NOTHING_SENT);
    Answer answer = std::move(answers_.front());
    answers_.pop_front();
    tickets_.erase(answer.ticket);
    return answer;
}

Answer LdifDirectory::perform(const Operation& operation) {
    if (operation.kind == Operation::Kind::add) return add(operation);
    const auto entry = entries_.find(tree_key(operation.dn));
    if (entry == entries_.end()) return stale(directory_messages::STALE_GONE);
    if (!holds(operation.precondition, entry->second)) return stale(directory_messages::STALE_CHANGED);
    if (operation.kind == Operation::Kind::remove) return remove(entry);
    if (operation.kind == Operation::Kind::rename) return rename(entry, operation);
    return modify(entry, operation);
}

Answer LdifDirectory::add(const Operation& operation) {
    Entry entry{operation.dn};
    for (const Attribute& attribute : operation.attributes) entry.set(attribute.name, attribute.values);
    if (entries_.contains(tree_key(operation.dn))) return stale(directory_messages::STALE_EXISTS);
    if (!entries_.contains(tree_key(operation.dn.parent()))) return stale(directory_messages::STALE_GONE);
    if (!has_rdn_value(entry)) return refused(naming_violation);
    entries_.emplace(tree_key(operation.dn), std::move(entry));
    return applied_answer();
}

Answer LdifDirectory::remove(Tree::iterator entry) {
    if (has_children(entry)) return refused(not_allowed_on_non_leaf);
    entries_.erase(entry);
    return applied_answer();
}

Answer LdifDirectory::modify(Tree::iterator entry, const Operation& operation) {
    Entry changed = entry->second;
    for (const Modification& each : operation.modifications) {
        if (!modify_entry(changed, each)) return stale(directory_messages::STALE_CHANGED);
    }
    if (!has_rdn_value(changed)) return refused(naming_violation);
    entry->second = std::move(changed);
    return applied_answer();
}

Answer LdifDirectory::rename(Tree::iterator entry, const Operation& operation) {
    const Dn old_dn = entry->second.dn();
    if (!entries_.contains(tree_key(operation.new_dn.parent()))) return stale(directory_messages::STALE_GONE);
    if (operation.new_dn != old_dn && entries_.contains(tree_key(operation.new_dn)))
        return stale(directory_messages::STALE_EXISTS);
    if (operation.new_dn.parent().is_within(old_dn)) return refused(not_allowed_on_non_leaf);
    Entry& renamed = entry->second;
    drop_value(renamed, old_dn.rdn_attribute(), old_dn.rdn_value());
    if (!has_value(renamed, operation.new_dn.rdn_attribute(), operation.new_dn.rdn_value())) {
        renamed.add(operation.new_dn.rdn_attribute(), operation.new_dn.rdn_value());
    }
    const std::string key = entry->first;
    move_tree(key, old_dn, operation.new_dn);
    return applied_answer();
}

bool LdifDirectory::has_children(Tree::const_iterator entry) const {
    const auto next = std::next(entry);
    return next != entries_.end() && next->first.starts_with(entry->first);
}

void LdifDirectory::move_tree(const std::string& from, const Dn& old_dn, const Dn& new_dn) {
    std::vector<Entry> moved;
    auto at = entries_.find(from);
    while (at != entries_.end() && at->first.starts_with(from)) {
        moved.push_back(std::move(at->second));
        at = entries_.erase(at);
    }
    std::map<std::string, Dn, std::less<>> new_dns{{old_dn.key(), new_dn}};
    for (Entry& entry : moved) {  // parents come before children
        const auto known = new_dns.find(entry.dn().key());
        const Dn target =
            known != new_dns.end() ? known->second : entry.dn().moved_to(new_dns.at(entry.dn().parent().key()));
        new_dns.insert_or_assign(entry.dn().key(), target);
        entry.set_dn(target);
        entries_.emplace(tree_key(target), std::move(entry));
    }
}

std::string LdifDirectory::dump() const {
    std::string out;
    for (const auto& [key, entry] : entries_) write_ldif(out, entry);
    return out;
}

}  // namespace samkat::directory
