// A config directory of one test, removed afterwards.
#pragma once

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include "config/config.hpp"
#include "daemon/base/text.hpp"

namespace samkat::config {

// The least that loads without a finding.
inline const std::string least_global = "profile = \"none\"\n";
inline const std::string least_municipality = R"([municipality]
code = "1495"
name = "Skara"
base = "ou=skara,dc=samverkan,dc=example"
scope = "edu.skara.example"

[[source]]
name = "skara-elever"
connector = "csv"

[source.map.pupil]
role = "pupil"
register_id = "{id}"
given_name = "{givenName}"
family_name = "{familyName}"
)";

class Folder {
  public:
    Folder() {
        std::string name = (std::filesystem::temp_directory_path() / "samkat-config-XXXXXX").string();
        if (::mkdtemp(name.data()) == nullptr) throw std::runtime_error("mkdtemp");
        path_ = name;
        std::filesystem::create_directory(path_ / "municipalities.d");
        write("samkat.toml", least_global);
        write("municipalities.d/skara.toml", least_municipality);
    }
    Folder(const Folder&) = delete;
    Folder& operator=(const Folder&) = delete;
    ~Folder() { std::filesystem::remove_all(path_); }

    const std::filesystem::path& path() const { return path_; }
    void write(const std::string& name, const std::string& text, unsigned mode = 0644) const {
        std::ofstream{path_ / name, std::ios::binary} << text;
        ::chmod((path_ / name).c_str(), mode);
    }
    // Everything the load says, with the directory written as DIR.
    std::string said(Language language = Language::en, const LoadOptions& options = {}) const {
        std::string result;
        const Loaded loaded = load(path_, options);
        for (const Finding& each : loaded.findings.list()) {
            result += (result.empty() ? "" : "\n") + format(each, language);
        }
        return text::replace_all(result, path_.string(), "DIR");
    }
    Config loaded(const LoadOptions& options = {}) const {
        Loaded result = load(path_, options);
        for (const Finding& each : result.findings.list()) ADD_FAILURE() << format(each, Language::en);
        return result.config ? std::move(*result.config) : Config{};
    }

  private:
    std::filesystem::path path_;
};

}  // namespace samkat::config
