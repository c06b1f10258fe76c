// LdifDirectory: a Directory in memory, loaded from LDIF. For plans against a file and for tests.
#pragma once

#include <deque>
#include <filesystem>
#include <map>
#include <memory>
#include <set>

#include "daemon/directory/directory.hpp"
#include "daemon/directory/operation.hpp"

namespace samkat::directory {

struct LdifOptions {
    std::string link_attribute = "samkatAccountId";
    std::uint32_t window = 200;
};

// Does to Changes what a server does: preconditions, the entry above must exist, no delete or replacement of what has
// entries below, the RDN's value in the entry, children follow a move. It has no schema: values compare without regard
// to case, object classes and syntaxes are not checked. send() does the operation at once; receive() gives the answers
// in the order of sending. One thread at a time.
class LdifDirectory final : public Directory {
  public:
    explicit LdifDirectory(LdifOptions options = {}) : options_(std::move(options)) {}

    // Files up to 4 GiB. Entries may come in any order; those with nothing above them are the naming contexts.
    static Result<std::unique_ptr<LdifDirectory>> load(const std::filesystem::path& file, LdifOptions options = {});
    static Result<std::unique_ptr<LdifDirectory>> from_text(std::string_view text, const std::string& place,
                                                            LdifOptions options = {});

    Result<void> search(const Search& search, const std::function<void(Entry&&)>& each) override;
    Result<std::optional<Entry>> read(const Dn& dn, const std::vector<std::string>& attributes) override;
    Result<Facts> facts() override;
    Result<SchemaFacts> schema() override { return SchemaFacts{}; }
    std::size_t window() const override { return options_.window; }
    std::size_t outstanding() const override { return answers_.size(); }
    Result<void> send(std::uint64_t ticket, const Change& change) override;
    Result<Answer> receive() override;

    // Everything as LDIF, parents before children, otherwise sorted: the same content gives the same bytes.
    std::string dump() const;
    std::size_t size() const { return entries_.size(); }

  private:
    // Entries by tree key: the RDNs from the root down, so that everything below an entry stands right behind it.
    using Tree = std::map<std::string, Entry, std::less<>>;

    Result<void> insert_all(std::string_view text, const std::string& place);
    Answer perform(const Operation& operation);
    Answer add(const Operation& operation);
    Answer remove(Tree::iterator entry);
    Answer modify(Tree::iterator entry, const Operation& operation);
    Answer rename(Tree::iterator entry, const Operation& operation);
    bool has_children(Tree::const_iterator entry) const;
    void move_tree(const std::string& from, const Dn& old_dn, const Dn& new_dn);

    LdifOptions options_;
    Tree entries_;
    std::deque<Answer> answers_;
    std::set<std::uint64_t> tickets_;
};

}  // namespace samkat::directory
