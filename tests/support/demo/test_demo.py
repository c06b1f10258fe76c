"""The demo from its beginning to its end, with small municipalities, and what people may rely on afterwards."""
import os
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

from tests.support.demo.directory import PYTHON, ROOT
from tests.support.demo.world import need_programs, python_env

BIN = Path(os.environ.get("SAMKAT_BIN_DIR", ROOT / "build" / "asan" / "bin"))


def shell(folder, script):
    """A script with DIR/env sourced, as a person would."""
    return subprocess.run(["sh", "-c", f'. "$0/env"; {script}', str(folder)], cwd="/", env=python_env(), text=True,
                          capture_output=True, check=False)


class Demo(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        folder = tempfile.TemporaryDirectory(prefix="samkat demo ")
        cls.addClassCleanup(folder.cleanup)
        cls.folder = Path(folder.name) / "d"
        cls.told = cls.demo()
        if cls.told.returncode != 0:
            raise AssertionError(cls.told.stdout[-4000:] + cls.told.stderr[-4000:])
        cls.started = subprocess.run([cls.folder / "directory", "start"], cwd="/", capture_output=True, text=True, check=False)
        cls.addClassCleanup(subprocess.run, [cls.folder / "directory", "stop"], check=False)

    @classmethod
    def demo(cls):
        command = [PYTHON, "-m", "tests.support.demo", "--bin", BIN, "--once", "--small", "--dir", cls.folder]
        return subprocess.run(command, cwd=ROOT, env=python_env(), capture_output=True, text=True, check=False)

    def good(self, script):
        done = shell(self.folder, script)
        self.assertEqual(done.returncode, 0, done.stdout[-3000:] + done.stderr[-3000:])
        return done.stdout

    def test_its_directory_starts_again(self):
        self.assertEqual(self.started.returncode, 0, self.started.stderr)
        self.assertIn("dn: ", self.good('ldapsearch -x -LLL -H "$LDAP_URI" -D "$LDAP_BIND_DN" -y "$LDAP_PASSWORD_FILE"'
                                        ' -b "$LDAP_BASE" "(objectClass=samkatAccount)" uid'))

    def test_the_directory_is_as_the_truth_says(self):
        self.good(f'cd "{ROOT}" && {PYTHON} -m tests.support.checker --truth "$0/truth.jsonl" --uri "$LDAP_URI"'
                  ' --base "$LDAP_BASE" --bind-dn "$LDAP_BIND_DN" --password-file "$LDAP_PASSWORD_FILE"')

    def test_the_day_changed_what_the_registers_changed(self):
        self.good(f'cd "{ROOT}" && {PYTHON} -m tests.support.checker --compare-days "$0/before.ldif" "$0/after.ldif"'
                  ' --changes "$0/changes.jsonl"')

    def test_there_is_nothing_to_do(self):
        self.good('"$SAMKAT_BIN" --config "$SAMKAT_CONFIG" plan --detailed-exit-code')

    def test_the_change_log_verifies(self):
        self.good('"$SAMKAT_BIN" --config "$SAMKAT_CONFIG" log verify')

    def test_secrets_are_for_the_owner_only(self):
        for name in ("keys", "state", "plans", "slapd"):
            self.assertEqual((self.folder / name).stat().st_mode & 0o077, 0, name)

    def test_no_civic_number_is_shown_in_whole(self):
        self.assertNotRegex(self.told.stdout, r"\b(19|20)\d{6}-?[\dT][\dF]\d\d\b")




if __name__ == "__main__":
    if missing := need_programs():
        print(f"not installed: {', '.join(missing)}")
        sys.exit(77)
    unittest.main()
