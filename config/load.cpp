// Loading, from the top: files, globals, municipalities, sources, what must hold across files, digests.
#include <algorithm>
#include <deque>
#include <set>

#include "config/cross_checks.hpp"
#include "config/digest.hpp"
#include "config/globals.hpp"
#include "config/lookup.hpp"
#include "config/messages.hpp"
#include "config/municipality.hpp"
#include "config/rules.hpp"
#include "daemon/base/file.hpp"
#include "daemon/base/text.hpp"

namespace samkat::config {

namespace {

constexpr std::size_t file_limit = 1 << 20;
constexpr std::size_t files_limit = 1000;

class Loader {
  public:
    Loader(std::filesystem::path directory, const LoadOptions& options)
        : directory_(std::move(directory)), options_(options) {}

    Loaded load() {
        const std::filesystem::path path = directory_ / "samkat.toml";
        if (!std::filesystem::exists(path)) {
            add(finding(config_messages::NO_FILE, {}, {{"path", path.string()}}));
            return finished();
        }
        const Document* global = read(path, SettingFile::global);
        const std::vector<const Document*> municipalities = read_municipality_files();
        if (global != nullptr) compile(*global, municipalities);
        return finished();
    }

  private:
    // Each thing wrong once, though a shared rule is compiled for every municipality.
    void add(Finding finding) {
        if (seen_.insert(finding.id + finding.where.text() + finding.text.en).second) findings_.add(std::move(finding));
    }
    void add(const Findings& findings) {
        for (const Finding& each : findings.list()) add(each);
    }

    const Document* read(const std::filesystem::path& path, SettingFile kind) {
        config_.files.push_back(path);
        auto text = read_file(path, file_limit);
        if (!text) {
            add(text.error());
            return nullptr;
        }
        return parse(std::make_shared<const SourceFile>(path.string(), std::move(*text)), kind);
    }

    const Document* parse(SourceFilePtr file, SettingFile kind) {
        const std::size_t bad = text::first_bad_byte(file->text());
        if (bad != std::string::npos) {
            const auto line =
                std::count(file->text().begin(), file->text().begin() + static_cast<std::ptrdiff_t>(bad), '\n') + 1;
            add(finding(config_messages::NOT_UTF8, {file->name(), static_cast<std::uint32_t>(line), 0, {}}));
            return nullptr;
        }
        Findings findings;
        auto document = parse_toml(std::move(file), findings);
        if (document) check_document(*document, kind, findings);
        add(findings);
        if (!document) return nullptr;
        documents_.push_back(std::move(*document));
        return &documents_.back();
    }

    std::vector<std::filesystem::path> municipality_paths() {
        std::vector<std::filesystem::path> paths;
        std::error_code error;
        for (const auto& each : std::filesystem::directory_iterator{directory_ / "municipalities.d", error}) {
            const std::string name = each.path().filename().string();
            if (name.ends_with(".toml") && !name.starts_with('.')) paths.push_back(each.path());
        }
        std::ranges::sort(paths);
        return paths;
    }

    std::vector<const Document*> read_municipality_files() {
        std::vector<std::filesystem::path> paths = municipality_paths();
        const std::string folder = (directory_ / "municipalities.d").string();
        if (paths.empty()) add(finding(config_messages::NO_MUNICIPALITIES, {}, {{"path", folder}}));
        if (paths.size() > files_limit) {
            add(finding(config_messages::TOO_MANY_FILES, {},
                        {{"path", folder}, {"limit", std::to_string(files_limit)}}));
            paths.resize(files_limit);
        }
        std::vector<const Document*> documents;
        for (const auto& path : paths) {
            if (const Document* document = read(path, SettingFile::municipality)) documents.push_back(document);
        }
        return documents;
    }

    WrittenRules profile_rules(const Document& global) {
        const std::string name = Section{"", global, &global.root}.text("profile");
        const std::string_view text = profile_text(name);
        if (text.empty()) return {};
        const Document* profile =
            parse(std::make_shared<const SourceFile>("profile " + name, std::string{text}), SettingFile::global);
        Findings findings;
        WrittenRules rules = profile == nullptr ? WrittenRules{} : rules_over({}, *profile, findings);
        add(findings);
        return rules;
    }

    void compile(const Document& global, const std::vector<const Document*>& municipalities) {
        Findings findings;
        read_globals(global, options_, config_, findings);
        SharedParts shared{&global, {}, {}};
        read_tables(global, shared.tables, config_.files, findings);
        shared.rules = rules_over(profile_rules(global), global, findings);
        config_.tables = shared.tables;
        // Without municipalities nothing else would read the shared rules.
        if (municipalities.empty()) compile_rules(shared.rules, shared.tables, findings);
        sources_ = read_sources(global, {}, shared.tables, options_, findings);
        add(findings);
        for (const Document* each : municipalities) compile_municipality(*each, shared);
        if (!municipalities.empty()) finish_across();
    }

    void compile_municipality(const Document& document, const SharedParts& shared) {
        Findings findings;
        auto read = read_municipality(document, shared, options_, config_.files, findings);
        add(findings);
        if (!read) return;
        for (WrittenSource& each : read->sources) sources_.push_back(std::move(each));
        for (const auto& [name, table] : read->own_tables)
            config_.tables.emplace(read->policy.code + "/" + name, table);
        municipalities_.push_back({std::move(read->policy), &document});
    }

    void finish_across() {
        Findings findings;
        check_across(municipalities_, sources_, findings);
        add(findings);
    }

    Loaded finished() {
        if (findings_.has_errors()) return {std::nullopt, std::move(findings_)};
        for (const WrittenSource& each : sources_) config_.sources.push_back(each.policy);
        std::ranges::sort(config_.sources, {}, &SourcePolicy::name);
        for (WrittenMunicipality& each : municipalities_) config_.municipalities.push_back(std::move(each.policy));
        std::ranges::sort(config_.municipalities, {}, &MunicipalityPolicy::code);
        for (MunicipalityPolicy& each : config_.municipalities) give_sources(each);
        config_.digest = config_digest(config_, sources_);
        return {std::move(config_), std::move(findings_)};
    }

    void give_sources(MunicipalityPolicy& municipality) {
        for (const SourcePolicy& source : config_.sources) {
            const bool serves = std::ranges::find(source.serves, municipality.code) != source.serves.end();
            if (serves) municipality.sources.push_back(source);
        }
        config_.municipality_digests.emplace(municipality.code, municipality_digest(municipality, sources_));
        config_.decision_digests.emplace(municipality.code, decision_digest(municipality, sources_));
    }

    std::filesystem::path directory_;
    const LoadOptions& options_;
    Findings findings_;
    std::set<std::string> seen_;
    std::deque<Document> documents_;  // at fixed addresses: rules and sources point into them
    Config config_;
    std::vector<WrittenMunicipality> municipalities_;
    std::vector<WrittenSource> sources_;
};

}  // namespace

Loaded load(const std::filesystem::path& directory, const LoadOptions& options) {
    return Loader{directory, options}.load();
}

const MunicipalityPolicy* Config::municipality(std::string_view code) const {
    const auto found = std::ranges::find(municipalities, code, &MunicipalityPolicy::code);
    return found == municipalities.end() ? nullptr : &*found;
}

}  // namespace samkat::config
