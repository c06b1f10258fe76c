// samkat with points: the program as it is, and three variables of the environment that only this build knows.
//
//   SAMKAT_POINT=N        kill -9 itself at point N
//   SAMKAT_POINT_COUNT=F  write the number of points passed to file F at the end
//   SAMKAT_NOW=TIME       what the clock says (RFC 3339, UTC, milliseconds)

#include <csignal>
#include <cstdlib>
#include <string>

#include "daemon/base/file.hpp"
#include "daemon/cli/cli.hpp"
#include "daemon/service/ports.hpp"
#include "tests/support/points/points.hpp"

namespace {

class FixedClock final : public samkat::Clock {
  public:
    explicit FixedClock(samkat::TimePoint time) : time_(time) {}
    samkat::TimePoint now() const override { return time_; }
    samkat::Date today() const override { return samkat::stockholm_date(time_); }

  private:
    samkat::TimePoint time_;
};

std::string variable(const char* name) {
    const char* value = std::getenv(name);
    return value == nullptr ? "" : value;
}

}  // namespace

int main(int argc, char** argv) {
    samkat::test::Points points{std::strtoull(variable("SAMKAT_POINT").c_str(), nullptr, 10),
                                [](std::uint64_t, std::string_view) { std::raise(SIGKILL); }};
    const auto time = samkat::parse_time(variable("SAMKAT_NOW"));
    const FixedClock clock{time.value_or(samkat::TimePoint{})};
    const auto real = samkat::service::real_ports(argv[0], samkat::service::real_describe(argv[0]));
    const int status = samkat::cli::samkat_main(argc, argv, [&](const samkat::config::Config& config) {
        samkat::run::Ports ports = samkat::test::with_points(real(config), points);
        if (time) ports.clock = &clock;
        return ports;
    });
    const std::string count = variable("SAMKAT_POINT_COUNT");
    if (!count.empty() && !samkat::write_file(count, std::to_string(points.passed()) + "\n")) return 1;
    return status;
}
