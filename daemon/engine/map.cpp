#include "daemon/engine/map.hpp"

#include <algorithm>
#include <array>
#include <optional>

#include "daemon/base/quote.hpp"
#include "daemon/base/text.hpp"
#include "daemon/engine/bind.hpp"
#include "daemon/engine/evaluate.hpp"
#include "daemon/engine/messages.hpp"
#include "daemon/model/unit_code.hpp"

namespace samkat::engine {

namespace {

constexpr std::size_t max_text = 512;  // characters; no register field that samkat carries is longer
constexpr std::size_t target_count = static_cast<std::size_t>(Target::end_date) + 1;

class RecordFields final : public FieldSource {
  public:
    explicit RecordFields(const Record& record) : record_(record) {}
    std::span<const std::string_view> field(std::uint32_t slot) const override {
        if (slot >= record_.ends.size()) return {};
        return record_.field(slot);
    }

  private:
    const Record& record_;
};

const TargetInfo& info(Target target) {
    return *std::ranges::find(targets(), target, &TargetInfo::target);
}

// What names people, classes and schools: it is shown to everybody, and no civic number belongs there.
bool is_label(Target target) {
    switch (target) {
        case Target::given_name:
        case Target::middle_name:
        case Target::family_name:
        case Target::display_name:
        case Target::unit_name:
        case Target::school_year:
        case Target::class_id:
        case Target::class_name:
        case Target::group_id:
        case Target::group_name:
        case Target::duty_role:
            return true;
        default:
            return false;
    }
}

bool has_control(std::string_view value) {
    return std::ranges::any_of(value, [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; });
}

// Makes one Person of one record. Faults become findings; any of them makes the record unfit.
class Draft {
  public:
    Draft(const SourcePolicy& policy, const Record& record, Date as_of, Drafts& out)
        : policy_(policy), record_(record), as_of_(as_of), out_(out) {}

    void evaluate_all(const std::vector<MapRule>& rules) {
        const RecordFields fields{record_};
        for (const MapRule& rule : rules) {
            Values& values = values_[static_cast<std::size_t>(rule.target)];
            for (std::string& value : evaluate(rule.value, fields)) clean(rule.target, std::move(value), values);
            if (values.size() > 1 && !info(rule.target).many) {
                fault(messages::MAP_SEVERAL_VALUES, rule.target, {{"count", std::to_string(values.size())}});
            }
        }
    }

    // True if the record belongs to a municipality that the source serves. One of another municipality is a finding and
    // nothing more; one whose municipality cannot be told is a fault of the record.
    bool choose_municipality(const Expression& rule) {
        if (rule.empty()) {
            municipality_ = policy_.serves.empty() ? "" : policy_.serves.front();
            return !municipality_.empty();
        }
        const Values values = evaluate(rule, RecordFields{record_});
        const std::string value = values.size() == 1 ? values.front() : "";
        if (std::ranges::find(policy_.serves, value) != policy_.serves.end()) {
            municipality_ = value;
            return true;
        }
        out_.findings.add(finding(messages::MAP_NO_MUNICIPALITY, where(""), {{"value", quoted_for_people(value)}}));
        faulty_ = !parse_municipality_code(value).has_value();
        return false;
    }

    std::optional<RegisterKey> key() {
        const std::string& id = one(Target::register_id);
        if (id.empty()) return {};
        return RegisterKey{intern(policy_.register_name), intern(id)};
    }

    std::optional<Person> person(const RegisterKey& key, Role role) {
        Person person;
        person.municipality = intern(municipality_);
        person.keys = {key};
        person.origins = {Origin{intern(policy_.name), intern(record_.set->place), record_.line}};
        person.given_name = field(Target::given_name);
        person.middle_name = field(Target::middle_name);
        person.family_name = field(Target::family_name);
        person.display_name = field(Target::display_name);
        person.email = field(Target::email);
        person.phone = field(Target::phone);
        if (person.family_name.empty()) fault(messages::MAP_MISSING, Target::family_name, {});
        read_civic_number(person);
        person.birth_date = date(Target::birth_date);
        person.birth_stated = person.birth_date.ok();
        if (!person.birth_stated && person.civic_number) person.birth_date = person.civic_number->birth_date();
        read_protection(person);
        read_relations(person, role);
        return faulty_ ? std::nullopt : std::optional{std::move(person)};
    }

    bool faulty() const { return faulty_; }
    // Of person(), also where it gave none.
    Protection protection() const { return protection_; }
    bool has_unknown_mark() const { return unknown_mark_; }
    Where where(std::string_view field) const { return {record_.set->place, record_.line, 0, std::string{field}}; }

  private:
    const std::string& one(Target target) const {
        static const std::string none;
        const Values& values = values_[static_cast<std::size_t>(target)];
        return values.empty() ? none : values.front();
    }
    const Values& many(Target target) const { return values_[static_cast<std::size_t>(target)]; }
    Text intern(std::string_view value) { return out_.pool.intern(value); }
    Field field(Target target) { return {intern(one(target)), 0}; }

    void fault(const Message& message, Target target, Arguments arguments) {
        arguments.emplace_back("target", info(target).name);
        out_.findings.add(finding(message, where(info(target).name), arguments));
        faulty_ = true;
        if (target != Target::protection) return;
        protection_ = Protection::secrecy_marking;
        unknown_mark_ = true;
    }

    void clean(Target target, std::string value, Values& into) {
        std::string cleaned = text::squeeze(text::nfc(value));
        if (has_control(cleaned)) return fault(messages::MAP_CONTROL_CHARACTER, target, {});
        if (text::length(cleaned) > max_text)
            return fault(messages::MAP_TOO_LONG, target, {{"limit", std::to_string(max_text)}});
        if (is_label(target) && has_civic_number(cleaned)) return fault(messages::MAP_NUMBER_THERE, target, {});
        if (!cleaned.empty()) into.push_back(std::move(cleaned));
    }

    void read_civic_number(Person& person) {
        const std::string& text = one(Target::civic_number);
        if (text.empty()) return;
        const auto parsed = CivicNumber::parse(text, as_of_);
        if (const auto* number = std::get_if<CivicNumber>(&parsed)) {
            person.civic_number = *number;
            return;
        }
        switch (std::get<CivicFault>(parsed)) {
            case CivicFault::form:
                return fault(messages::MAP_CIVIC_FORM, Target::civic_number, {});
            case CivicFault::date:
                return fault(messages::MAP_CIVIC_DATE, Target::civic_number, {});
            case CivicFault::check_digit:
                return fault(messages::MAP_CIVIC_CHECK_DIGIT, Target::civic_number, {});
            case CivicFault::in_the_future:
                return fault(messages::MAP_CIVIC_FUTURE, Target::civic_number, {});
        }
    }

    Date date(Target target) {
        const std::string& text = one(target);
        if (text.empty()) return {};
        const auto parsed = parse_date(text);
        if (!parsed) fault(messages::MAP_DATE, target, {{"value", quoted_for_people(text)}});
        return parsed.value_or(Date{});
    }

    // An unknown marking is taken for a protection: to be wrong that way costs a phone call, the other way a child.
    void read_protection(Person& person) {
        const std::string& text = one(Target::protection);
        const auto protection = parse_protection(text);
        if (!protection) {
            unknown_mark_ = true;
            out_.findings.add(finding(messages::MAP_PROTECTION, where(info(Target::protection).name),
                                      {{"value", quoted_for_people(text)}}));
        }
        protection_ = std::max(protection_, protection.value_or(Protection::secrecy_marking));
        person.protection = protection_;
    }

    void read_relations(Person& person, Role role) {
        const Date start = date(Target::start_date);
        const Date end = date(Target::end_date);
        if (start.ok() && end.ok() && std::chrono::sys_days{end} < std::chrono::sys_days{start}) {
            fault(messages::MAP_END_BEFORE_START, Target::end_date,
                  {{"start", format_date(start)}, {"end", format_date(end)}});
        }
        Values units = many(Target::unit);
        if (units.empty()) units.emplace_back();
        const std::vector<GroupRef> classes = role == Role::pupil ? classes_of(units) : std::vector<GroupRef>{};
        for (const std::string& unit : units) {
            if (!unit.empty() && !parse_unit_code(unit)) {
                fault(messages::MAP_UNIT_CODE, Target::unit, {{"value", quoted_for_people(unit)}});
                continue;
            }
            if (role == Role::pupil)
                person.enrolments.push_back(enrolment(unit, classes, start, end));
            else
                add_duties(person, unit, start, end);
        }
    }

    // The classes, each with its unit: all of the one unit, or as many as there are units, in their order.
    std::vector<GroupRef> classes_of(const Values& units) {
        const Values& names = many(Target::class_name);
        const Values& ids = many(Target::class_id).empty() ? names : many(Target::class_id);
        if (units.size() > 1 && !ids.empty() && ids.size() != units.size()) {
            fault(messages::MAP_CLASSES_OF_UNITS, Target::class_name,
                  {{"units", std::to_string(units.size())}, {"classes", std::to_string(ids.size())}});
            return {};
        }
        std::vector<GroupRef> classes;
        for (std::size_t i = 0; i < ids.size(); ++i) {
            const std::string& unit = units.size() > 1 ? units[i] : units.front();
            const std::string& name = names.size() == ids.size() ? names[i] : ids[i];
            if (!unit.empty()) classes.push_back({GroupType::klass, intern(unit), intern(ids[i]), intern(name)});
        }
        return classes;
    }

    // In the order of the units; none if there are fewer or more names.
    const std::string& name_of_unit(const std::string& unit) const {
        static const std::string none;
        const Values& units = many(Target::unit);
        const Values& names = many(Target::unit_name);
        const auto found = std::ranges::find(units, unit);
        return found == units.end() || names.size() != units.size()
                   ? none
                   : names[static_cast<std::size_t>(found - units.begin())];
    }

    Enrolment enrolment(const std::string& unit, const std::vector<GroupRef>& classes, Date start, Date end) {
        Enrolment result;
        result.municipality = intern(municipality_);
        result.unit = intern(unit);
        result.unit_name = intern(name_of_unit(unit));
        result.school_type = intern(one(Target::school_type));
        result.school_year = intern(one(Target::school_year));
        result.start = start;
        result.end = end;
        for (const GroupRef& each : classes) {
            if (each.unit == result.unit) result.groups.push_back(each);
        }
        add_teaching_groups(result.groups, unit);
        return result;
    }

    void add_duties(Person& person, const std::string& unit, Date start, Date end) {
        Values roles = many(Target::duty_role);
        if (roles.empty()) roles.emplace_back();
        for (const std::string& role : roles) {
            Duty duty;
            duty.municipality = intern(municipality_);
            duty.unit = intern(unit);
            duty.unit_name = intern(name_of_unit(unit));
            duty.role = intern(role);
            duty.start = start;
            duty.end = end;
            add_teaching_groups(duty.groups, unit);
            person.duties.push_back(std::move(duty));
        }
    }

    void add_teaching_groups(std::vector<GroupRef>& groups, const std::string& unit) {
        const Values& ids = many(Target::group_id);
        const Values& names = many(Target::group_name);
        if (unit.empty()) return;
        for (std::size_t i = 0; i < ids.size(); ++i) {
            const std::string& name = names.size() == ids.size() ? names[i] : ids[i];
            groups.push_back({GroupType::undervisning, intern(unit), intern(ids[i]), intern(name)});
        }
    }

    const SourcePolicy& policy_;
    const Record& record_;
    Date as_of_;
    Drafts& out_;
    std::array<Values, target_count> values_;
    std::string municipality_;
    Protection protection_ = Protection::none;
    bool faulty_ = false;
    bool unknown_mark_ = false;
};

// Of a thousand pupils a handful are protected: where more than these have a mark of which the word is unknown, the
// words are no marks.
constexpr std::size_t unknown_marks_believed = 3;
constexpr std::size_t records_for_each_unknown_mark = 20;

}  // namespace

Mapper::Mapper(const SourcePolicy& policy, Date as_of) : policy_(policy), as_of_(as_of) {
    drafts_.source = policy.name;
}

Result<void> Mapper::set(const RecordSet& set) {
    Bound& bound = sets_[&set];
    drafts_.places.insert(set.place);
    const auto mapping = std::ranges::find(policy_.kinds, set.kind, &KindMapping::kind);
    if (mapping == policy_.kinds.end()) {
        drafts_.findings.add(finding(messages::MAP_NO_MAPPING, {set.place, 0, 0, ""},
                                     {{"kind", quoted_for_people(set.kind, 200)}, {"source", policy_.name}}));
        return {};
    }
    bound = {*mapping, policy_.municipality, true};
    Findings faults = bind(bound.mapping, set);
    faults.add(bind(bound.municipality, set));
    if (!faults.has_errors()) return {};
    // The first is the reason; the others are told as well.
    for (std::size_t i = 1; i < faults.list().size(); ++i) drafts_.findings.add(faults.list()[i]);
    return fail(faults.list().front());
}

void Mapper::record(const Record& record) {
    const auto found = sets_.find(record.set);
    if (found == sets_.end() || !found->second.used) return;
    const Bound& bound = found->second;
    if (!holds(bound.mapping.only, RecordFields{record})) return;
    Draft draft{policy_, record, as_of_, drafts_};
    draft.evaluate_all(bound.mapping.rules);
    const auto key = draft.key();
    if (!draft.choose_municipality(bound.municipality) && !(draft.faulty() && key)) return;
    if (!key) {
        drafts_.keys_unreadable = true;
        drafts_.findings.add(finding(messages::MAP_NO_KEY, draft.where("register_id")));
        return;
    }
    auto person = draft.person(*key, bound.mapping.role);
    if (draft.has_unknown_mark()) unknown_marks_.insert(*key);
    if (person) person->several_rows = bound.mapping.several_rows;
    if (person)
        drafts_.persons.push_back(std::move(*person));
    else
        drafts_.damaged.push_back({*key, draft.protection()});
}

Drafts Mapper::take() {
    const std::size_t records = drafts_.persons.size() + drafts_.damaged.size();
    if (unknown_marks_.size() > std::max(unknown_marks_believed, records / records_for_each_unknown_mark)) doubt_all();
    unknown_marks_.clear();
    return std::move(drafts_);
}

void Mapper::doubt_all() {
    const std::string place = drafts_.places.empty() ? "" : *drafts_.places.begin();
    drafts_.findings.add(finding(messages::MAP_NOT_MARKS, {place, 0, 0, std::string{info(Target::protection).name}},
                                 {{"source", policy_.name}, {"count", std::to_string(unknown_marks_.size())}}));
    for (const Person& person : drafts_.persons) drafts_.damaged.push_back({person.keys.front(), person.protection});
    drafts_.persons.clear();
    for (DamagedRecord& each : drafts_.damaged) {
        if (unknown_marks_.contains(each.key)) each.protection = Protection::none;
    }
}

}  // namespace samkat::engine
