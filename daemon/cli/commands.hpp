// The commands, one file each. They get a Context whose configuration is loaded (serve and version: not yet) and answer
// with the exit status.
#pragma once

#include "daemon/cli/context.hpp"

namespace samkat::cli {

int check(Context& context);
int plan(Context& context);
int apply(Context& context);
int approve(Context& context);
int reject(Context& context);
int serve(Context& context);
int status(Context& context);
int person(Context& context);
int explain(Context& context);
int log(Context& context);
int log_verify(Context& context);
int store_rebuild(Context& context);
int store_digest(Context& context);
int attributes(Context& context);
int connector_list(Context& context);
int connector_describe(Context& context);
int connector_test(Context& context);
int version(Context& context);
// Not for people: how a reading command has samkatd note that civic numbers were shown.
int note_reveal(Context& context, const std::string& command, const std::string& person);

}  // namespace samkat::cli
