#include "config/cross_checks.hpp"

#include <algorithm>

#include "config/messages.hpp"

namespace samkat::config {

namespace {

Spot spot_of(const WrittenMunicipality& municipality, std::string_view key) {
    const Document& document = *municipality.document;
    return Section{"municipality", document, table_at(document, "municipality")}.at(key);
}

Spot spot_of(const WrittenSource& source, std::string_view key) {
    return Section{"source", *source.document, source.table}.at(key);
}

class CrossChecks {
  public:
    CrossChecks(const std::vector<WrittenMunicipality>& municipalities, const std::vector<WrittenSource>& sources,
                Findings& findings)
        : municipalities_(municipalities), sources_(sources), findings_(findings) {}

    void run() {
        for (std::size_t i = 0; i < municipalities_.size(); ++i) {
            for (std::size_t j = 0; j < i; ++j) pair(municipalities_[i], municipalities_[j]);
        }
        for (std::size_t i = 0; i < sources_.size(); ++i) source(i);
        for (const WrittenMunicipality& each : municipalities_) served(each);
    }

  private:
    void add(const Message& message, const Spot& spot, const Arguments& arguments) {
        findings_.add(finding_at(message, spot, arguments));
    }

    void pair(const WrittenMunicipality& later, const WrittenMunicipality& earlier) {
        const std::string& other = earlier.document->file->name();
        const MunicipalityPolicy& a = later.policy;
        const MunicipalityPolicy& b = earlier.policy;
        if (!a.code.empty() && a.code == b.code) {
            add(config_messages::MUNICIPALITY_TWICE, spot_of(later, "code"), {{"code", a.code}, {"other", other}});
        }
        const bool known = !a.base.empty() && !b.base.empty();
        if (known && (a.base.is_within(b.base) || b.base.is_within(a.base))) {
            add(config_messages::BASE_OVERLAP, spot_of(later, "base"),
                {{"base", a.base.text()}, {"other_base", b.base.text()}, {"other", other}});
        }
        if (!a.scope.empty() && a.scope == b.scope) {
            add(config_messages::SCOPE_TWICE, spot_of(later, "scope"), {{"scope", a.scope}, {"other", other}});
        }
    }

    bool exists(const std::string& code) const {
        return std::ranges::any_of(municipalities_,
                                   [&](const WrittenMunicipality& each) { return each.policy.code == code; });
    }

    void source(std::size_t index) {
        const WrittenSource& source = sources_[index];
        const std::string& name = source.policy.name;
        const auto end = sources_.begin() + static_cast<std::ptrdiff_t>(index);
        const auto twin =
            std::find_if(sources_.begin(), end, [&](const WrittenSource& each) { return each.policy.name == name; });
        if (!name.empty() && twin != end) {
            add(config_messages::SOURCE_TWICE, spot_of(source, "name"),
                {{"source", name}, {"other", twin->policy.place}});
        }
        for (const std::string& code : source.policy.serves) {
            if (code.empty() || exists(code)) continue;
            add(config_messages::SERVES_UNKNOWN, spot_of(source, "serves"), {{"source", name}, {"code", code}});
        }
    }

    void served(const WrittenMunicipality& municipality) {
        const std::string& code = municipality.policy.code;
        const bool some = std::ranges::any_of(sources_, [&](const WrittenSource& each) {
            return std::ranges::find(each.policy.serves, code) != each.policy.serves.end();
        });
        if (!some && !code.empty())
            add(config_messages::MUNICIPALITY_UNSERVED, spot_of(municipality, "code"), {{"code", code}});
    }

    const std::vector<WrittenMunicipality>& municipalities_;
    const std::vector<WrittenSource>& sources_;
    Findings& findings_;
};

}  // namespace

void check_across(const std::vector<WrittenMunicipality>& municipalities, const std::vector<WrittenSource>& sources,
                  Findings& findings) {
    CrossChecks{municipalities, sources, findings}.run();
}

}  // namespace samkat::config
