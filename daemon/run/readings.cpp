#include "daemon/run/readings.hpp"

#include <algorithm>
#include <atomic>
#include <thread>

#include "daemon/base/text.hpp"
#include "daemon/engine/map.hpp"
#include "daemon/run/messages.hpp"

namespace samkat::run {

namespace {

// Hands records on to the mapper as they come.
class MapperSink final : public sources::Sink {
  public:
    MapperSink(engine::Mapper& mapper, Findings& findings) : mapper_(mapper), findings_(findings) {}
    Result<void> set(const RecordSet& set) override { return mapper_.set(set); }
    void record(const Record& record) override { mapper_.record(record); }
    void finding(const Finding& finding) override { findings_.add(finding); }

  private:
    engine::Mapper& mapper_;
    Findings& findings_;
};

// True if what the connector calls a row's key is what the mapping makes the register id of, unchanged.
bool key_is_register_id(const SourcePolicy& source) {
    const std::string& key = source.settings["key"].as_string();
    return !key.empty() && std::ranges::all_of(source.kinds, [&](const KindMapping& kind) {
        return std::ranges::any_of(kind.rules, [&](const MapRule& rule) {
            const auto& nodes = rule.value.nodes;
            return rule.target == Target::register_id && nodes.size() == 1 && nodes[0].kind == NodeKind::field &&
                   nodes[0].text == key;
        });
    });
}

// People whose rows were lost on the way are in the register: they stay as they are.
void note_lost_keys(const sources::Delivery& delivery, Reading& reading) {
    engine::Drafts& drafts = reading.drafts;
    drafts.keys_unreadable = drafts.keys_unreadable || delivery.keys_unreadable;
    if (delivery.lost_keys.empty()) return;
    if (!key_is_register_id(*reading.source)) {
        drafts.keys_unreadable = true;
        return;
    }
    for (const std::string& key : delivery.lost_keys) {
        const RegisterKey lost{drafts.pool.intern(reading.source->register_name),
                               drafts.pool.intern(text::squeeze(text::nfc(key)))};
        drafts.damaged.push_back({lost, Protection::none});
    }
}

void judge_freshness(Reading& reading, TimePoint now) {
    const SourcePolicy& source = *reading.source;
    // A mark of time that has not been yet would never get old.
    if (reading.age && *reading.age > now + clock_difference) {
        reading.stale = true;
        reading.findings.add(
            finding(messages::SOURCE_AHEAD, {source.name, 0, 0, ""}, {{"time", format_time(*reading.age)}}));
        return;
    }
    if (!reading.age || source.max_age.count() == 0 || now - *reading.age <= source.max_age) return;
    reading.stale = true;
    reading.findings.add(finding(messages::SOURCE_STALE, {source.name, 0, 0, ""},
                                 {{"time", format_time(*reading.age)}, {"limit", format_duration(source.max_age)}}));
}

// How many records have a register id that another record has had.
std::size_t repeated_ids(const engine::Drafts& drafts) {
    std::vector<RegisterKey> keys;
    keys.reserve(drafts.persons.size());
    for (const Person& each : drafts.persons) keys.insert(keys.end(), each.keys.begin(), each.keys.end());
    std::ranges::sort(keys);
    return static_cast<std::size_t>(std::ranges::unique(keys).size());
}

Reading read_one(const SourcePolicy& source, const Ports& ports, Date as_of, std::stop_token stop) {
    Reading reading;
    reading.source = &source;
    engine::Mapper mapper{source, as_of};
    MapperSink sink{mapper, reading.findings};
    auto delivery = ports.read_source(source, as_of, std::move(stop), sink);
    reading.drafts = mapper.take();
    if (!delivery) {
        // Half a stream is nothing: what was mapped of it goes, what was found in it is told.
        reading.findings.add(delivery.error());
        reading.findings.add(reading.drafts.findings);
        reading.drafts = engine::Drafts{};
        reading.drafts.source = source.name;
        reading.failed = true;
        return reading;
    }
    reading.records = delivery->records - repeated_ids(reading.drafts);
    reading.digest = delivery->digest;
    reading.age = delivery->age;
    note_lost_keys(*delivery, reading);
    reading.findings.add(reading.drafts.findings);
    judge_freshness(reading, ports.clock->now());
    return reading;
}

}  // namespace

std::vector<Reading> read_sources(std::span<const SourcePolicy* const> sources, const Ports& ports, Date as_of,
                                  std::stop_token stop, std::size_t threads) {
    std::vector<Reading> readings(sources.size());
    std::atomic<std::size_t> next{0};
    const auto work = [&] {
        for (std::size_t i = next++; i < sources.size(); i = next++)
            readings[i] = read_one(*sources[i], ports, as_of, stop);
    };
    std::vector<std::jthread> workers;
    for (std::size_t i = 1; i < std::min(threads, sources.size()); ++i) workers.emplace_back(work);
    work();
    workers.clear();
    return readings;
}

}  // namespace samkat::run
