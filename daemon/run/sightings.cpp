#include "daemon/run/sightings.hpp"

#include <map>

namespace samkat::run {

namespace {

constexpr std::size_t accounts_a_search = 100;

std::string equals(std::string_view attribute, const std::string& value) {
    return value.empty() ? std::string{} : "(" + std::string{attribute} + "=" + escape_filter_value(value) + ")";
}

class Looking {
  public:
    Looking(directory::Directory& directory, const MunicipalityPolicy& policy, engine::Sighting& sighting)
        : directory_(directory), policy_(policy), sighting_(sighting), sought_(sighting.sought()) {}

    Result<void> run() {
        auto trees = trees_of(directory_);
        if (!trees) return fail(trees.error());
        for (const Dn& tree : *trees) {
            if (auto searched = search(tree, outside()); !searched) return searched;
            for (std::size_t i = 0; i < sought_.size(); i += accounts_a_search) {
                const std::size_t count = std::min(accounts_a_search, sought_.size() - i);
                if (auto searched = search(tree, any_of({sought_.data() + i, count})); !searched) return searched;
            }
        }
        for (const auto& [key, entry] : found_) sighting_.elsewhere(entry);
        ask_for_the_lost();
        return {};
    }

  private:
    Result<void> search(const Dn& tree, const std::string& filter) {
        return directory_.search({tree,
                                  directory::Scope::subtree,
                                  filter,
                                  {"uid", "eduPersonPrincipalName", "samkatPersonId", "samkatAccountId"}},
                                 [&](Entry&& entry) { found_.emplace(entry.dn().key(), std::move(entry)); });
    }

    // Links of the municipality that stand outside its base (RFC 5020, RFC 4530).
    std::string outside() const {
        return "(&" + equals("samkatMunicipality", policy_.code) +
               "(samkatAccountId=*)(!(entryDN:dnSubtreeMatch:=" + escape_filter_value(policy_.base.text()) + ")))";
    }

    static std::string any_of(std::span<const engine::Sought> sought) {
        std::string filter = "(|";
        for (const engine::Sought& each : sought) {
            filter += equals("samkatAccountId", each.link) + equals("uid", each.username) +
                      equals("eduPersonPrincipalName", each.eppn);
        }
        return filter + ")";
    }

    // A server says of a hidden entry that there is none, unless the one who asks may know of it (disclose). Whatever
    // else it answers the entry is not known to be gone.
    void ask_for_the_lost() {
        for (const engine::Sought& each : sought_) {
            const auto dn = Dn::parse(each.dn);
            if (each.dn.empty() || !dn || sighting_.is_doubted(each.link)) continue;
            const auto read = directory_.read(*dn, {"1.1"});
            if (!read || *read) sighting_.not_gone(each.link, *dn);
        }
    }

    directory::Directory& directory_;
    const MunicipalityPolicy& policy_;
    engine::Sighting& sighting_;
    std::vector<engine::Sought> sought_;
    std::map<std::string, Entry> found_;  // by DN key: one may be found several times
};

}  // namespace

Result<void> look_elsewhere(directory::Directory& directory, const MunicipalityPolicy& policy,
                            engine::Sighting& sighting) {
    return Looking{directory, policy, sighting}.run();
}

Result<std::vector<Dn>> trees_of(directory::Directory& directory) {
    const auto facts = directory.facts();
    if (!facts) return fail(facts.error());
    std::vector<Dn> trees;
    for (const std::string& context : facts->naming_contexts) {
        auto dn = Dn::parse(context);
        if (dn && dn->rdn_attribute() != "cn") trees.push_back(std::move(*dn));
    }
    return trees;
}

}  // namespace samkat::run
