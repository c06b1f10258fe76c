#include <gtest/gtest.h>

#include "tests/unit/config/folder.hpp"

namespace samkat::config {
namespace {

TEST(Directory, ReadsSimpleBindWithAPasswordFile) {
    const Folder folder;
    folder.write("password", "hemligt\n", 0600);
    folder.write("samkat.toml", R"([directory]
uri = "ldaps://katalog.example"
bind = "simple"
bind_dn = "cn=samkat,dc=samverkan,dc=example"
password_file = "password"
ca_file = "/etc/ssl/ca.pem"
window = 50
)");
    const DirectorySettings directory = folder.loaded().directory;
    EXPECT_EQ(directory.uri, "ldaps://katalog.example");
    EXPECT_EQ(directory.bind, BindMethod::simple);
    EXPECT_EQ(directory.password_file, folder.path() / "password");
    EXPECT_EQ(directory.window, 50u);
    EXPECT_EQ(password_of(directory).value().reveal(), "hemligt");
}

TEST(Directory, SaysThatASecretCannotBeRead) {
    const Folder folder;
    folder.write("password", "hemligt", 0644);
    const std::string text =
        "[directory]\nuri = \"ldaps://k\"\nbind = \"simple\"\nbind_dn = \"cn=s,dc=x\"\npassword_file = \"";
    folder.write("samkat.toml", text + "password\"\n");
    EXPECT_EQ(
        folder.said(),
        "DIR/samkat.toml:5:17 (directory.password_file): DIR/password can be read or written by others (mode 0644).\n"
        "  5 | password_file = \"password\"\n"
        "    |                 ^\n"
        "  Set the mode to 0600.");
    folder.write("samkat.toml", text + "none\"\n");
    EXPECT_NE(folder.said().find("Cannot open DIR/none: No such file or directory."), std::string::npos);
    LoadOptions options;
    options.check_secrets = false;
    EXPECT_EQ(folder.said(Language::en, options), "");
}

TEST(Directory, FindsSystemdCredentials) {
    const Folder folder;
    folder.write("ldap", "hemligt", 0600);
    folder.write("samkat.toml",
                 "[directory]\nuri = \"ldaps://k\"\nbind = \"simple\"\nbind_dn = \"cn=s,dc=x\"\npassword_credential = "
                 "\"ldap\"\n");
    LoadOptions options;
    options.credentials_directory = folder.path();
    EXPECT_EQ(password_of(folder.loaded(options).directory).value().reveal(), "hemligt");
    const Loaded outside = load(folder.path());
    ASSERT_TRUE(outside.config) << "the command may run outside the service";
    EXPECT_EQ(outside.findings.list().at(0).id, "CONFIG_NO_CREDENTIALS");
    EXPECT_EQ(password_of(outside.config->directory).error().id, "CONFIG_PASSWORD_NOWHERE");
}

TEST(Directory, HoldsTheSettingsToEachOther) {
    const auto ids = [](const std::string& directory) {
        const Folder folder;
        folder.write("samkat.toml", "[directory]\n" + directory);
        std::string result;
        const Loaded loaded = load(folder.path());
        for (const Finding& each : loaded.findings.list()) result += each.id.substr(7) + " ";
        return result;
    };
    EXPECT_EQ(ids("uri = \"ldap://k\"\nbind = \"simple\"\n"), "URI_CLEAR SIMPLE_BIND SIMPLE_BIND ");
    EXPECT_EQ(ids("uri = \"http://k\"\n"), "URI_SCHEME ");
    EXPECT_EQ(ids("uri = \"ldaps://k\"\n"), "EXTERNAL_BIND ");
    EXPECT_EQ(ids("uri = \"ldap://127.0.0.1\"\ninsecure = true\nbind = \"simple\"\nbind_dn = "
                  "\"cn=s\"\npassword_credential = \"p\"\n"),
              "URI_INSECURE NO_CREDENTIALS ");
    EXPECT_EQ(ids("kind = \"ldif\"\n"), "LDIF_FILE ");
    EXPECT_EQ(ids("kind = \"ldif\"\nfile = \"x.ldif\"\n"), "");
    EXPECT_EQ(ids("bind_dn = \"zzz\"\n"), "N_SYNTAX ") << "a message of model: MODEL_DN_SYNTAX";
}

TEST(Directory, WarnsOfKeysInsideTheState) {
    const Folder folder;
    folder.write("samkat.toml", "key_dir = \"/var/lib/samkat/keys\"\n");
    EXPECT_EQ(
        folder.said(),
        "DIR/samkat.toml:1:11 (key_dir): key_dir /var/lib/samkat/keys lies inside state_dir.\n"
        "  1 | key_dir = \"/var/lib/samkat/keys\"\n"
        "    |           ^\n"
        "  Put the keys outside, so that they are backed up apart: who gets both log and keys can read everything.");
    EXPECT_TRUE(load(folder.path()).config);
}

}  // namespace
}  // namespace samkat::config
