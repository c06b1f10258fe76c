// What the OpenLDAP dialect decides without a server.
#include "daemon/directory/openldap.hpp"

#include <csignal>

#include <gtest/gtest.h>
#include <unistd.h>

#include "daemon/directory/ldap_codes.hpp"
#include "daemon/directory/ldap_connect.hpp"
#include "daemon/directory/ldap_facts.hpp"

namespace samkat::directory {
namespace {

Endpoint endpoint(const std::string& uri) {
    Endpoint result;
    result.uri = uri;
    result.bind_dn = "cn=samkat";
    result.password = Secret{"secret"};
    return result;
}

std::string fault(const Endpoint& each) {
    const auto checked = check_endpoint(each);
    return checked ? "" : checked.error().id;
}

TEST(Endpoint, SendsNothingInTheClear) {
    for (const char* good : {"ldapi://%2Frun%2Fldapi", "ldaps://ldap.example", "ldap://127.0.0.1:389",
                             "ldap://127.9.9.9", "ldap://[::1]:389", "ldap://localhost"}) {
        EXPECT_EQ("", fault(endpoint(good))) << good;
    }
    for (const char* bare : {"ldap://ldap.example", "ldap://10.0.0.1", "ldap://localhost.example",
                             "ldap://127.0.0.1.example", "LDAP://ldap.example", "ldap://[::2]"}) {
        EXPECT_EQ("DIRECTORY_CLEARTEXT", fault(endpoint(bare))) << bare;
    }
    Endpoint other = endpoint("ldap://ldap.example");
    other.start_tls = true;
    EXPECT_EQ("", fault(other));
    other.start_tls = false;
    other.insecure = true;
    EXPECT_EQ("", fault(other));
}

TEST(Endpoint, IsOneAddress) {
    for (const char* bad : {"", "http://x", "ldaps://", "ldap://", "x", "ldaps://a ldap://b", "ldaps://a,ldap://b",
                            "ldaps://a\nb", "cldap://x"}) {
        EXPECT_EQ("DIRECTORY_ENDPOINT_URI", fault(endpoint(bad))) << bad;
    }
}

TEST(Endpoint, BindsAsSomebody) {
    Endpoint empty = endpoint("ldaps://x");
    empty.password = {};
    EXPECT_EQ("DIRECTORY_NO_PASSWORD", fault(empty));
    Endpoint external = endpoint("ldaps://x");
    external.bind = Bind::external;
    EXPECT_EQ("DIRECTORY_ENDPOINT_EXTERNAL", fault(external));
    external.uri = "ldapi://%2Fx";
    EXPECT_EQ("", fault(external));
}

TEST(Endpoint, HasBounds) {
    Endpoint wide = endpoint("ldaps://x");
    wide.window = 901;
    EXPECT_EQ("window is 901; the bounds are 1 and 900.", check_endpoint(wide).error().text.en);
    Endpoint none = endpoint("ldaps://x");
    none.page_size = 0;
    EXPECT_EQ("DIRECTORY_ENDPOINT_BOUNDS", fault(none));
    Endpoint forever = endpoint("ldaps://x");
    forever.operation_timeout = std::chrono::milliseconds{0};
    EXPECT_EQ("DIRECTORY_ENDPOINT_BOUNDS", fault(forever));
}

Verdict verdict(int code, bool by_value = false) {
    Operation operation;
    operation.dn = Dn::parse("uid=anna,dc=x").value();
    operation.by_value = by_value;
    return answer_of({code, "text"}, operation).verdict;
}

TEST(ResultCodes, MeanOneThing) {
    EXPECT_EQ(Verdict::applied, verdict(0));
    for (const int code : {122, 32, 68}) EXPECT_EQ(Verdict::stale, verdict(code)) << code;
    for (const int code : {16, 20}) {
        EXPECT_EQ(Verdict::stale, verdict(code, true)) << code;
        EXPECT_EQ(Verdict::failed, verdict(code, false)) << code;
    }
    for (const int code : {1, 2, 10, 17, 19, 21, 50, 51, 52, 53, 64, 65, 66, 80})
        EXPECT_EQ(Verdict::failed, verdict(code)) << code;
    for (const int code : {-1, -4, -5, -11}) EXPECT_EQ(Verdict::lost, verdict(code)) << code;
}

TEST(ResultCodes, NameTheServersText) {
    Operation operation;
    operation.dn = Dn::parse("uid=anna,dc=x").value();
    const Answer answer = answer_of({50, "no write access\n\x1b[31m" + std::string(600, 'x')}, operation);
    EXPECT_EQ("uid=anna,dc=x", answer.reason.where.place);
    EXPECT_TRUE(answer.reason.text.en.starts_with(
        "The directory refused the change: Insufficient access (50): no write access"));
    EXPECT_EQ(std::string::npos, answer.reason.text.en.find('\n'));
    EXPECT_EQ(std::string::npos, answer.reason.text.en.find('\x1b'));
    EXPECT_LT(answer.reason.text.en.size(), 700u);
}

TEST(NoPipeSignal, AWriteToNobodyEndsNothing) {
    int ends[2];
    ASSERT_EQ(0, ::pipe(ends));
    ::close(ends[0]);
    {
        const NoPipeSignal quiet;
        EXPECT_EQ(-1, ::write(ends[1], "x", 1));
    }
    ::close(ends[1]);
    sigset_t pending;
    sigpending(&pending);
    EXPECT_EQ(0, sigismember(&pending, SIGPIPE));
    sigset_t blocked;
    pthread_sigmask(SIG_BLOCK, nullptr, &blocked);
    EXPECT_EQ(0, sigismember(&blocked, SIGPIPE));
}

TEST(Facts, AreReadFromTheRootDse) {
    Entry root;
    root.set("objectClass", {"top", "OpenLDAProotDSE"});
    root.set("supportedControl", {"1.3.6.1.1.12", "1.2.840.113556.1.4.319"});
    root.set("namingContexts", {"dc=x"});
    const Facts facts = facts_of(root);
    EXPECT_EQ("OpenLDAP", facts.vendor);
    EXPECT_TRUE(facts.assertion);
    EXPECT_TRUE(facts.paged);
    EXPECT_FALSE(facts.ppolicy);
}

}  // namespace
}  // namespace samkat::directory
