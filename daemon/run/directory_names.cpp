#include "daemon/run/directory_names.hpp"

#include <map>
#include <set>

#include "daemon/base/text.hpp"
#include "daemon/run/messages.hpp"
#include "daemon/run/sightings.hpp"

namespace samkat::run {

namespace {

constexpr std::size_t names_a_search = 100;
constexpr int max_rounds = 100;

struct Taken {
    std::set<std::string, std::less<>> usernames, eppns;  // folded
    std::map<std::string, Entry> own;  // by DN key: entries that have the link of the account a name is for

    std::set<std::string, std::less<>>& of(std::string_view purpose) {
        return purpose == "username" ? usernames : eppns;
    }
    const std::set<std::string, std::less<>>& of(std::string_view purpose) const {
        return purpose == "username" ? usernames : eppns;
    }
};

// What was ever issued, and what turned up in the directory.
class Register final : public engine::NameRegister {
  public:
    static Result<Register> load(const store::Store& store, const Taken& taken) {
        auto usernames = store.names("username");
        if (!usernames) return fail(usernames.error());
        auto eppns = store.names("eppn");
        if (!eppns) return fail(eppns.error());
        return Register{std::move(*usernames), std::move(*eppns), taken};
    }
    std::optional<std::string> reserved_for(std::string_view purpose, std::string_view subject) const override {
        const auto& latest = issued(purpose).latest;
        const auto name = latest.find(std::string{subject});
        // A name that turned up in the directory in somebody else's entry is burnt, reserved or not.
        if (name == latest.end() || taken_.of(purpose).contains(text::fold(name->second))) return {};
        return name->second;
    }
    bool is_free(std::string_view purpose, std::string_view name) const override {
        const std::string folded = text::fold(name);
        return !taken_.of(purpose).contains(folded) && !issued(purpose).taken.contains(folded);
    }

  private:
    Register(store::IssuedNames usernames, store::IssuedNames eppns, const Taken& taken)
        : usernames_(std::move(usernames)), eppns_(std::move(eppns)), taken_(taken) {}
    const store::IssuedNames& issued(std::string_view purpose) const {
        return purpose == "username" ? usernames_ : eppns_;
    }

    store::IssuedNames usernames_, eppns_;
    const Taken& taken_;
};

struct Lookup {
    std::string account;
    std::string purpose;
    std::string name;
};

std::string_view attribute_of(std::string_view purpose) {
    return purpose == "username" ? "uid" : "eduPersonPrincipalName";
}

// Looks up to names_a_search names up below `base`, and adds to `taken` what it finds: names in entries of others, and
// entries that are the account's own.
Result<void> look_up(directory::Directory& directory, const Dn& base, std::span<const Lookup> lookups, Taken& taken) {
    std::string filter = "(|";
    std::map<std::pair<std::string, std::string>, std::string> owner;  // purpose and folded name → account
    for (const Lookup& each : lookups) {
        filter += "(" + std::string{attribute_of(each.purpose)} + "=" + escape_filter_value(each.name) + ")";
        owner[{each.purpose, text::fold(each.name)}] = each.account;
    }
    filter += ")";
    return directory.search({base,
                             directory::Scope::subtree,
                             filter,
                             {"uid", "eduPersonPrincipalName", "samkatPersonId", "samkatAccountId"}},
                            [&](Entry&& entry) {
                                bool own = false;
                                for (const std::string purpose : {"username", "eppn"}) {
                                    for (const std::string& value : entry.values(attribute_of(purpose))) {
                                        const auto asked = owner.find({purpose, text::fold(value)});
                                        if (asked == owner.end()) continue;
                                        if (entry.value("samkatAccountId") == asked->second)
                                            own = true;
                                        else
                                            taken.of(purpose).insert(text::fold(value));
                                    }
                                }
                                if (own) taken.own.insert_or_assign(entry.dn().key(), std::move(entry));
                            });
}

std::vector<Lookup> lookups_of(const engine::NamesResult& names, std::set<std::string>& asked) {
    std::vector<Lookup> lookups;
    for (const auto& [account, each] : names.by_account) {
        if (asked.insert("u" + each.username).second) lookups.push_back({account, "username", each.username});
        if (asked.insert("e" + each.eppn).second) lookups.push_back({account, "eppn", each.eppn});
    }
    return lookups;
}

FreeNames free_names(engine::NamesResult&& minted, Taken& taken) {
    FreeNames names{std::move(minted), {}};
    for (auto& [key, entry] : taken.own) names.own.push_back(std::move(entry));
    return names;
}

}  // namespace

Result<FreeNames> mint_free_names(Installation& installation, directory::Directory& directory,
                                  std::span<const engine::NamesInput> municipalities, const engine::World& world) {
    Taken taken;
    std::set<std::string> asked;
    std::vector<Dn> roots;
    const auto names = Register::load(installation.store(), taken);
    if (!names) return fail(names.error());
    for (int round = 0; round < max_rounds; ++round) {
        engine::NamesResult minted = engine::mint_names(municipalities, world, *names, installation.hash());
        const auto lookups = lookups_of(minted, asked);
        if (lookups.empty()) return free_names(std::move(minted), taken);
        if (roots.empty()) {
            auto trees = trees_of(directory);
            if (!trees) return fail(trees.error());
            roots = std::move(*trees);
        }
        const std::size_t taken_before = taken.usernames.size() + taken.eppns.size();
        for (std::size_t i = 0; i < lookups.size(); i += names_a_search) {
            const std::span part{lookups.data() + i, std::min(names_a_search, lookups.size() - i)};
            for (const Dn& root : roots) {
                if (auto looked = look_up(directory, root, part, taken); !looked) return fail(looked.error());
            }
        }
        if (taken.usernames.size() + taken.eppns.size() == taken_before) return free_names(std::move(minted), taken);
    }
    return fail(messages::NAMES_EXHAUSTED);
}

}  // namespace samkat::run
