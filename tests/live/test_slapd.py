"""The private slapd: what it makes, keeps and stops."""
import json
import os
import shutil
import stat
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

from tests.live import slapd

PROGRAM = Path(slapd.__file__)
MISSING = slapd.SLAPD is None or slapd.SLAPADD is None


def call(*arguments, **options):
    return subprocess.run([sys.executable, PROGRAM, *map(str, arguments)], capture_output=True, text=True, **options)


@unittest.skipIf(MISSING and os.environ.get("CI") != "true", "slapd is not installed")
class APrivateSlapd(unittest.TestCase):
    def setUp(self):
        self.folder = Path(tempfile.mkdtemp(prefix="samkat-slapd-test-"))
        self.addCleanup(shutil.rmtree, self.folder)
        self.addCleanup(call, "stop", self.folder)

    def start(self, *options):
        done = call("start", self.folder, *options)
        self.assertEqual(done.returncode, 0, done.stderr)
        return json.loads(done.stdout)

    def test_all_overlays_at_once(self):
        info = self.start("--overlays", ",".join(slapd.OVERLAYS), "--ldaps", "--nosync")
        self.assertEqual(set(info), {"pid", "uri", "ldapi", "ldaps", "base", "bind_dn", "password_file", "ca_file"})
        password = Path(info["password_file"])
        self.assertEqual(stat.S_IMODE(password.stat().st_mode), 0o600)
        self.assertNotIn(b"\n", password.read_bytes())

    def test_addresses_and_options_hold_for_the_next_start(self):
        first = self.start("--suffix", "dc=skola,dc=example", "--ldaps")
        self.assertEqual(call("stop", self.folder).returncode, 0)
        self.assertFalse(slapd.running(slapd.state_of(self.folder)))
        second = self.start()
        self.assertEqual({**first, "pid": 0}, {**second, "pid": 0})
        self.assertEqual(second["base"], "dc=skola,dc=example")

    def test_it_is_started_once(self):
        self.start()
        again = call("start", self.folder)
        self.assertEqual(again.returncode, 1)
        self.assertIn("runs already", again.stderr)

    def test_only_what_was_started_is_stopped(self):
        info = self.start()
        state = slapd.state_of(self.folder)
        slapd.save_state(self.folder, {**state, "ticks": state["ticks"] + 1})  # the pid now names another process
        call("stop", self.folder)
        slapd.save_state(self.folder, state)
        self.assertTrue(slapd.running(state), info)

    def test_run_ends_with_its_input(self):
        done = call("run", self.folder, stdin=subprocess.DEVNULL)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIsNone(slapd.start_ticks(json.loads(done.stdout)["pid"]))

    def test_a_long_path_gets_a_short_socket(self):
        deep = self.folder / ("x" * 120)
        done = call("start", deep)
        self.addCleanup(call, "stop", deep)
        self.assertEqual(done.returncode, 0, done.stderr)
        short = slapd.state_of(deep)["socket_folder"]
        self.addCleanup(shutil.rmtree, short)
        self.assertEqual(call("stop", deep).returncode, 0)

    def test_both_forms_of_the_schema_load(self):
        """cn=config of the .schema files, and the .ldif files loaded into an empty cn=config."""
        config = self.folder / "slapd.d"
        config.mkdir()
        text = "dn: cn=config\nobjectClass: olcGlobal\ncn: config\n\ndn: cn=schema,cn=config\nobjectClass: olcSchemaConfig\ncn: schema\n\n"
        for name in ("core", "cosine", "inetorgperson"):
            text += (slapd.SYSTEM_SCHEMA / f"{name}.ldif").read_text() + "\n"
        for name in ("eduperson", "noredu", "sis", "samkat"):
            text += (slapd.SCHEMA / f"{name}.ldif").read_text() + "\n"
        done = subprocess.run([slapd.SLAPADD, "-F", config, "-n", "0"], input=text, capture_output=True, text=True)
        self.assertEqual(done.returncode, 0, done.stderr)


if __name__ == "__main__":
    unittest.main()
