"""Tests of ./run: its words, its exit statuses, its care for disk space and build trees. Nothing is built or installed."""
import os
import re
import shlex
import subprocess
import tempfile
import unittest
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def run(*arguments, cwd="/"):
    """./run from another folder and without HOME."""
    return subprocess.run([ROOT / "run", *arguments], cwd=cwd, env={"PATH": os.environ["PATH"]}, text=True,
                          capture_output=True, timeout=60)


def functions(script, **variables):
    """`script` with the functions of ./run at hand and some of its variables set."""
    lines = [f". {shlex.quote(str(ROOT / 'run'))}", *(f"{key}={shlex.quote(str(value))}" for key, value in variables.items()), script]
    return subprocess.run(["bash", "-c", "\n".join(lines)], env={"PATH": os.environ["PATH"]}, text=True,
                          capture_output=True, timeout=60)


class Words(unittest.TestCase):
    def test_help_names_every_command(self):
        told = run("--help")
        self.assertEqual(told.returncode, 0)
        for word in ("setup", "build", "demo", "test", "bench", "fuzz", "lint"):
            self.assertRegex(told.stdout, rf"(?m)^  {word}\b")

    def test_wrong_words_are_told_with_status_64(self):
        for words in (["nonsense"], ["test", "nonsense"], ["build", "nonsense"], ["fuzz", "x"], ["fuzz", "x", "1s"], ["bench"]):
            told = run(*words)
            self.assertEqual(told.returncode, 64, words)
            self.assertIn("run: ", told.stderr)


class Packages(unittest.TestCase):
    def test_every_section_has_names_of_packages(self):
        for section in ("build", "run", "test", "demo", "soak", "lint", "fuzz"):
            names = functions(f"packages_of {section}").stdout.split()
            self.assertTrue(names, section)
            for name in names:
                self.assertRegex(name, r"^[a-z0-9][a-z0-9+.-]+$")

    def test_sections_are_joined_without_repeats(self):
        names = functions("packages_of test demo").stdout.split()
        self.assertEqual(names, sorted(set(names)))
        self.assertIn("slapd", names)
        self.assertNotIn("g++", names)

    def test_what_is_missing_is_found(self):
        script = "dpkg-query() { printf 'slapd installed\\nldap-utils config-files\\n'; }\nmissing_packages demo"
        missing = functions(script).stdout.split()
        self.assertNotIn("slapd", missing)
        self.assertIn("ldap-utils", missing)

    def test_the_policy_of_the_machine_is_put_back(self):
        with tempfile.TemporaryDirectory() as folder:
            policy = Path(folder) / "policy-rc.d"
            policy.write_text("#!/bin/sh\nexit 0\n")
            text = (ROOT / "run").read_text().replace("/usr/sbin/policy-rc.d", str(policy))
            script = Path(folder) / "run"
            script.write_text(text)
            told = subprocess.run(["bash", "-c", f". '{script}'; (forbid_services; cat '{policy}'; exit 7)"], text=True,
                                  capture_output=True, timeout=60)
            self.assertEqual(told.returncode, 7)
            self.assertIn("exit 101", told.stdout)
            self.assertEqual(policy.read_text(), "#!/bin/sh\nexit 0\n")
            self.assertEqual(sorted(path.name for path in Path(folder).iterdir()), ["policy-rc.d", "run"])


class Space(unittest.TestCase):
    def test_too_little_is_said_with_the_numbers(self):
        told = functions("need_space / 99999999 'building release'; echo went on")
        self.assertEqual(told.returncode, 1)
        self.assertRegex(told.stderr, r"building release needs 99999999 MiB of free disk space, and / has \d+ MiB")
        self.assertNotIn("went on", told.stdout)

    def test_enough_is_not_spoken_of(self):
        self.assertEqual(functions("need_space / 0 x; echo went on").stdout, "went on\n")


class Trees(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix="samkat run ")
        self.addCleanup(folder.cleanup)
        self.root = Path(folder.name)

    def tree(self, name, used):
        (self.root / "build" / name).mkdir(parents=True)
        (self.root / "build" / name / "last-used").touch()
        os.utime(self.root / "build" / name / "last-used", (used, used))

    def test_two_are_kept_the_new_one_and_the_one_used_last(self):
        for used, name in enumerate(("asan", "release", "tsan")):
            self.tree(name, 1000 + used)
        functions("drop_old_trees clang", root=self.root)
        self.assertEqual([path.name for path in (self.root / "build").iterdir()], ["tsan"])

    def test_the_tree_that_is_built_is_never_dropped(self):
        for used, name in enumerate(("asan", "release", "tsan")):
            self.tree(name, 1000 + used)
        functions("drop_old_trees asan", root=self.root)
        self.assertEqual(sorted(path.name for path in (self.root / "build").iterdir()), ["asan", "tsan"])

    def test_a_tree_of_another_place_is_made_anew(self):
        tree = self.root / "build" / "asan"
        tree.mkdir(parents=True)
        (tree / "build.ninja").touch()
        (tree / "CMakeCache.txt").write_text("CMAKE_HOME_DIRECTORY:INTERNAL=/somewhere/else\n")
        functions(f"drop_broken_tree '{tree}'", root=self.root)
        self.assertFalse(tree.exists())

    def test_a_tree_of_this_place_stays(self):
        tree = self.root / "build" / "asan"
        tree.mkdir(parents=True)
        (tree / "build.ninja").touch()
        (tree / "CMakeCache.txt").write_text(f"CMAKE_HOME_DIRECTORY:INTERNAL={self.root}\n")
        functions(f"drop_broken_tree '{tree}'", root=self.root)
        self.assertTrue(tree.exists())


class Jobs(unittest.TestCase):
    def test_there_is_one_at_least(self):
        self.assertEqual(functions("nproc() { echo 8; }; jobs_at_once", job_mib=99999999).stdout, "1\n")

    def test_there_are_as_many_as_cores_at_most(self):
        self.assertEqual(functions("nproc() { echo 2; }; jobs_at_once", job_mib=1).stdout, "2\n")

    def test_the_caller_may_choose(self):
        self.assertEqual(functions("jobs_at_once", JOBS="5").stdout, "5\n")


class Size(unittest.TestCase):
    def test_functions_are_small(self):
        bodies = re.findall(r"(?ms)^[a-z_]+\(\) \{.*?^\}", (ROOT / "run").read_text())
        self.assertGreater(len(bodies), 20)
        for body in bodies:
            self.assertLessEqual(body.count("\n"), 30, body.splitlines()[0])


if __name__ == "__main__":
    unittest.main()
