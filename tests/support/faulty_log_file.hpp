// A LogFile around another that fails, or stops half-way, where the test says.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "daemon/base/messages.hpp"
#include "daemon/changelog/log_file.hpp"

namespace samkat::test {

// Asked before every operation ("append", "sync", "truncate"): how many bytes of an append still reach the file (npos:
// all) and whether the operation then fails.
struct Fault {
    bool fails = false;
    std::size_t written = std::string::npos;
};
using FaultPlan = std::function<Fault(std::string_view operation)>;

class FaultyLogFile final : public changelog::LogFile {
  public:
    FaultyLogFile(std::unique_ptr<changelog::LogFile> inner, std::shared_ptr<FaultPlan> plan)
        : inner_(std::move(inner)), plan_(std::move(plan)) {}

    Result<void> append(std::string_view bytes) override {
        const Fault fault = (*plan_)("append");
        if (!fault.fails) return inner_->append(bytes);
        if (auto part = inner_->append(bytes.substr(0, fault.written)); !part) return part;
        return failed();
    }
    Result<void> sync() override { return (*plan_)("sync").fails ? failed() : inner_->sync(); }
    Result<void> truncate(std::uint64_t size) override {
        return (*plan_)("truncate").fails ? failed() : inner_->truncate(size);
    }

  private:
    static Result<void> failed() {
        return fail(base_messages::FILE_WRITE, {}, {{"path", "double"}, {"reason", "as planned"}});
    }
    std::unique_ptr<changelog::LogFile> inner_;
    std::shared_ptr<FaultPlan> plan_;
};

inline changelog::OpenLogFile faulty(std::shared_ptr<FaultPlan> plan) {
    return [plan](const std::filesystem::path& path) -> Result<std::unique_ptr<changelog::LogFile>> {
        auto inner = changelog::open_posix_log_file(path);
        if (!inner) return inner;
        return std::make_unique<FaultyLogFile>(std::move(*inner), plan);
    };
}

}  // namespace samkat::test
