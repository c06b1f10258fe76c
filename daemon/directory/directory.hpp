// Directory: one connection to one LDAP directory. Everything above this room reads and writes directories through it.
//
// Implementations: open_openldap (openldap.hpp) and LdifDirectory (ldif_directory.hpp). Both do the same to the same
// Changes; tests/support/directory_conformance.hpp holds them to it.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "daemon/base/result.hpp"
#include "daemon/base/secret.hpp"
#include "daemon/directory/facts.hpp"
#include "daemon/model/change.hpp"
#include "daemon/model/entry.hpp"

namespace samkat::directory {

enum class Scope : std::uint8_t { base, one, subtree };

struct Search {
    Dn base;
    Scope scope = Scope::subtree;
    std::string filter = "(objectClass=*)";  // RFC 4515; values from data through escape_filter_value
    std::vector<std::string> attributes;     // empty: all user attributes
};

// What became of a Change that was sent.
enum class Verdict : std::uint8_t {
    applied,  // the server said so
    stale,    // the entry is not in the state the Change expects; nothing was done
    failed,   // the server refused it; nothing was done
    ended,    // no answer came, and none of the connection's operations can be done any more: reading tells
    lost      // the connection went or nobody answered in time: done, not done, or done yet, nobody knows
};
std::string_view name_of(Verdict verdict);  // "applied", "stale", "failed", "ended", "lost"

struct Answer {
    std::uint64_t ticket = 0;
    Verdict verdict = Verdict::failed;
    Finding reason;  // set unless applied; where.place is the DN
};

// One connection; one thread at a time.
class Directory {
  public:
    virtual ~Directory() = default;

    // Calls `each` for every entry that matches, as it arrives, in pages of Endpoint::page_size where the server has
    // paged results (RFC 2696). A base that does not exist delivers nothing and succeeds. An entry that stands for a
    // part of the tree on another server is delivered as it is, of the class referral and with its address in `ref`
    // (RFC 3296), and nothing below it: who needs the whole must look for it. On failure (connection, size limit, a
    // base on another server, an unreadable DN) some entries have been delivered: what was seen is not the whole and
    // must not be used. `each` must not call this Directory.
    virtual Result<void> search(const Search& search, const std::function<void(Entry&&)>& each) = 0;

    // The entry `dn` with `attributes` (empty: all user attributes), or nothing if it does not exist.
    virtual Result<std::optional<Entry>> read(const Dn& dn, const std::vector<std::string>& attributes) = 0;

    virtual Result<Facts> facts() = 0;
    // Empty SchemaFacts where the directory has no schema (LDIF).
    virtual Result<SchemaFacts> schema() = 0;

    // How many operations may be outstanding.
    virtual std::size_t window() const = 0;
    // Operations sent whose Answer has not been received.
    virtual std::size_t outstanding() const = 0;

    // Sends `change` as one LDAP operation and does not wait. Kinds: create is an add, remove a delete, move a modrdn
    // with newSuperior and deleteoldrdn, the others one modify. An operation on an entry that exists asserts (RFC 4528)
    // the before-values of the attributes the Change touches and the link; daemon/directory/operation.hpp says exactly
    // what. `ticket` is the caller's name for it and must not be outstanding. Success: there will be one Answer for the
    // ticket. Failure: nothing was sent, and the ticket is not outstanding. A full window, a Change that is not one
    // operation, and a lost connection fail.
    virtual Result<void> send(std::uint64_t ticket, const Change& change) = 0;

    // Waits for the next Answer, in any order. When the connection is lost or the operation timeout passes without an
    // answer, each outstanding ticket is answered `ended` or `lost`, once, and the connection is of no more use: open a
    // new one. To tell which of the two may take the operation timeout once more. Fails only if nothing is outstanding.
    virtual Result<Answer> receive() = 0;
};

enum class Bind : std::uint8_t { simple, external };

// How to reach a directory.
struct Endpoint {
    // ldapi://%2Fpath, ldaps://host[:port], or ldap://host[:port]. The last only to loopback, with start_tls, or
    // insecure.
    std::string uri;
    Bind bind = Bind::simple;
    std::string bind_dn;  // simple
    Secret password;      // simple; empty is refused: servers take it for an anonymous bind (RFC 4513 section 5.1.2)
    std::string ca_file;  // PEM, for LDAPS and StartTLS; the certificate is always verified. Empty: the system's CAs
    bool start_tls = false;
    bool insecure = false;                                // allow ldap:// without TLS to other machines
    std::chrono::milliseconds network_timeout{10'000};    // for connecting
    std::chrono::milliseconds operation_timeout{60'000};  // without any answer
    std::uint32_t page_size = 500;                        // 1 to 10,000
    std::uint32_t window = 200;                           // 1 to 900: slapd drops a connection with 1,000 pending
    std::string link_attribute = "samkatAccountId";       // carries Change::link
};

}  // namespace samkat::directory
