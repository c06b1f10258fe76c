// What must hold between files: municipalities that do not collide, sources that fit them. Pure.
#pragma once

#include <vector>

#include "config/sources.hpp"

namespace samkat::config {

struct WrittenMunicipality {
    MunicipalityPolicy policy;
    const Document* document = nullptr;
};

void check_across(const std::vector<WrittenMunicipality>& municipalities, const std::vector<WrittenSource>& sources,
                  Findings& findings);

}  // namespace samkat::config
