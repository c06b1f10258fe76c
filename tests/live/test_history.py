"""The program and its past: a lost store, names made again, plans that are the same, and a pupil who moves."""
import json
import os
import random
import re
import shutil
import tempfile
import unittest
from pathlib import Path

from tests.live import slapd
from tests.support import kit

MISSING = slapd.SLAPD is None or slapd.SLAPADD is None
BOTH = {"1495": "skara", "1471": "gotene"}
SKARA_ROWS = [kit.pupil(number) for number in range(12)]
GOTENE_ROWS = [kit.pupil(number, unit="87654321") for number in range(100, 109)]


def content(changes):
    """What Changes say, without their order and without where in a file their cause stands."""
    def values(change):
        return [[each["name"], each["before"], each["after"]] for each in change["attributes"]]
    return sorted(json.dumps([change["kind"], change["dn"], values(change)]) for change in changes)


@unittest.skipIf(MISSING and os.environ.get("CI") != "true", "slapd is not installed")
class History(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = Path(tempfile.mkdtemp(prefix="samkat-history-"))
        cls.addClassCleanup(shutil.rmtree, cls.folder)
        cls.server = kit.Server(cls.folder / "slapd", "--nosync")
        cls.addClassCleanup(cls.server.stop)

    def setUp(self):
        folder = Path(tempfile.mkdtemp(prefix="samkat-", dir=self.folder))
        self.samkat = kit.Installation(folder, self.server)
        self.samkat.configure(BOTH)
        self.samkat.export("skara", SKARA_ROWS)
        self.samkat.export("gotene", GOTENE_ROWS)
        for name in BOTH.values():
            self.server.clear(self.samkat.base(name))

    def directory(self):
        return {name: self.server.ldif(self.samkat.base(name)) for name in BOTH.values()}

    def log_bytes(self):
        return {path.name: path.read_bytes() for path in (self.samkat.folder / "state" / "changelog").iterdir()}

    def plans(self):
        """Municipality → plan."""
        return {plan["municipality"]: plan for plan in json.loads(self.samkat.run("plan", "--json").stdout)}

    def store_digest(self):
        return self.samkat.run("store", "digest").stdout.strip()

    def exit_of_plan(self):
        return self.samkat.run("plan", "--detailed-exit-code", check=False).returncode

    def people(self, name):
        """PersonId → [(DN, status)] of the municipality's entries."""
        people = {}
        for dn, lines in self.server.ldif(self.samkat.base(name)).items():
            values = dict(line.split(": ", 1) for line in lines if ": " in line)
            if "samkatPersonId" in values:
                people.setdefault(values["samkatPersonId"], []).append((dn, values["samkatAccountStatus"]))
        return people

    def test_a_lost_store_is_told_and_made_again_from_the_log(self):
        self.samkat.run("apply", "--yes")
        digest, directory, log = self.store_digest(), self.directory(), self.log_bytes()
        for lost in (self.samkat.folder / "state").glob("store.db*"):
            lost.unlink()
        # There is something to write, and it is not written.
        self.samkat.export("skara", SKARA_ROWS + [kit.pupil(50)])
        refused = self.samkat.run("apply", "--yes", check=False)
        self.assertEqual(refused.returncode, 1, refused.stdout)
        self.assertIn("samkat store rebuild", refused.stderr)
        self.assertEqual(self.directory(), directory)
        self.assertEqual(self.log_bytes(), log)
        self.assertFalse((self.samkat.folder / "state" / "store.db").exists())

        self.samkat.export("skara", SKARA_ROWS)
        self.samkat.run("store", "rebuild")
        self.assertEqual(self.store_digest(), digest)
        self.assertEqual(self.exit_of_plan(), 0)
        self.samkat.run("apply", "--yes")
        self.assertEqual(self.directory(), directory)
        self.assertEqual(self.samkat.run("log", "verify").returncode, 0)

    def test_the_same_key_and_registers_give_the_same_names(self):
        self.samkat.run("apply", "--yes")
        directory = self.directory()
        self.assertTrue(any("samkatPersonId" in "".join(lines) for lines in directory["skara"].values()))
        self.samkat.forget(keep_keys=True)
        for name in BOTH.values():
            self.server.clear(self.samkat.base(name))
        # The keys remember that there was a log.
        refused = self.samkat.run("apply", "--yes", check=False)
        self.assertEqual(refused.returncode, 1, refused.stdout)
        self.assertIn("--accept-loss", refused.stderr)
        self.samkat.run("store", "rebuild", "--accept-loss", "the disk broke")
        self.samkat.run("apply", "--yes")
        self.assertEqual(self.directory(), directory)
        self.assertEqual(self.samkat.run("log", "verify").returncode, 3)

    def test_another_key_gives_other_names(self):
        self.samkat.run("apply", "--yes")
        people = self.people("skara")
        self.samkat.forget(keep_keys=False)
        for name in BOTH.values():
            self.server.clear(self.samkat.base(name))
        self.samkat.run("apply", "--yes")
        self.assertFalse(people.keys() & self.people("skara").keys())

    def test_a_plan_is_the_same_whoever_asks_and_in_whatever_order(self):
        first = self.plans()
        self.assertEqual(first.keys(), BOTH.keys())
        self.assertTrue(all(plan["changes"] for plan in first.values()))
        self.assertEqual({code: plan["id"] for code, plan in self.plans().items()}, {code: plan["id"] for code, plan in first.items()})
        folder = self.samkat.folder / "config" / "municipalities.d"
        (folder / "gotene.toml").rename(folder / "zz.toml")
        (folder / "skara.toml").rename(folder / "aa.toml")
        self.assertEqual({code: plan["id"] for code, plan in self.plans().items()}, {code: plan["id"] for code, plan in first.items()})

    def test_shuffled_rows_give_the_same_changes(self):
        first = self.plans()
        seed = random.randrange(1 << 31)
        print(f"seed {seed}", flush=True)
        chance = random.Random(seed)
        self.samkat.export("skara", chance.sample(SKARA_ROWS, len(SKARA_ROWS)))
        self.samkat.export("gotene", chance.sample(GOTENE_ROWS, len(GOTENE_ROWS)))
        again = self.plans()
        for code in BOTH:
            self.assertEqual(content(again[code]["changes"]), content(first[code]["changes"]))

    def test_who_moves_is_the_same_person_with_another_account(self):
        self.samkat.run("apply", "--yes")
        before = self.people("skara")
        moving = SKARA_ROWS[3]
        self.samkat.export("skara", [row for row in SKARA_ROWS if row is not moving])
        self.samkat.export("gotene", GOTENE_ROWS + [{**moving, "id": "g900", "unit": "87654321"}])
        self.samkat.run("apply", "--yes")
        moved = [person for person in before if person in self.people("gotene")]
        self.assertEqual(len(moved), 1)
        self.assertEqual([status for _, status in self.people("gotene")[moved[0]]], ["active"])
        self.assertEqual(self.people("skara")[moved[0]], [(before[moved[0]][0][0], "grace")])
        self.assertNotEqual(self.people("gotene")[moved[0]][0][0].split(",")[0], before[moved[0]][0][0].split(",")[0])
        names = [line for tree in self.directory().values() for lines in tree.values() for line in lines
                 if re.match("eduPersonPrincipalName:", line)]
        self.assertEqual(len(names), len(set(names)))

    def test_what_a_stopped_day_left_is_not_somebody_elses_change(self):
        self.samkat.run("apply", "--yes")
        self.samkat.export("skara", SKARA_ROWS[:-1] + [kit.pupil(11, protected="Sekretessmarkering")])
        self.samkat.run("apply", "--yes")  # held: she is protected
        for _ in range(2):
            causes = {change["cause"]["kind"] for change in self.plans()["1495"]["changes"]}
            self.assertNotIn("foreign_change", causes)
            self.samkat.run("apply", "--yes")


if __name__ == "__main__":
    unittest.main()
