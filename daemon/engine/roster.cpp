#include "daemon/engine/roster.hpp"

#include <algorithm>
#include <numeric>
#include <tuple>

#include "daemon/base/text.hpp"
#include "daemon/engine/messages.hpp"

namespace samkat::engine {

namespace {

void add_new(std::vector<std::string_view>& parts, const std::vector<std::string_view>& more) {
    for (const std::string_view part : more) {
        if (std::ranges::find(parts, part) == parts.end()) parts.push_back(part);
    }
}

}  // namespace

void Roster::add(const Drafts& drafts) {
    records.reserve(records.size() + drafts.persons.size());
    for (const Person& person : drafts.persons) {
        RosterRecord& record = records.emplace_back();
        record.person = imported(person, drafts.pool, world_.pool);
        record.source = drafts.source;
        record.key_hash = key_hash(record.person.keys.front());
        record.civic_hash = civic_hash(record.person);
    }
}

void Roster::settle() {
    sort();
    for (std::size_t begin = 0, end = 0; begin < records.size(); begin = end) {
        const RegisterKey& key = records[begin].person.keys.front();
        for (end = begin + 1; end < records.size() && records[end].person.keys.front() == key;) ++end;
        ids.push_back({begin, end});
        if (end - begin > 1) judge(ids.back());
        holders.push_back(holder(ids.back()));
    }
}

std::string Roster::key_hash(const RegisterKey& key) const {
    return hash_.hash("register", joined_for_digest({view(key.register_name), view(key.id)}));
}

Where Roster::where(const Person& person) const {
    const Origin& origin = person.origins.front();
    return {std::string{view(origin.place)}, origin.line, 0, ""};
}

void Roster::conflict(const Message& message, const std::vector<std::size_t>& at, const std::vector<std::size_t>& all) {
    for (const std::size_t member : at) {
        records[member].conflicting = true;
        std::string others;
        for (const std::size_t other : all) {
            if (others.size() > 200) break;
            if (other == member) continue;
            others += (others.empty() ? "" : ", ") + where(records[other].person).text();
        }
        world_.findings.add(
            finding(message, where(records[member].person), {{"others", others.empty() ? "–" : others}}));
    }
}

std::string Roster::civic_hash(const Person& person) const {
    if (!person.civic_number) return {};
    std::string value{person.civic_number->text()};
    if (!person.civic_number->nationwide()) value += view(person.keys.front().register_name);
    return hash_.hash("civic", value);
}

// Names and birth dates are few and repeat: each is hashed once.
std::string_view Roster::remembered(std::string_view purpose, const std::string& value) {
    const auto [place, is_new] = remembered_.try_emplace(std::string{purpose} + ":" + value);
    if (is_new) place->second = hash_.hash(purpose, value);
    return place->second;
}

std::vector<std::string_view> Roster::name_hashes(const std::vector<std::string>& parts) {
    std::vector<std::string_view> result;
    for (const std::string& part : parts) result.push_back(remembered("name", part));
    return result;
}

Description Roster::description(const RosterRecord& record) {
    const Person& person = record.person;
    const std::string_view birth =
        person.birth_date.ok() ? remembered("birth", format_date(person.birth_date)) : std::string_view{};
    return {record.civic_hash, birth, person.birth_stated, name_hashes(agreement_.given_names(person)),
            name_hashes(agreement_.family_names(person))};
}

std::vector<std::string_view> Roster::contact_hashes(const Person& person) {
    std::vector<std::string_view> result;
    for (const Field* field : {&person.email, &person.phone}) {
        if (!field->empty()) result.push_back(remembered("contact", text::fold(view(field->value))));
    }
    return result;
}

std::string Roster::content(const Person& person) const {
    std::string result;
    for (const Field* field : {&person.given_name, &person.family_name, &person.email})
        (result += view(field->value)) += '\x1f';
    for (const Enrolment& each : person.enrolments) {
        ((result += view(each.unit)) += view(each.school_year)) += format_date(each.start) + format_date(each.end);
        for (const GroupRef& group : each.groups) result += view(group.id);
    }
    for (const Duty& each : person.duties) {
        ((result += view(each.unit)) += view(each.role)) += format_date(each.start) + format_date(each.end);
    }
    return result;
}

// One order for the same records however they arrive: results must not depend on the order of rows or sources.
void Roster::sort() {
    std::ranges::sort(records, [&](const RosterRecord& a, const RosterRecord& b) {
        const auto head = [&](const RosterRecord& record) {
            const RegisterKey& key = record.person.keys.front();
            return std::tuple{view(key.register_name), view(key.id), std::string_view{record.source},
                              std::string_view{record.civic_hash}};
        };
        const auto order = head(a) <=> head(b);
        return order != 0 ? order < 0 : content(a.person) < content(b.person);
    });
    for (RosterRecord& record : records) {
        record.says = description(record);
        record.contacts = contact_hashes(record.person);
    }
}

void Roster::judge(const RosterId& id) {
    std::vector<std::size_t> members(id.end - id.begin);
    std::iota(members.begin(), members.end(), id.begin);
    std::vector<const Person*> persons;
    for (const std::size_t member : members) persons.push_back(&records[member].person);
    if (!agreement_.all_agree(persons)) return conflict(messages::IDENTIFY_KEY_CONTRADICTS, members, members);
    for (std::size_t i = id.begin + 1; i < id.end; ++i) {
        RosterRecord &a = records[i - 1], &b = records[i];
        if (a.source != b.source || (a.person.several_rows && b.person.several_rows)) continue;
        a.duplicated = b.duplicated = true;
        world_.findings.add(
            finding(messages::IDENTIFY_DUPLICATE_KEY, where(b.person), {{"other", where(a.person).text()}}));
    }
}

Holder Roster::holder(const RosterId& id) {
    Holder result;
    result.register_name = records[id.begin].person.keys.front().register_name;
    for (std::size_t i = id.begin; i < id.end; ++i) {
        const RosterRecord& record = records[i];
        const Person& person = record.person;
        Description& says = result.says;
        if (says.civic.empty()) says.civic = record.says.civic;
        if (says.birth.empty() || (record.says.birth_stated && !says.birth_stated)) {
            says.birth = record.says.birth;
            says.birth_stated = record.says.birth_stated;
        }
        add_new(says.given, record.says.given);
        add_new(says.family, record.says.family);
        result.pupil = result.pupil || !person.enrolments.empty();
        result.staff = result.staff || !person.duties.empty();
        result.sound = result.sound && !record.conflicting;
        result.is_marked = result.is_marked || person.protection != Protection::none;
        if (!person.civic_number) continue;
        result.interim = person.civic_number->kind() != CivicKind::personnummer;
        if (person.birth_stated) result.birth_differs = person.birth_date != person.civic_number->birth_date();
    }
    return result;
}

}  // namespace samkat::engine
