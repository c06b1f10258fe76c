// Runs commands against a small world and keeps what they say.
#pragma once

#include <cstdlib>
#include <sstream>

#include <gmock/gmock.h>

#include "daemon/cli/cli.hpp"
#include "tests/support/small_world.hpp"

namespace samkat::cli {

class Console : public testing::Test {
  protected:
    // In English, without a terminal. The exit status.
    int run(std::vector<std::string> args, const std::string& input = "") {
        out.str("");
        err.str("");
        std::istringstream in{input};
        Environment environment{in, out, err};
        environment.in_is_terminal = !input.empty() && terminal;
        environment.variable = [&](const std::string& name) {
            const auto found = variables.find(name);
            return found == variables.end() ? std::nullopt : std::optional{found->second};
        };
        environment.ports = world.ports();
        environment.actor = "karin";
        const int status = cli::run(args, environment);
        keep(args);
        return status;
    }
    std::string text() const { return out.str() + err.str(); }
    Json json() const { return Json::parse(out.str()).value_or(Json{}); }
    // The username of the one account whose given name it is, out of the directory.
    std::string username(const std::string& given) {
        const std::string ldif = world.read("directory.ldif");
        const std::size_t at = ldif.find("givenName: " + given + "\n");
        if (at == std::string::npos) return "";
        const std::size_t entry = ldif.rfind("dn: uid=", at) + 8;
        return ldif.substr(entry, ldif.find(',', entry) - entry);
    }
    void apply_all() { ASSERT_EQ(run({"apply", "--yes"}), exit_done) << text(); }

    test::SmallWorld world{"[guard]\nfirst_run = false\nmax_creates_per_mille = 1000000\n"};
    std::map<std::string, std::string> variables{{"SAMKAT_CONFIG", world.config()}};
    bool terminal = true;
    std::ostringstream out, err;

  private:
    // For the test that holds JSON to its schemas.
    void keep(const std::vector<std::string>& args) const {
        const char* directory = std::getenv("SAMKAT_JSON_OUTPUTS");
        if (directory == nullptr || std::ranges::find(args, "--json") == args.end() || out.str().empty()) return;
        std::filesystem::create_directories(directory);
        static int number = 0;
        (void)write_file(std::filesystem::path{directory} / (std::to_string(++number) + ".jsonl"), out.str());
    }
};

}  // namespace samkat::cli
