#include "daemon/service/writer.hpp"

namespace samkat::service {

Result<run::Installation*> OwnWriter::open(Findings& findings) {
    // A log or store that failed once is opened anew before it is trusted again.
    if (installation_ && installation_->is_broken()) installation_.reset();
    if (!installation_) {
        auto opened = run::Installation::open_for_writing(config_, ports_, findings);
        if (!opened) return fail(opened.error());
        installation_ = std::move(*opened);
    }
    return installation_.get();
}

Result<std::string> OwnWriter::rebuild_store(const run::LossAcceptance& acceptance, Findings& findings) {
    installation_.reset();
    return run::Installation::rebuild_store(config_, ports_, acceptance, findings);
}

}  // namespace samkat::service
