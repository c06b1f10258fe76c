// Progress: a line on standard error about work that takes longer than a second, gone when it is done. Nothing where
// standard error is no terminal.
#pragma once

#include <condition_variable>
#include <iosfwd>
#include <mutex>
#include <string>
#include <thread>

namespace samkat::cli {

class Progress {
  public:
    Progress(std::ostream& err, bool terminal, std::string text);
    ~Progress();
    Progress(const Progress&) = delete;
    Progress& operator=(const Progress&) = delete;

    // Any thread.
    void say(std::string text);

  private:
    void show();
    std::ostream& err_;
    std::mutex mutex_;
    std::condition_variable_any changed_;
    std::string text_;
    bool shown_ = false;
    std::jthread thread_;
};

}  // namespace samkat::cli
