#include "daemon/service/file_directory.hpp"

#include "daemon/base/file.hpp"
#include "daemon/directory/ldif_directory.hpp"

namespace samkat::service {

namespace {

class FileDirectory final : public directory::Directory {
  public:
    FileDirectory(std::filesystem::path file, std::unique_ptr<directory::LdifDirectory> content)
        : file_(std::move(file)), content_(std::move(content)) {}

    Result<void> search(const directory::Search& search, const std::function<void(Entry&&)>& each) override {
        return content_->search(search, each);
    }
    Result<std::optional<Entry>> read(const Dn& dn, const std::vector<std::string>& attributes) override {
        return content_->read(dn, attributes);
    }
    Result<directory::Facts> facts() override { return content_->facts(); }
    Result<directory::SchemaFacts> schema() override { return content_->schema(); }
    std::size_t window() const override { return content_->window(); }
    std::size_t outstanding() const override { return content_->outstanding(); }

    Result<void> send(std::uint64_t ticket, const Change& change) override {
        auto sent = content_->send(ticket, change);
        if (sent) unsaved_ = true;
        return sent;
    }

    // Every operation sent so far is in the file before the first of them is answered.
    Result<directory::Answer> receive() override {
        if (unsaved_ && !failed_) save();
        auto answer = content_->receive();
        if (answer && failed_ && answer->verdict == directory::Verdict::applied) {
            answer->verdict = directory::Verdict::ended;
            answer->reason = *failed_;
        }
        return answer;
    }

  private:
    void save() {
        if (auto written = write_file(file_, content_->dump(), 0600); !written) failed_ = written.error();
        unsaved_ = false;
    }

    std::filesystem::path file_;
    std::unique_ptr<directory::LdifDirectory> content_;
    bool unsaved_ = false;
    std::optional<Finding> failed_;
};

}  // namespace

Result<std::unique_ptr<directory::Directory>> open_file_directory(const std::filesystem::path& file,
                                                                  std::size_t window) {
    directory::LdifOptions options;
    options.window = static_cast<std::uint32_t>(window);
    auto content = directory::LdifDirectory::load(file, options);
    if (!content) return fail(content.error());
    return std::make_unique<FileDirectory>(file, std::move(*content));
}

}  // namespace samkat::service
