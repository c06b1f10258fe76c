// What a call that can fail returns. The error is a Finding: a value with a place, ready to be shown.
#pragma once

#include <tl/expected.hpp>

#include "daemon/base/finding.hpp"

namespace samkat {

using Error = Finding;

template <class T>
using Result = tl::expected<T, Error>;

// return fail(messages::X, where, {{"path", path}});
inline tl::unexpected<Error> fail(const Message& message, Where where = {}, const Arguments& arguments = {}) {
    return tl::unexpected<Error>{finding(message, std::move(where), arguments)};
}
inline tl::unexpected<Error> fail(Error error) {
    return tl::unexpected<Error>{std::move(error)};
}

}  // namespace samkat
