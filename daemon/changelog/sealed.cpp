#include "daemon/changelog/sealed.hpp"

#include "daemon/base/digest.hpp"
#include "daemon/changelog/messages.hpp"

namespace samkat::changelog {

namespace {

// The kind byte for the key that `event` names; none if it is not a key such an event can be sealed with.
std::optional<char> kind_of(const Event& event) {
    if (event.sealed_by == key_name::system) return 's';
    if (event.sealed_by == event.person) return 'p';
    if (!event.municipality.empty() && event.sealed_by == key_name::municipality(event.municipality)) return 'm';
    return std::nullopt;
}

// The name of the key; empty if the kind does not fit the event.
std::string name_of_key(char kind, const Event& event) {
    switch (kind) {
        case 's':
            return std::string{key_name::system};
        case 'p':
            return event.person;
        case 'm':
            return event.municipality.empty() ? std::string{} : key_name::municipality(event.municipality);
        default:
            return {};
    }
}

tl::unexpected<Error> bad_form() {
    return fail(changelog_messages::LINE_FORM, {}, {{"what", "sealed"}});
}

}  // namespace

Result<std::string> Sealer::seal(const Keys& keys, const Event& event, std::string_view clear,
                                 std::string_view content) {
    const auto kind = kind_of(event);
    if (!kind) return fail(changelog_messages::DRAFT, {}, {{"what", "sealed_by"}});
    const auto key = keys.find(event.sealed_by);
    if (!key) return fail(key.error());
    if (!*key) return fail(changelog_messages::KEY_UNKNOWN, {}, {{"name", event.sealed_by}});
    const auto sealed = samkat::seal(**key, deflater_.compress(content), clear);
    if (!sealed) return sealed;
    return base64(*kind + *sealed);
}

Result<bool> Opener::open(const Keys* keys, Line& line) {
    if (line.sealed.empty()) return true;
    const auto bytes = from_base64(line.sealed);
    // Comparing refuses other spellings of the same bytes.
    if (!bytes || bytes->empty() || base64(*bytes) != line.sealed) return bad_form();
    line.event.sealed_by = name_of_key(bytes->front(), line.event);
    if (line.event.sealed_by.empty()) return bad_form();
    if (keys == nullptr) return false;
    const auto key = keys->find(line.event.sealed_by);
    if (!key) return fail(key.error());
    if (!*key && !keys->was_destroyed(line.event.sealed_by)) {
        return fail(changelog_messages::LINE_KEY, {}, {{"key", line.event.sealed_by}});
    }
    if (!*key) return false;
    const auto broken = [&] { return fail(changelog_messages::LINE_SEALED, {}, {{"key", line.event.sealed_by}}); };
    const auto packed = open_sealed(**key, std::string_view{*bytes}.substr(1), line.clear);
    if (!packed) return broken();
    const auto text = inflater_.expand(*packed, longest_content);
    if (!text) return broken();
    auto content = Json::parse(*text);
    if (!content) return broken();
    line.event.content = std::move(*content);
    return true;
}

}  // namespace samkat::changelog
