#include "daemon/service/log.hpp"

#include <cstdlib>

#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>
#include <sys/stat.h>

#include "daemon/base/text.hpp"

namespace samkat::service {

namespace {

// systemd.exec(5): device and inode of the stream that goes to the journal.
bool is_journal() {
    const char* stream = std::getenv("JOURNAL_STREAM");
    struct stat status {};
    if (stream == nullptr || ::fstat(STDERR_FILENO, &status) != 0) return false;
    return std::to_string(status.st_dev) + ":" + std::to_string(status.st_ino) == stream;
}

spdlog::level::level_enum level_of(Severity severity) {
    switch (severity) {
        case Severity::info:
            return spdlog::level::info;
        case Severity::warning:
            return spdlog::level::warn;
        case Severity::error:
            return spdlog::level::err;
    }
    return spdlog::level::err;
}

spdlog::level::level_enum level_of(config::LogLevel level) {
    switch (level) {
        case config::LogLevel::debug:
            return spdlog::level::debug;
        case config::LogLevel::info:
            return spdlog::level::info;
        case config::LogLevel::warning:
            return spdlog::level::warn;
        case config::LogLevel::error:
            return spdlog::level::err;
    }
    return spdlog::level::info;
}

// sd-daemon(3): how a line on standard error tells the journal its level.
std::string_view journal_prefix(Severity severity) {
    return severity == Severity::error ? "<3>" : severity == Severity::warning ? "<4>" : "<6>";
}

}  // namespace

struct Log::Sink {
    spdlog::logger logger;
    bool journal;
};

Log::Log(const config::LogSettings& settings, Language language) : language_(language) {
    using config::LogTarget;
    const bool journal =
        settings.target == LogTarget::journal || (settings.target == LogTarget::automatic && is_journal());
    sink_ = std::make_unique<Sink>(
        Sink{spdlog::logger{"samkat", std::make_shared<spdlog::sinks::stderr_sink_mt>()}, journal});
    sink_->logger.set_pattern(journal ? "%v" : "%Y-%m-%dT%H:%M:%S.%e%z %l %v");
    sink_->logger.set_level(level_of(settings.level));
    sink_->logger.flush_on(spdlog::level::info);
}

Log::~Log() = default;

void Log::write(const Finding& finding) {
    std::string line = log_line(finding, language_);
    if (sink_->journal) line.insert(0, journal_prefix(finding.severity));
    sink_->logger.log(level_of(finding.severity), "{}", line);
}

std::string log_line(const Finding& finding, Language language) {
    std::string line = finding.id + " ";
    if (const std::string place = finding.where.text(); !place.empty()) line += place + ": ";
    line += finding.text.in(language);
    if (!finding.advice.in(language).empty()) line += " " + finding.advice.in(language);
    return text::printable(text::replace_all(line, "\n", " "));
}

}  // namespace samkat::service
