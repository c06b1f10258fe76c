// The fields that attribute rules and name patterns read, filled from what samkat knows. One thread.
#pragma once

#include <array>
#include <deque>
#include <string>
#include <string_view>
#include <vector>

#include "daemon/base/pool.hpp"
#include "daemon/engine/evaluate.hpp"
#include "daemon/model/person.hpp"
#include "daemon/model/policy.hpp"

namespace samkat::engine {

// Views given to set() must outlive the context, or be given as own().
class AccountContext final : public FieldSource {
  public:
    std::span<const std::string_view> field(std::uint32_t slot) const override;

    void set(ContextField field, std::string_view value);
    void add(ContextField field, std::string_view value);
    void clear(ContextField field) { values_[index(field)].clear(); }
    // Keeps a copy of `value` as long as the context lives.
    std::string_view own(std::string value);

    // Names, contact, birth date and civic number. display_name defaults to given and family name.
    void set_person(const Person& person, const Pool& pool);
    void set_municipality(const MunicipalityPolicy& policy, Role role);
    // Units, school years and types, class names, duty roles: of what is current in the municipality, in the role.
    void set_relations(const Person& person, const Pool& pool, const MunicipalityPolicy& policy, Role role, Date as_of);
    void set_enrolment(const Enrolment& enrolment, const Pool& pool);
    void set_duty(const Duty& duty, const Pool& pool);
    void set_group(const GroupRef& group, const Pool& pool);

  private:
    static constexpr std::size_t count = static_cast<std::size_t>(ContextField::unit_name) + 1;
    static std::size_t index(ContextField field) { return static_cast<std::size_t>(field); }

    std::array<std::vector<std::string_view>, count> values_;
    std::deque<std::string> owned_;
};

}  // namespace samkat::engine
