#include "daemon/run/who.hpp"

#include <algorithm>
#include <set>

#include "daemon/base/quote.hpp"
#include "daemon/base/text.hpp"
#include "daemon/run/messages.hpp"

namespace samkat::run {

namespace {

class Search {
  public:
    Search(Installation& installation, const Who& who, Date today, const Registers* registers)
        : installation_(installation), who_(who), today_(today), registers_(registers) {}

    Result<PersonId> run() {
        auto persons = installation_.store().persons();
        auto accounts = installation_.store().accounts();
        if (!persons || !accounts) return fail(persons ? accounts.error() : persons.error());
        if (who_.civic) return by_civic_number(*persons);
        if (who_.text.starts_with("entry:")) return by_entry(who_.text.substr(6));
        if (auto found = by_id(*persons); !found.empty()) return found;
        if (auto found = by_name(*accounts); !found.empty()) return found;
        if (auto found = by_register_id(*persons); !found.empty()) return found;
        return unknown();
    }

  private:
    tl::unexpected<Error> unknown() const {
        // A civic number is not repeated, not even a wrong one.
        return fail(messages::WHO_UNKNOWN, {}, {{"who", who_.civic ? "-" : quoted_for_people(who_.text)}});
    }

    PersonId by_id(const std::vector<KnownPerson>& persons) const {
        const PersonId id{text::lower(text::trim(who_.text))};
        if (std::ranges::find(persons, id, &KnownPerson::id) != persons.end()) return id;
        return registers_ != nullptr && !registers_->identified.world.of(id).empty() ? id : PersonId{};
    }

    PersonId by_name(const std::vector<KnownAccount>& accounts) const {
        const std::string name = text::fold(text::trim(who_.text));
        const auto found = std::ranges::find_if(accounts, [&](const KnownAccount& each) {
            return text::fold(each.username) == name || text::fold(each.eppn) == name;
        });
        return found == accounts.end() ? PersonId{} : found->id.person;
    }

    PersonId by_register_id(const std::vector<KnownPerson>& persons) const {
        const std::string id = text::squeeze(text::nfc(who_.text));
        if (registers_ != nullptr) {
            const engine::World& world = registers_->identified.world;
            for (const Person& person : world.persons) {
                if (std::ranges::any_of(person.keys,
                                        [&](const RegisterKey& key) { return world.pool.view(key.id) == id; }))
                    return person.id;
            }
        }
        std::set<std::string> hashes;
        for (const SourcePolicy& source : installation_.config().sources) {
            hashes.insert(installation_.hash().hash("register", joined_for_digest({source.register_name, id})));
        }
        const auto has = [&](const std::string& key) { return hashes.contains(key); };
        const auto found = std::ranges::find_if(
            persons, [&](const KnownPerson& each) { return std::ranges::any_of(each.register_keys, has); });
        return found == persons.end() ? PersonId{} : found->id;
    }

    Result<PersonId> by_civic_number(const std::vector<KnownPerson>& persons) const {
        const auto parsed = CivicNumber::parse(text::trim(who_.text), today_);
        if (!std::holds_alternative<CivicNumber>(parsed)) return unknown();
        const CivicNumber number = std::get<CivicNumber>(parsed);
        if (registers_ != nullptr) {
            const auto& found =
                std::ranges::find(registers_->identified.world.persons, std::optional{number}, &Person::civic_number);
            if (found != registers_->identified.world.persons.end()) return found->id;
        }
        std::set<std::string> hashes{installation_.hash().hash("civic", number.text())};
        for (const SourcePolicy& source : installation_.config().sources) {
            if (!number.nationwide())
                hashes.insert(installation_.hash().hash("civic", std::string{number.text()} + source.register_name));
        }
        const auto found =
            std::ranges::find_if(persons, [&](const KnownPerson& each) { return hashes.contains(each.civic_hash); });
        if (found == persons.end()) return unknown();
        return found->id;
    }

    Result<PersonId> by_entry(const std::string& uuid) const {
        auto directory = installation_.ports().open_directory(installation_.config());
        if (!directory) return fail(directory.error());
        PersonId person;
        for (const MunicipalityPolicy& policy : installation_.config().municipalities) {
            const directory::Search search{policy.base,
                                           directory::Scope::subtree,
                                           "(entryUUID=" + escape_filter_value(uuid) + ")",
                                           {"samkatPersonId"}};
            auto searched =
                (*directory)->search(search, [&](Entry&& entry) { person.value = entry.value("samkatPersonId"); });
            if (!searched) return fail(searched.error());
            if (!person.empty()) return person;
        }
        return unknown();
    }

    Installation& installation_;
    const Who& who_;
    Date today_;
    const Registers* registers_;
};

}  // namespace

Result<PersonId> find_person(Installation& installation, const Who& who, Date today, const Registers* registers) {
    return Search{installation, who, today, registers}.run();
}

}  // namespace samkat::run
