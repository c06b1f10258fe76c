#include "daemon/engine/guard/facts.hpp"

#include <algorithm>
#include <functional>
#include <optional>
#include <unordered_map>

#include "daemon/base/text.hpp"
#include "daemon/engine/withhold.hpp"

namespace samkat::engine::guard {

namespace {

// What a register says of a person is of one kind or another: what is neither a name, a number nor an address is about
// where she is and what she does there. Nothing: samkat's own.
std::optional<Kind> kind_of(ContextField field) {
    if (tells_nothing(field)) return {};
    switch (field) {
        case ContextField::given_name:
        case ContextField::middle_name:
        case ContextField::family_name:
        case ContextField::display_name:
            return Kind::names;
        case ContextField::civic_number:
        case ContextField::birth_date:
            return Kind::numbers;
        case ContextField::email:
        case ContextField::phone:
            return Kind::mails;
        default:
            return Kind::places;
    }
}

bool reads(const Expression& expression, Kind kind) {
    return std::ranges::any_of(expression.nodes, [&](const Node& node) {
        // field(...) names what it reads in a text of its own.
        if (node.kind == NodeKind::call && static_cast<FunctionId>(node.slot) == FunctionId::field)
            return kind == Kind::places;
        return node.kind == NodeKind::field && kind_of(static_cast<ContextField>(node.slot)) == kind;
    });
}

// By its values, or by whether it gives any.
bool reads(const AttributeRule& rule, Kind kind) {
    return (kind == Kind::places && rule.each != Each::nothing) || reads(rule.when, kind) ||
           std::ranges::any_of(rule.values, [&](const Expression& value) { return reads(value, kind); });
}

class Gathering {
  public:
    Gathering(const GuardInput& input, std::span<const Change> changes)
        : facts_{input, changes, std::vector<bool>(changes.size(), false), input.questioned, {}, {}, {}, 0, {},
                 {},    {}} {}

    Facts take() {
        count_accounts();
        const auto is_of_account = [](const Change& each) { return !each.account.empty(); };
        if (std::ranges::none_of(facts_.changes, is_of_account)) return std::move(facts_);
        read_rules();
        for (const KnownPerson& each : facts_.in.persons) facts_.persons.emplace(each.id.value, &each);
        for (const DesiredAccount& each : facts_.in.accounts) desired_.emplace(each.id.text(), &each);
        read_past();
        note_approved();
        list_subjects();
        for (Subject& each : facts_.subjects) judge(each);
        return std::move(facts_);
    }

  private:
    void read_rules() {
        for (const AttributeRule& rule : facts_.policy().attributes) {
            if (rule.entry_class != EntryClass::account) continue;
            auto& kinds_read = facts_.attributes[text::fold(rule.name)];
            for (std::size_t i = 0; i < kinds; ++i) kinds_read[i] = kinds_read[i] || reads(rule, static_cast<Kind>(i));
        }
    }

    void note_approved() {
        std::set<std::string_view> digests;
        for (const Approval& each : facts_.in.approvals) {
            if (each.municipality == facts_.policy().code && each.expires > facts_.in.now) digests.insert(each.digest);
        }
        if (digests.empty()) return;
        for (std::size_t i = 0; i < facts_.changes.size(); ++i)
            facts_.approved[i] = !facts_.changes[i].account.empty() && digests.contains(facts_.changes[i].digest());
    }

    void count_accounts() {
        for (const DesiredAccount& each : facts_.in.accounts) {
            if (each.known == nullptr || each.known->status == AccountStatus::disabled) continue;
            ++facts_.by_role[static_cast<std::size_t>(each.id.role)];
            ++facts_.accounts;
        }
    }

    void read_past() {
        for (const PastChange& each : facts_.in.past) facts_.past.push_back(&each);
        std::ranges::stable_sort(facts_.past, {}, &PastChange::time);
        for (const PastChange* each : facts_.past) {
            const Back back = past_[each->account].note(facts_, *each);
            if (back != Back::no) facts_.backs.emplace(each, back);
        }
        for (auto& [account, lately] : past_) lately.look_from(facts_.in.now);
    }

    void list_subjects() {
        std::unordered_map<std::string_view, std::size_t> place;
        for (std::size_t i = 0; i < facts_.changes.size(); ++i) {
            const Change& change = facts_.changes[i];
            if (change.account.empty() || only_withholds(change)) continue;
            const auto account = desired_.find(change.account);
            if (account == desired_.end()) continue;
            const auto [found, is_new] = place.emplace(change.account, facts_.subjects.size());
            if (is_new) facts_.subjects.emplace_back().account = account->second;
            facts_.subjects[found->second].changes.push_back(i);
        }
    }

    void judge(Subject& subject) {
        const DesiredAccount& account = *subject.account;
        const auto known = facts_.persons.find(account.id.person.value);
        subject.known = known == facts_.persons.end() ? nullptr : known->second;
        if (subject.known != nullptr)
            subject.sources.insert(subject.known->sources.begin(), subject.known->sources.end());
        if (account.person != nullptr) {
            for (const Origin& origin : account.person->origins)
                subject.sources.insert(std::string{facts_.in.world.pool.view(origin.source)});
        }
        if (const auto past = past_.find(account.id.text()); past != past_.end()) subject.lately = past->second;
        subject.approved = std::ranges::all_of(subject.changes, [&](std::size_t i) { return facts_.approved[i]; });
        subject.act = act_of(subject);
        subject.again = (subject.act == Act::leave && subject.lately.had_left()) ||
                        (subject.act == Act::comeback && subject.lately.had_come());
        if (subject.act == Act::comeback) subject.undone = subject.lately.when_left();
        if (subject.act != Act::modify) return;
        for (const std::size_t i : subject.changes) {
            for (const AttributeChange& attribute : facts_.changes[i].attributes) judge(subject, attribute);
        }
    }

    void judge(Subject& subject, const AttributeChange& attribute) const {
        const std::string name = text::fold(attribute.name);
        const Touches touches = facts_.kinds_of(name);
        add(subject.touches, touches);
        const Back back = is_any(touches) ? subject.lately.had(subject.account->id, name, attribute.after) : Back::no;
        if (back != Back::of_the_week) add(subject.anew, touches);
        if (back == Back::no)
            add(subject.never, touches);
        else
            subject.undone = subject.lately.when_lost(subject.account->id, name, attribute.after);
        subject.again =
            subject.again || (is_any(touches) && subject.lately.was_given(subject.account->id, name, attribute.after));
    }

    Act act_of(const Subject& subject) const {
        const DesiredAccount& account = *subject.account;
        const auto is_create = [&](std::size_t i) { return facts_.changes[i].kind == ChangeKind::create; };
        if (account.known == nullptr || std::ranges::any_of(subject.changes, is_create)) return Act::create;
        const bool was_active = account.known->status == AccountStatus::active;
        const bool is_active = account.status == AccountStatus::active;
        if (was_active != is_active) return was_active ? Act::leave : Act::comeback;
        return is_active ? Act::modify : Act::close;
    }

    Facts facts_;
    std::unordered_map<std::string, const DesiredAccount*> desired_;
    std::unordered_map<std::string, Lately> past_;  // by account
};

// Whether what was done at `time` and taken back at `now` was there for so short a time that it was one delivery's.
// What was there for longer is taken back by an old export, and done again by the next right one.
bool is_short(std::string_view time, std::string_view now) {
    return time > since(now, std::chrono::hours{36});
}

}  // namespace

bool is_any(const Touches& touches) {
    return std::ranges::find(touches, true) != touches.end();
}

void add(Touches& to, const Touches& more) {
    std::ranges::transform(to, more, to.begin(), std::logical_or{});
}

Back Lately::age_of(std::string_view time) const {
    if (time.empty()) return Back::no;
    return time > week_ ? Back::of_the_week : Back::older;
}

std::string_view Lately::when(const Values& values, std::string_view attribute, std::string_view digest) {
    const auto of_attribute = values.find(attribute);
    if (of_attribute == values.end()) return {};
    const auto found = of_attribute->second.find(digest);
    return found == of_attribute->second.end() ? std::string_view{} : std::string_view{found->second};
}

Back Lately::had(std::string_view attribute, std::string_view digest) const {
    return age_of(when(former_, attribute, digest));
}

Back Lately::had(const AccountId& account, std::string_view attribute, const std::vector<std::string>& values) const {
    return former_.empty() ? Back::no : had(attribute, value_digest(account.text(), attribute, values));
}

bool Lately::was_given(const AccountId& account, std::string_view attribute,
                       const std::vector<std::string>& values) const {
    return !taken_away_.empty() &&
           age_of(when(taken_away_, attribute, value_digest(account.text(), attribute, values))) == Back::of_the_week;
}

std::string_view Lately::when_lost(const AccountId& account, std::string_view attribute,
                                   const std::vector<std::string>& values) const {
    return former_.empty() ? std::string_view{}
                           : when(former_, attribute, value_digest(account.text(), attribute, values));
}

Back Lately::note(const Facts& facts, const PastChange& change) {
    look_from(change.time);
    return change.effect == Effect::modify ? note_values(facts, change) : note_status(change);
}

void Lately::look_from(std::string_view now) {
    week_ = since(now, back_in_a_week);
    const std::string begin = since(now, back_at_all);
    for (std::string* when : {&left_, &came_, &left_and_back_, &came_and_went_}) {
        if (*when <= begin) when->clear();
    }
    for (Values* lately : {&former_, &taken_away_}) {
        for (auto& [attribute, values] : *lately)
            std::erase_if(values, [&](const auto& each) { return each.second <= begin; });
        std::erase_if(*lately, [](const auto& each) { return each.second.empty(); });
    }
}

Back Lately::note_status(const PastChange& change) {
    std::string& undone = change.effect == Effect::leave ? came_ : left_;
    const Back back = change.effect == Effect::create ? Back::no : age_of(undone);
    if (back == Back::no) {
        (change.effect == Effect::leave ? left_ : came_) = change.time;
    } else {
        if (is_short(undone, change.time))
            (change.effect == Effect::leave ? came_and_went_ : left_and_back_) = change.time;
        undone.clear();
    }
    return back;
}

Back Lately::note_values(const Facts& facts, const PastChange& change) {
    add(touched, facts.touches_of(change));
    changed = true;
    std::optional<Back> all;
    for (const PastValue& value : change.values) {
        if (!is_any(facts.kinds_of(value.attribute))) continue;
        const Back back = had(value.attribute, value.after);
        all = std::min(all.value_or(back), back);
        // What a wrong delivery had put there is nothing that it had.
        if (back == Back::no)
            former_[value.attribute][value.before] = change.time;
        else if (is_short(when(former_, value.attribute, value.after), change.time))
            taken_away_[value.attribute][value.before] = change.time;
    }
    return all.value_or(Back::no);
}

bool Facts::is_seen(const PastChange& change) const {
    return change.effect != Effect::modify || is_any(touches_of(change));
}

bool Subject::is_seen() const {
    return act != Act::modify || is_any(touches);
}

bool Subject::takes_back() const {
    return (act == Act::comeback || act == Act::leave) && back() == Back::of_the_week;
}

Back Subject::back() const {
    switch (act) {
        case Act::comeback:
            return lately.has_left();
        case Act::leave:
            return lately.has_come();
        case Act::modify:
            if (!is_any(touches) || is_any(never)) return Back::no;
            return is_any(anew) ? Back::older : Back::of_the_week;
        case Act::create:
        case Act::close:
            break;
    }
    return Back::no;
}

Back Facts::back_of(const PastChange& change) const {
    const auto found = backs.find(&change);
    return found == backs.end() ? Back::no : found->second;
}

bool Subject::changes_anew() const {
    if (act == Act::leave || act == Act::comeback) return !takes_back();
    return is_any(anew);
}

bool Subject::by_absence() const {
    return act == Act::leave && account->cause.kind == CauseKind::absence;
}

const KnownPerson* Facts::person_of(std::string_view account) const {
    const auto found = persons.find(parse_account_id(account).person.value);
    return found == persons.end() ? nullptr : found->second;
}

bool Facts::is_open(const Subject& subject) const {
    return std::ranges::all_of(subject.changes, [&](std::size_t i) { return changes[i].held.empty(); });
}

bool Facts::is_questioned(const Subject& subject) const {
    return std::ranges::any_of(subject.sources, [&](const std::string& source) { return questioned.contains(source); });
}

Touches Facts::kinds_of(std::string_view attribute) const {
    const auto found = attributes.find(attribute);
    return found == attributes.end() ? Touches{} : found->second;
}

bool Facts::kind_of(std::string_view attribute, Kind kind) const {
    return kinds_of(text::fold(attribute))[static_cast<std::size_t>(kind)];
}

Touches Facts::touches_of(const PastChange& change) const {
    Touches touches{};
    for (const PastValue& value : change.values) add(touches, kinds_of(value.attribute));
    return touches;
}

std::size_t Facts::share(std::size_t floor, std::uint32_t per_mille) const {
    return std::max<std::size_t>(floor, accounts * per_mille / 1000);
}

std::string since(std::string_view now, std::chrono::hours period) {
    const auto time = parse_time(now);
    return time ? format_time(*time - period) : std::string{};
}

std::size_t most_at_once(std::vector<std::string_view> times) {
    std::ranges::sort(times);
    std::size_t most = 0;
    for (auto last = times.begin(); last != times.end(); ++last) {
        const auto first = std::lower_bound(times.begin(), last, since(*last, one_run));
        most = std::max(most, static_cast<std::size_t>(last - first) + 1);
    }
    return most;
}

bool gets_only_back(const Facts& facts, const Subject& subject, Kind kind) {
    if (subject.act == Act::modify) return subject.goes_back(kind);
    if (subject.back() == Back::no) return false;
    return std::ranges::all_of(subject.changes, [&](std::size_t i) {
        return std::ranges::all_of(facts.changes[i].attributes, [&](const AttributeChange& each) {
            const std::string name = text::fold(each.name);
            return !facts.kind_of(name, kind) || subject.lately.had(subject.account->id, name, each.after) != Back::no;
        });
    });
}

Facts gather(const GuardInput& input, std::span<const Change> changes) {
    return Gathering{input, changes}.take();
}

}  // namespace samkat::engine::guard
