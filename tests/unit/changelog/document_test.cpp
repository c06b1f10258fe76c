// docs/change-log-format.md says how to verify and open a log without samkat: what it says is done here.
#include <cstdio>

#include "tests/unit/changelog/fixture.hpp"

namespace samkat::changelog {
namespace {

// The fenced Python program of the document that contains `mark`.
std::string program_with(const std::string& mark) {
    const std::string text = slurp(std::string{SAMKAT_SOURCE_DIR} + "/docs/change-log-format.md");
    static const std::string fence = "```python\n";
    for (std::size_t at = text.find(fence); at != std::string::npos; at = text.find(fence, at + 1)) {
        const std::size_t start = at + fence.size();
        std::string program = text.substr(start, text.find("\n```", start) + 1 - start);
        if (program.find(mark) != std::string::npos) return program;
    }
    return {};
}

struct Ran {
    int status;
    std::string output;
};

Ran run(const std::string& command) {
    FILE* pipe = ::popen((command + " 2>&1").c_str(), "r");
    std::string output;
    for (int c = std::fgetc(pipe); c != EOF; c = std::fgetc(pipe)) output += static_cast<char>(c);
    return {::pclose(pipe), output};
}

TEST_F(LogTest, TheDocumentsProgramVerifies) {
    write_three();
    const std::string program = program_with("prev");
    ASSERT_FALSE(program.empty());
    spill(scratch / "verify.py", program);
    const std::string command = "python3 " + (scratch / "verify.py").string() + " " + file().string();
    const Ran good = run(command);
    EXPECT_EQ(good.status, 0) << good.output;
    EXPECT_NE(good.output.find("3 lines, last hash " + reader().head("1495").value().hash), std::string::npos)
        << good.output;
    EXPECT_EQ(run(command + " " + (scratch / "keys/installation.key").string()).status, 0);

    std::string bad = slurp(file());
    bad.replace(bad.find("run-1", bad.find("\"seq\":2")), 5, "run-2");
    spill(file(), bad);
    const Ran broken = run(command);
    EXPECT_NE(broken.status, 0);
    EXPECT_NE(broken.output.find("line 3"), std::string::npos) << broken.output;

    const std::string with_key = command + " " + (scratch / "keys/installation.key").string();
    const Ran foreign = run(with_key);
    EXPECT_NE(foreign.status, 0);
    EXPECT_NE(foreign.output.find("line 2 was not written by this installation"), std::string::npos) << foreign.output;
}

TEST_F(LogTest, TheDocumentsProgramOpensWhatIsSealed) {
    if (run("python3 -c 'import cryptography'").status != 0) GTEST_SKIP() << "python3-cryptography is not installed";
    write_three();
    ASSERT_TRUE(keys.destroy("p1"));
    const std::string program = program_with("AESGCM");
    ASSERT_FALSE(program.empty());
    spill(scratch / "open.py", program);
    const Ran ran = run("python3 " + (scratch / "open.py").string() + " " + (scratch / "keys/persons.keys").string() +
                        " " + file().string());
    EXPECT_EQ(ran.status, 0) << ran.output;
    EXPECT_EQ(ran.output, "1 the key is not there\n3 {\"b\":\"å\"}\n");
}

}  // namespace
}  // namespace samkat::changelog
