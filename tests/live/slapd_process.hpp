// A private slapd for one test program, run by tests/live/slapd.py: it ends when this object or the program goes.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include <sys/types.h>

#include "daemon/base/file.hpp"
#include "daemon/directory/directory.hpp"

namespace samkat::test {

class SlapdProcess {
  public:
    // False where slapd is not installed.
    static bool installed();

    // Runs `slapd.py run folder options…` and waits until the server answers. Throws std::runtime_error if it does not.
    SlapdProcess(const std::filesystem::path& folder, const std::vector<std::string>& options);
    SlapdProcess(const SlapdProcess&) = delete;
    SlapdProcess& operator=(const SlapdProcess&) = delete;
    ~SlapdProcess();

    pid_t pid() const { return pid_; }  // of slapd itself
    const std::string& uri() const { return uri_; }
    const std::string& ldapi() const { return ldapi_; }
    const std::string& ldaps() const { return ldaps_; }
    const std::string& ca_file() const { return ca_file_; }
    const std::string& base() const { return base_; }
    // For the writer account, at one of the addresses above.
    directory::Endpoint endpoint(const std::string& address) const;
    // kill(2) of the server alone; the destructor is still needed.
    void signal(int number) const;
    // SIGSTOP, and waits until none of its threads runs any more.
    void freeze() const;

  private:
    void start(const std::filesystem::path& folder, const std::vector<std::string>& options);
    std::string first_line() const;

    pid_t runner_ = -1;
    Fd input_;  // the runner stops the server when this closes
    Fd output_;
    pid_t pid_ = -1;
    std::string uri_, ldapi_, ldaps_, ca_file_, base_, bind_dn_, password_file_;
};

}  // namespace samkat::test
