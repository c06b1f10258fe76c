// The OpenLDAP dialect against a real slapd on loopback.
#include <algorithm>
#include <csignal>
#include <cstdlib>
#include <fstream>
#include <set>

#include <gtest/gtest.h>

#include "daemon/directory/openldap.hpp"
#include "daemon/directory/schema_check.hpp"
#include "tests/live/slapd_process.hpp"
#include "tests/support/directory_conformance.hpp"
#include "tests/support/scratch.hpp"

namespace samkat::test {
namespace {

using directory::Bind;
using directory::Endpoint;
using directory::open_openldap;

// The server that all tests share, except those that kill theirs.
class Server : public testing::Environment {
  public:
    void SetUp() override {
        if (!SlapdProcess::installed()) return;
        scratch = std::make_unique<Scratch>();
        slapd = std::make_unique<SlapdProcess>(scratch->path(), std::vector<std::string>{"--ldaps", "--nosync"});
        directory = open_openldap(slapd->endpoint(slapd->ldapi())).value();
    }
    void TearDown() override {
        directory.reset();
        slapd.reset();
    }

    static std::unique_ptr<Scratch> scratch;
    static std::unique_ptr<SlapdProcess> slapd;
    static std::unique_ptr<Directory> directory;
};
std::unique_ptr<Scratch> Server::scratch;
std::unique_ptr<SlapdProcess> Server::slapd;
std::unique_ptr<Directory> Server::directory;

Dn base() {
    return Dn::parse(Server::slapd->base()).value();
}

#define NEED_SLAPD() SAMKAT_SKIP_IF(Server::slapd == nullptr)

class OpenLdapTest : public testing::Test {
  protected:
    void SetUp() override {
        NEED_SLAPD();
        const std::string name = testing::UnitTest::GetInstance()->current_test_info()->name();
        root_ = base().child("ou", name);
        ASSERT_EQ(Verdict::applied, done(*Server::directory, create_unit(base(), name)));
    }

    static Verdict done(Directory& directory, const Change& change) {
        if (const auto sent = directory.send(1, change); !sent) {
            ADD_FAILURE() << format(sent.error(), Language::en);
            return Verdict::failed;
        }
        const auto answer = directory.receive().value();
        if (answer.verdict == Verdict::failed) ADD_FAILURE() << format(answer.reason, Language::en);
        return answer.verdict;
    }

    // Adds people with the numbers from `first` to `last` with a full window; how many were applied.
    std::size_t add_people(Directory& directory, int first, int last) const {
        std::size_t applied = 0;
        const auto receive = [&] { applied += directory.receive().value().verdict == Verdict::applied ? 1u : 0u; };
        for (int number = first; number <= last; ++number) {
            const std::string uid = "p" + std::to_string(number);
            if (directory.outstanding() == directory.window()) receive();
            EXPECT_TRUE(
                directory.send(static_cast<std::uint64_t>(number), create(root_.child("uid", uid), person(uid))));
        }
        while (directory.outstanding() > 0) receive();
        return applied;
    }

    Dn root_;
};

std::string fault(const Endpoint& endpoint) {
    const auto opened = open_openldap(endpoint);
    return opened ? "" : opened.error().id;
}

TEST_F(OpenLdapTest, AThousandAddsGoOutWithAFullWindowAndComeBackInPages) {
    const auto begin = std::chrono::steady_clock::now();
    EXPECT_EQ(1200u, add_people(*Server::directory, 1, 1200));
    const auto added = std::chrono::steady_clock::now();
    std::set<std::string> found;
    ASSERT_TRUE(Server::directory->search({root_, Scope::one, "(objectClass=samkatAccount)", {"uid"}},
                                          [&](Entry&& entry) { found.insert(entry.dn().key()); }));
    EXPECT_EQ(1200u, found.size());
    const auto millis = [](auto from, auto to) {
        return std::to_string(std::chrono::duration_cast<std::chrono::milliseconds>(to - from).count());
    };
    RecordProperty("add_1200_ms", millis(begin, added));
    RecordProperty("search_1200_ms", millis(added, std::chrono::steady_clock::now()));
}

TEST_F(OpenLdapTest, PagesOfOneEntryAreRead) {
    Endpoint endpoint = Server::slapd->endpoint(Server::slapd->uri());
    endpoint.page_size = 1;
    const auto directory = open_openldap(endpoint).value();
    EXPECT_EQ(5u, add_people(*directory, 1, 5));
    std::size_t count = 0;
    ASSERT_TRUE(directory->search({root_, Scope::one, "(objectClass=*)", {}}, [&](Entry&&) { ++count; }));
    EXPECT_EQ(5u, count);
}

TEST_F(OpenLdapTest, BinaryValuesComeBackAndOnlyTheirPresenceIsAsserted) {
    const std::string first{"\xff\xd8\x00\x01\xff\n", 6};
    const std::string second{"\x00\x00", 2};
    const Dn dn = root_.child("uid", "anna");
    Attributes attributes = person("anna");
    attributes["jpegPhoto"] = {first};
    ASSERT_EQ(Verdict::applied, done(*Server::directory, create(dn, attributes)));
    EXPECT_EQ(Values{first}, (*Server::directory->read(dn, {"jpegPhoto"}).value()).values("jpegPhoto"));
    EXPECT_EQ(Verdict::applied, done(*Server::directory, modify(dn, "jpegPhoto", {first}, {second})));
    EXPECT_EQ(Values{second}, (*Server::directory->read(dn, {"jpegPhoto"}).value()).values("jpegPhoto"));
    EXPECT_EQ(Verdict::stale, done(*Server::directory, modify(dn, "jpegPhoto", {}, {first})));
    EXPECT_EQ(Verdict::applied, done(*Server::directory, modify(dn, "jpegPhoto", {second}, {})));
}

TEST_F(OpenLdapTest, TheServersTextReachesTheOperator) {
    Attributes attributes = person("anna");
    attributes.erase("sn");
    ASSERT_TRUE(Server::directory->send(1, create(root_.child("uid", "anna"), attributes)));
    const Answer answer = Server::directory->receive().value();
    EXPECT_EQ(Verdict::failed, answer.verdict);
    EXPECT_NE(std::string::npos,
              answer.reason.text.sv.find("(65): object class 'inetOrgPerson' requires attribute 'sn'"))
        << answer.reason.text.sv;
}

TEST_F(OpenLdapTest, TheSchemaIsTheOneSamkatNeeds) {
    const auto schema = Server::directory->schema();
    ASSERT_TRUE(schema);
    const Findings findings = check_schema(*schema, directory::needed_types(), directory::needed_classes());
    for (const Finding& each : findings.list()) ADD_FAILURE() << format(each, Language::en);
    EXPECT_EQ("caseIgnoreMatch", schema->attribute("cn")->equality) << "inherited from name";
    EXPECT_EQ("", schema->attribute("jpegPhoto")->equality);
}

TEST_F(OpenLdapTest, ExternalOverLdapiIsTheWriter) {
    Endpoint endpoint = Server::slapd->endpoint(Server::slapd->ldapi());
    endpoint.bind = Bind::external;
    endpoint.bind_dn.clear();
    endpoint.password = {};
    const auto directory = open_openldap(endpoint);
    ASSERT_TRUE(directory) << format(directory.error(), Language::en);
    EXPECT_EQ(Verdict::applied, done(**directory, create_unit(root_, "a")));
}

TEST_F(OpenLdapTest, TlsIsVerified) {
    const std::string wrong = *Server::scratch / "wrong.pem";
    const std::string made =
        "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj /CN=other -keyout /dev/null -out "
        "'" +
        wrong + "' 2>/dev/null";
    ASSERT_EQ(0, std::system(made.c_str()));
    for (const bool start_tls : {false, true}) {
        Endpoint endpoint = Server::slapd->endpoint(start_tls ? Server::slapd->uri() : Server::slapd->ldaps());
        endpoint.start_tls = start_tls;
        EXPECT_EQ("", fault(endpoint));
        endpoint.ca_file = wrong;
        EXPECT_EQ("DIRECTORY_TLS", fault(endpoint));
        endpoint.ca_file = wrong + ".none";
        EXPECT_EQ("BASE_FILE_OPEN", fault(endpoint));
        endpoint.ca_file.clear();
        EXPECT_EQ("DIRECTORY_TLS", fault(endpoint)) << "the system's CAs do not know it";
    }
    EXPECT_EQ("", fault(Server::slapd->endpoint(Server::slapd->ldaps()))) << "no setting stays behind";
}

struct Certificate {
    std::string kind;   // of slapd.py
    std::string fault;  // what opening says, "" if it is believed
};
void PrintTo(const Certificate& certificate, std::ostream* out) {
    *out << certificate.kind;
}

class ServerCertificate : public testing::TestWithParam<Certificate> {};

TEST_P(ServerCertificate, IsBelievedOnlyIfItIsTheServers) {
    NEED_SLAPD();
    const Scratch scratch;
    const SlapdProcess slapd{scratch.path(), {"--ldaps", "--nosync", "--certificate", GetParam().kind}};
    for (const bool start_tls : {false, true}) {
        Endpoint endpoint = slapd.endpoint(start_tls ? slapd.uri() : slapd.ldaps());
        endpoint.start_tls = start_tls;
        EXPECT_EQ(GetParam().fault, fault(endpoint)) << (start_tls ? "StartTLS" : "LDAPS");
    }
}

INSTANTIATE_TEST_SUITE_P(Tls, ServerCertificate,
                         testing::Values(Certificate{"right", ""}, Certificate{"no-usage", ""},
                                         Certificate{"no-names", ""}, Certificate{"other-name", "DIRECTORY_TLS"},
                                         Certificate{"for-clients", "DIRECTORY_TLS_PURPOSE"},
                                         Certificate{"expired", "DIRECTORY_TLS"},
                                         Certificate{"self-signed", "DIRECTORY_TLS"}),
                         [](const auto& certificate) {
                             std::string name = certificate.param.kind;
                             std::ranges::replace(name, '-', '_');
                             return name;
                         });

TEST_F(OpenLdapTest, TheEnvironmentChangesNothing) {
    const std::string settings = *Server::scratch / "ldaprc";
    std::ofstream{settings} << "TLS_REQCERT never\nSIZELIMIT 1\nTIMELIMIT 1\nREFERRALS on\n";
    ::setenv("LDAPCONF", settings.c_str(), 1);
    ::setenv("LDAPTLS_REQCERT", "never", 1);
    Endpoint endpoint = Server::slapd->endpoint(Server::slapd->ldaps());
    endpoint.ca_file.clear();
    EXPECT_EQ("DIRECTORY_TLS", fault(endpoint));
    ::unsetenv("LDAPCONF");
    ::unsetenv("LDAPTLS_REQCERT");
}

TEST_F(OpenLdapTest, AWrongPasswordIsRefused) {
    Endpoint endpoint = Server::slapd->endpoint(Server::slapd->uri());
    endpoint.password = Secret{"wrong"};
    EXPECT_EQ("DIRECTORY_BIND", fault(endpoint));
    const auto opened = open_openldap(endpoint);
    EXPECT_EQ(std::string::npos, format(opened.error(), Language::en).find("wrong"));
}

TEST_F(OpenLdapTest, NobodyThereIsSaid) {
    Endpoint endpoint = Server::slapd->endpoint("ldapi://%2Fnonexistent%2Fldapi");
    EXPECT_EQ("DIRECTORY_CONNECT", fault(endpoint));
}

// Tests that stop their server have one of their own.
class Loss : public testing::Test {
  protected:
    void SetUp() override {
        NEED_SLAPD();
        slapd_ = std::make_unique<SlapdProcess>(scratch_.path(), std::vector<std::string>{"--nosync"});
    }

    std::unique_ptr<Directory> open(const std::string& address,
                                    std::chrono::milliseconds timeout = std::chrono::seconds{30}) {
        Endpoint endpoint = slapd_->endpoint(address);
        endpoint.operation_timeout = timeout;
        return open_openldap(endpoint).value();
    }

    // Sends `count` adds of about `bytes` each; those that were taken.
    static std::set<std::uint64_t> send_people(Directory& directory, std::uint64_t count, std::size_t bytes) {
        std::set<std::uint64_t> tickets;
        for (std::uint64_t ticket = 1; ticket <= count; ++ticket) {
            const std::string uid = "p" + std::to_string(ticket);
            Attributes attributes = person(uid);
            attributes["description"] = {std::string(bytes, 'x')};
            if (directory.send(ticket, create(base().child("uid", uid), attributes))) tickets.insert(ticket);
        }
        return tickets;
    }

    // Receives until nothing is outstanding; every ticket of `tickets` must be answered once. How many had no answer
    // from the server; they must all be of one verdict.
    static std::size_t lost_of(Directory& directory, std::set<std::uint64_t> tickets, Verdict verdict = Verdict::lost) {
        std::size_t lost = 0;
        while (directory.outstanding() > 0) {
            const Answer answer = directory.receive().value();
            EXPECT_EQ(1u, tickets.erase(answer.ticket)) << answer.ticket << " is answered twice, or was never sent";
            if (answer.verdict != Verdict::lost && answer.verdict != Verdict::ended) continue;
            ++lost;
            EXPECT_EQ(verdict, answer.verdict);
            EXPECT_EQ("uid=p" + std::to_string(answer.ticket) + "," + base().text(), answer.reason.where.place);
        }
        EXPECT_TRUE(tickets.empty()) << tickets.size() << " tickets are never answered";
        return lost;
    }

    static void expect_closed(Directory& directory) {
        EXPECT_EQ("DIRECTORY_NOTHING_SENT", directory.receive().error().id);
        EXPECT_EQ("DIRECTORY_CLOSED", directory.send(1, create_unit(base(), "late")).error().id);
        EXPECT_FALSE(directory.search({base(), Scope::base, "(objectClass=*)", {}}, [](Entry&&) {}));
    }

    Scratch scratch_;
    std::unique_ptr<SlapdProcess> slapd_;
};

TEST_F(Loss, AKilledServerLosesEachOutstandingTicketOnce) {
    for (const std::string& address : {slapd_->uri(), slapd_->ldapi()}) {
        const auto directory = open(address);
        ASSERT_TRUE(directory->schema());
        slapd_->freeze();  // so that all are outstanding when it dies
        const auto tickets = send_people(*directory, 100, 10);
        EXPECT_EQ(100u, tickets.size());
        slapd_->signal(SIGKILL);
        // Who is local can say that nothing is under way; on a network somebody between may have closed.
        const Verdict verdict = address == slapd_->ldapi() ? Verdict::ended : Verdict::lost;
        EXPECT_EQ(100u, lost_of(*directory, tickets, verdict));
        expect_closed(*directory);
        slapd_.reset();
        slapd_ = std::make_unique<SlapdProcess>(scratch_.path(), std::vector<std::string>{});
    }
}

TEST_F(Loss, WhatWasAnsweredBeforeIsNotLost) {
    const auto directory = open(slapd_->ldapi());
    const auto tickets = send_people(*directory, 200, 10);
    std::set<std::uint64_t> rest = tickets;
    for (int i = 0; i < 20; ++i) rest.erase(directory->receive().value().ticket);
    slapd_->signal(SIGKILL);
    // It was faster than the signal: the next operation finds out.
    if (lost_of(*directory, rest, Verdict::ended) == 0) {
        ASSERT_TRUE(directory->send(1, create_unit(base(), "late")));
        EXPECT_EQ(Verdict::ended, directory->receive().value().verdict);
    }
    expect_closed(*directory);
    slapd_.reset();
    slapd_ = std::make_unique<SlapdProcess>(scratch_.path(), std::vector<std::string>{});
    EXPECT_TRUE(open(slapd_->ldapi())->facts()) << "data survives";
}

TEST_F(Loss, AServerThatStopsReadingIsNotWaitedForForEver) {
    for (const std::string& address : {slapd_->uri(), slapd_->ldapi()}) {
        const auto begin = std::chrono::steady_clock::now();
        const auto directory = open(address, std::chrono::milliseconds{300});
        ASSERT_TRUE(directory->schema());
        slapd_->freeze();
        const auto tickets = send_people(*directory, 40, 200'000);  // more than the buffers on the way hold
        EXPECT_FALSE(tickets.empty());
        EXPECT_LT(tickets.size(), 40u);
        EXPECT_EQ(tickets.size(), lost_of(*directory, tickets));
        expect_closed(*directory);
        slapd_->signal(SIGCONT);
        EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds{3})
            << "twice the timeout, not once for each";
    }
}

TEST_F(Loss, AStoppedServerMakesASearchFail) {
    const auto directory = open(slapd_->uri(), std::chrono::milliseconds{200});
    ASSERT_TRUE(directory->facts());
    slapd_->freeze();
    const auto searched = directory->search({base(), Scope::subtree, "(objectClass=*)", {}}, [](Entry&&) {});
    slapd_->signal(SIGCONT);
    ASSERT_FALSE(searched);
    EXPECT_EQ("DIRECTORY_SEARCH", searched.error().id);
    expect_closed(*directory);
}

}  // namespace

INSTANTIATE_TEST_SUITE_P(Slapd, DirectoryConformance,
                         testing::Values(Subject{"slapd", []() -> Directory& { return *Server::directory; }, base,
                                                 [] { return Server::slapd == nullptr; }}),
                         [](const auto& subject) { return subject.param.name; });

}  // namespace samkat::test

int main(int argc, char** argv) {
    testing::InitGoogleTest(&argc, argv);
    testing::AddGlobalTestEnvironment(new samkat::test::Server);  // gtest owns it
    return RUN_ALL_TESTS();
}
