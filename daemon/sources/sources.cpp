#include "daemon/sources/sources.hpp"

#include <algorithm>
#include <cstring>

#include <signal.h>
#include <sys/wait.h>

#include "connectors/protocol/limits.hpp"
#include "connectors/protocol/request.hpp"
#include "connectors/protocol/settings.hpp"
#include "daemon/base/quote.hpp"
#include "daemon/base/secret.hpp"
#include "daemon/base/text.hpp"
#include "daemon/sources/messages.hpp"
#include "daemon/sources/stream_reader.hpp"
#include "daemon/sources/supervise.hpp"

namespace samkat::sources {

namespace messages = sources_messages;

namespace {

constexpr std::chrono::milliseconds describe_limit{10'000};

// The connector's own words, each line fit to be shown and indented.
std::string excerpt_of(const std::string& errors) {
    std::vector<std::string> lines;
    for (const std::string& line : text::split(text::trim(errors), "\n")) {
        if (!line.empty()) lines.push_back("  | " + quoted_for_people(line, 1000));
    }
    return text::join(lines, "\n");
}

tl::unexpected<Error> with_words(Error error, const Ending& ending) {
    if (error.excerpt.empty()) error.excerpt = excerpt_of(ending.errors);
    return fail(std::move(error));
}

// Hands the output to a StreamReader until it objects or there is too much of it.
class StreamIntake final : public Intake {
  public:
    StreamIntake(StreamReader& reader, std::uint64_t limit) : reader_(reader), limit_(limit) {}

    std::span<char> space() override { return reader_.space(); }
    bool take(std::size_t count) override {
        bytes_ += count;
        if (bytes_ > limit_) return false;
        auto taken = reader_.take(count);
        if (!taken) objection = std::move(taken.error());
        return !objection;
    }

    std::optional<Error> objection;

  private:
    StreamReader& reader_;
    std::uint64_t limit_;
    std::uint64_t bytes_ = 0;
};

// Keeps the output, up to a limit.
class TextIntake final : public Intake {
  public:
    std::span<char> space() override { return buffer_; }
    bool take(std::size_t count) override {
        text.append(buffer_.data(), count);
        return text.size() <= protocol::max_description;
    }

    std::string text;

  private:
    std::array<char, 16 * 1024> buffer_{};
};

// A program, how it is called in messages, and the limits it ran under.
struct Subject {
    std::string source;
    std::string connector;
    const Cage& cage;
    std::chrono::milliseconds time_limit;
    std::uint64_t output_limit;

    Error error(const Message& message, Arguments arguments = {}) const {
        arguments.emplace_back("connector", connector);
        return finding(message, {source}, arguments);
    }
};

// Why a process did not end well; nothing if it ended with status 0.
std::optional<Error> misfortune(const Subject& subject, const Ending& ending) {
    switch (ending.why) {
        case Ending::Why::stopped:
            return subject.error(messages::STOPPED);
        case Ending::Why::time_limit:
            return subject.error(messages::TIME_LIMIT, {{"limit", format_duration(subject.time_limit)}});
        case Ending::Why::refused:
            return subject.error(messages::OUTPUT_LIMIT, {{"limit", std::to_string(subject.output_limit)}});
        case Ending::Why::ended:
            break;
    }
    if (WIFSIGNALED(ending.status) && WTERMSIG(ending.status) == SIGXCPU) {
        return subject.error(messages::CPU_TIME, {{"limit", std::to_string(subject.cage.cpu_seconds)}});
    }
    if (WIFSIGNALED(ending.status)) {
        const char* name = ::sigabbrev_np(WTERMSIG(ending.status));
        return subject.error(messages::KILLED,
                             {{"signal", name ? std::string{"SIG"} + name : std::to_string(WTERMSIG(ending.status))}});
    }
    if (WEXITSTATUS(ending.status) == 0) return std::nullopt;
    return subject.error(messages::EXIT, {{"status", std::to_string(WEXITSTATUS(ending.status))}});
}

Result<Secret> request_of(const SourcePolicy& policy, Date today) {
    const Where where{policy.name};
    auto settings = protocol::resolve_secrets(policy.settings.is_null() ? Json{Json::Object{}} : policy.settings);
    if (!settings) return fail(settings.error());
    Secret request{protocol::request_json({policy.name, std::move(*settings), today})};
    if (request.reveal().size() > protocol::max_request) return fail(messages::REQUEST_SIZE, where);
    return request;
}

StreamLimits limits_of(const SourcePolicy& policy, const Cage& cage) {
    return {policy.max_records > 0 ? policy.max_records : cage.max_records,
            policy.max_kept > 0 ? std::uint64_t{policy.max_kept} << 20 : cage.max_kept_bytes};
}

// An error of before the reading began says whose it is.
tl::unexpected<Error> at_source(Error error, const SourcePolicy& policy) {
    if (error.where.place.empty()) error.where.place = policy.name;
    return fail(std::move(error));
}

Result<Delivery> conclude(const Subject& subject, const Ending& ending, StreamIntake& intake, StreamReader& reader) {
    if (intake.objection) return with_words(std::move(*intake.objection), ending);
    if (auto error = misfortune(subject, ending)) {
        const bool gave_up = ending.why == Ending::Why::ended && WIFEXITED(ending.status);
        const auto reason = gave_up ? reader.reason_given() : std::nullopt;
        if (!reason) reader.release_finding();
        return with_words(reason ? *reason : std::move(*error), ending);
    }
    reader.release_finding();
    auto delivery = reader.finish();
    if (!delivery) return with_words(std::move(delivery.error()), ending);
    return delivery;
}

}  // namespace

Result<std::filesystem::path> program_of(const std::string& connector, const std::filesystem::path& connector_dir) {
    const auto is_name = [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-'; };
    const std::filesystem::path path{connector};
    if (path.is_absolute()) return path;
    if (connector.empty() || !std::ranges::all_of(connector, is_name)) {
        return fail(messages::CONNECTOR_NAME, {}, {{"connector", text::printable(connector)}});
    }
    // The program is started from /.
    return std::filesystem::absolute(connector_dir) / ("samkat-connector-" + connector);
}

Result<protocol::Description> describe(const std::filesystem::path& program, const Cage& cage, std::stop_token stop) {
    const Subject subject{program.filename().string(), program.filename().string(), cage,
                          std::min(cage.time_limit, describe_limit), protocol::max_description};
    auto process = Process::start(program, "describe", "", cage);
    if (!process) return fail(process.error());
    TextIntake intake;
    const Ending ending = supervise(std::move(*process), subject.time_limit, cage.grace, stop, intake);
    if (auto error = misfortune(subject, ending)) return with_words(std::move(*error), ending);
    const auto json = Json::parse(intake.text);
    auto description = json ? protocol::read_description(*json) : Result<protocol::Description>{fail(json.error())};
    if (description) return description;
    Error error = description.error();
    error.where.place = subject.source;
    return with_words(std::move(error), ending);
}

Result<cage::Layers> layers_of(Cage cage) {
    cage.refuse_without_layers = false;
    auto process = Process::start({}, "", "", cage);
    if (!process) return fail(process.error());
    return process->layers();
}

Result<Delivery> read(const SourcePolicy& policy, const std::filesystem::path& connector_dir, Date today,
                      const Cage& cage, std::stop_token stop, Sink& sink) {
    const auto program = program_of(policy.connector, connector_dir);
    if (!program) return at_source(program.error(), policy);
    const auto request = request_of(policy, today);
    if (!request) return at_source(request.error(), policy);
    const auto time_limit = policy.time_limit.count() > 0 ? policy.time_limit : cage.time_limit;
    const Subject subject{policy.name, policy.connector, cage, time_limit, cage.max_output_bytes};
    auto process = Process::start(*program, "read", request->reveal(), cage);
    if (!process) return at_source(process.error(), policy);
    cage::Layers layers = process->layers();
    StreamReader reader{policy.name, policy.connector, limits_of(policy, cage), sink};
    StreamIntake intake{reader, cage.max_output_bytes};
    const Ending ending = supervise(std::move(*process), time_limit, cage.grace, stop, intake);
    auto delivery = conclude(subject, ending, intake, reader);
    if (delivery) delivery->layers = std::move(layers);
    return delivery;
}

}  // namespace samkat::sources
