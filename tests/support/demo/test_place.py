"""Tests of the demo's folder and of its configuration. Nothing is started."""
import os
import re
import tempfile
import tomllib
import unittest
from pathlib import Path

from tests.support.demo import configuration
from tests.support.demo.place import MARK, Place, Unfit
from tests.support.demo.words import TEXTS
from tests.support.demo.world import SMALL
from tests.support.registers.spec import DEFAULTS, parse_specs

SERVER = {"ldapi": "ldapi://%2Ftmp%2Fa%20b", "bind_dn": "cn=samkat,dc=x", "password_file": '/tmp/a "b"/password'}


class Folder(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix="samkat demo ")
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name) / "d"

    def place(self):
        place = Place(self.folder)
        self.addCleanup(place.close)
        return place

    def test_a_new_folder_is_made(self):
        self.place().take()
        self.assertTrue((self.folder / MARK).is_file())

    def test_a_folder_of_other_things_is_refused_and_left_alone(self):
        self.folder.mkdir()
        (self.folder / "letter.txt").write_text("dear")
        with self.assertRaises(Unfit):
            self.place().take()
        self.assertEqual([path.name for path in self.folder.iterdir()], ["letter.txt"])

    def test_a_file_is_refused(self):
        self.folder.write_text("x")
        with self.assertRaises(Unfit):
            self.place().take()

    def test_two_demos_do_not_share_a_folder(self):
        self.place().take()
        with self.assertRaises(Unfit):
            self.place().take()

    def test_a_demo_that_ended_leaves_the_folder_to_the_next(self):
        first = self.place()
        first.take()
        first.close()
        self.place().take()

    def test_emptying_removes_what_a_demo_makes_and_nothing_else(self):
        place = self.place()
        place.take()
        for name in ("state/x/y", "env", "config/a.toml", "mine.txt"):
            place.path(name).parent.mkdir(parents=True, exist_ok=True)
            place.path(name).write_text("x")
        outside = self.folder.parent / "outside"
        outside.mkdir()
        (outside / "kept").touch()
        place.path("exports").symlink_to(outside)
        place.empty()
        self.assertEqual(sorted(path.name for path in self.folder.iterdir()), [MARK, "mine.txt"])
        self.assertTrue((outside / "kept").exists())

    def test_a_folder_that_others_can_write_in_is_refused(self):
        self.folder.mkdir()
        self.folder.chmod(0o777)
        with self.assertRaises(Unfit):
            self.place()
        self.folder.chmod(0o1777)
        with self.assertRaises(Unfit):
            self.place()

    def test_a_folder_below_one_that_others_can_write_in_is_refused(self):
        self.folder.mkdir()
        self.folder.chmod(0o777)
        with self.assertRaises(Unfit):
            Place(self.folder / "inside")
        self.folder.chmod(0o1777)  # as /tmp
        Place(self.folder / "inside")

    @unittest.skipIf(os.geteuid() != 0, "only root can play another user")
    def test_what_another_user_has_planted_is_not_followed(self):
        victim = self.folder.parent / "victim"
        victim.mkdir()
        os.symlink(victim, self.folder)
        os.lchown(self.folder, 65534, 65534)
        with self.assertRaises(Unfit):
            self.place()
        self.folder.unlink()
        self.folder.mkdir()
        os.chown(self.folder, 65534, 65534)
        with self.assertRaises(Unfit):
            self.place()
        self.assertEqual(list(victim.iterdir()), [])

    def test_a_link_in_the_place_of_a_file_is_not_written_through(self):
        place = self.place()
        place.take()
        letter = self.folder.parent / "letter"
        letter.write_text("dear")
        place.path(".env.new").symlink_to(letter)
        place.path("env").symlink_to(letter)
        place.write_env({"A": 1})
        self.assertEqual(letter.read_text(), "dear")
        self.assertFalse(place.path("env").is_symlink())
        place.close()
        place.path(MARK).unlink()
        place.path(MARK).symlink_to(letter)
        with self.assertRaises((OSError, Unfit)):
            place.take()
        self.assertEqual(letter.read_text(), "dear")

    def test_a_link_of_ones_own_is_followed(self):
        real = self.folder.parent / "real"
        real.mkdir()
        self.folder.symlink_to(real)
        self.assertEqual(self.place().folder, real)

    def test_env_can_be_sourced(self):
        place = self.place()
        place.take()
        place.write_env({"A": "it's a path", "B": 1})
        self.assertEqual(place.path("env").read_text(), "export A='it'\"'\"'s a path'\nexport B=1\n")


class Configuration(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix='samkat "demo" ')
        self.addCleanup(folder.cleanup)
        self.place = Place(folder.name)
        configuration.write(self.place, SERVER, parse_specs(SMALL))

    def read(self, *names):
        return tomllib.loads(self.place.path("config", *names).read_text("utf-8"))

    def test_the_directory_is_the_private_one(self):
        config = self.read("samkat.toml")
        self.assertEqual(config["directory"]["uri"], SERVER["ldapi"])
        self.assertEqual(config["directory"]["bind"], "simple")
        self.assertEqual(config["directory"]["password_file"], SERVER["password_file"])
        self.assertEqual(config["state_dir"], str(self.place.path("state")))
        self.assertEqual(config["key_dir"], str(self.place.path("keys")))

    def test_it_runs_where_no_whole_cage_can_be_built(self):
        self.assertEqual(self.read("samkat.toml")["connectors"], {"missing_layers": "best-effort"})

    def test_every_municipality_reads_its_own_exports_and_releases_civic_numbers(self):
        for spec in parse_specs(DEFAULTS):
            text = self.place.path("config", "municipalities.d", f"{spec.folder}.toml").read_text("utf-8")
            config = tomllib.loads(text)
            self.assertEqual(config["municipality"]["code"], spec.code)
            self.assertIs(config["municipality"]["civic_number"], True)
            self.assertEqual(config.get("lifecycle", {}).get("grace_days", 30), spec.grace)
            self.assertIn(f"exports/{spec.folder}/", text)
            self.assertNotIn(configuration.EXPORTS, text)
        own = self.read("municipalities.d", "essunga.toml")["source"][0]["connector"]
        self.assertTrue(Path(own).is_file())

    def test_an_example_that_changed_is_noticed(self):
        with self.assertRaises(ValueError):
            configuration.main_file('language = "sv"\nuri = "ldaps://x"\n', self.place, SERVER)


class Words(unittest.TestCase):
    def test_both_languages_have_the_same_placeholders(self):
        for key, (sv, en) in TEXTS.items():
            self.assertEqual(set(re.findall(r"\{(\w+)\}", sv)), set(re.findall(r"\{(\w+)\}", en)), key)
            self.assertNotEqual(sv, en)


if __name__ == "__main__":
    unittest.main()
