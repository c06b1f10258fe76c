"""The directory half seen: a real slapd that hides, moves, swaps and refers, and what samkat makes of it."""
import json
import os
import shutil
import subprocess
import tempfile
import unittest
from pathlib import Path

from tests.live import slapd
from tests.support import kit

MISSING = slapd.SLAPD is None or slapd.SLAPADD is None
BOTH = {"1495": "skara", "1471": "gotene"}
SKARA = [kit.pupil(number) for number in range(24)]
GOTENE = [kit.pupil(number, unit="87654321") for number in range(100, 106)]


@unittest.skipIf(MISSING and os.environ.get("CI") != "true", "slapd is not installed")
class HalfSeen(unittest.TestCase):
    def setUp(self):
        self.folder = Path(tempfile.mkdtemp(prefix="samkat-sighting-"))
        self.addCleanup(shutil.rmtree, self.folder)
        self.server = kit.Server(self.folder / "slapd", "--nosync")
        self.addCleanup(lambda: self.server.stop())
        (self.folder / "samkat").mkdir()
        self.samkat = kit.Installation(self.folder / "samkat", self.server)
        self.samkat.configure(BOTH)
        self.samkat.export("skara", SKARA)
        self.samkat.export("gotene", GOTENE)
        self.samkat.run("apply", "--yes")

    # --- the directory and those who write to it

    def restart(self, *access):
        """slapd again, with access rules before its own; it listens where it did."""
        self.server.stop()
        options = [word for rule in access for word in ("--access", rule)]
        self.server = kit.Server(self.folder / "slapd", *options)
        self.samkat.server = self.server

    def people(self):
        """Given name → (DN, attribute → values) of Skara's."""
        result = {}
        for line, lines in self.server.ldif(self.samkat.base("skara")).items():
            values = {}
            for each in lines:
                name, _, value = each.partition(": ")
                values.setdefault(name, []).append(value)
            if "givenName" in values:
                result[values["givenName"][0]] = (line.removeprefix("dn: "), values)
        return result

    def change(self, ldif, *options):
        done = self.server.tool("ldapmodify", *options, input=ldif.encode())
        self.assertEqual(done.returncode, 0, done.stderr.decode())

    def members(self):
        return sum(line.startswith("member: uid=") for lines in self.server.ldif(self.samkat.base("skara")).values() for line in lines)

    # --- samkat

    def plan(self, name="1495"):
        plans = json.loads(self.samkat.run("plan", "--json").stdout)
        return next(plan for plan in plans if plan["municipality"] == name)

    @staticmethod
    def found(plan):
        return sorted(each["id"].removeprefix("ENGINE_PLAN_") for each in plan["findings"] if "_PLAN_" in each["id"])

    def apply(self):
        return self.samkat.run("apply", "--yes", check=False)

    # --- what happens at night

    def test_an_access_rule_hides_half_the_people(self):
        people, before = self.people(), self.server.ldif(self.server.info["base"])
        hidden = [people[f"Elev{number}"][0] for number in range(12)]
        writer = self.server.info["bind_dn"]
        self.restart(*(f'to dn.exact="{dn}" by dn.exact="{writer}" none by * break' for dn in hidden))
        self.assertEqual(len(self.people()), 12)
        plan = self.plan()
        self.assertEqual({each["held"] for each in plan["changes"]}, {"ENGINE_GUARD_UNSEEN"})
        self.assertIn("ENGINE_GUARD_UNSEEN", [each["guard"] for each in plan["held"]])
        self.assertEqual(self.apply().returncode, 3)
        text = self.samkat.run("plan", check=False).stdout
        self.assertIn("12 accounts in skara", text)
        self.assertIn("12 konton i skara", self.samkat.run("--lang", "sv", "plan", check=False).stdout)
        self.restart("to * by * break")
        self.assertEqual(self.server.ldif(self.server.info["base"]), before)
        self.assertEqual(self.plan()["changes"], [])

    def test_one_hidden_entry_gets_no_second(self):
        before, dn = self.server.ldif(self.server.info["base"]), self.people()["Elev3"][0]
        writer = self.server.info["bind_dn"]
        self.restart(f'to dn.exact="{dn}" by dn.exact="{writer}" none by * break')
        self.apply()  # the server refuses: the entry exists
        self.assertEqual(self.members(), 24)
        self.restart("to * by * break")
        self.assertEqual(self.server.ldif(self.server.info["base"]), before)

    def test_a_hidden_entry_that_the_server_admits_to_is_left_alone(self):
        dn = self.people()["Elev3"][0]
        self.restart(f'to dn.exact="{dn}" by dn.exact="{self.server.info["bind_dn"]}" disclose by * break')
        plan = self.plan()
        self.assertEqual((self.found(plan), plan["changes"]), (["NOT_GONE"], []))

    def test_a_deleted_entry_comes_back_with_its_names(self):
        dn, values = self.people()["Elev3"]
        self.change(f"dn: {dn}\nchangetype: delete\n")
        plan = self.plan()
        self.assertEqual(self.found(plan), ["GONE"])
        self.assertEqual([(each["kind"], each["cause"]["kind"]) for each in plan["changes"]], [("create", "foreign_change")])
        self.assertEqual(self.apply().returncode, 0)
        self.assertEqual(self.people()["Elev3"], (dn, values))
        self.assertEqual(self.plan()["changes"], [])

    def test_an_entry_moved_out_of_the_base(self):
        base = self.server.info["base"]
        self.change(f"dn: ou=old,{base}\nchangetype: add\nobjectClass: organizationalUnit\nou: old\n")
        dn = self.people()["Elev3"][0]
        rdn = dn.split(",")[0]
        self.change(f"dn: {dn}\nchangetype: modrdn\nnewrdn: {rdn}\ndeleteoldrdn: 0\nnewsuperior: ou=old,{base}\n")
        plan = self.plan()
        self.assertEqual((self.found(plan), plan["changes"]), (["ELSEWHERE"], []))
        # Told by every run until it has been moved back, and counted.
        for _ in range(2):
            done = self.apply()
            self.assertEqual(done.returncode, 3)
            self.assertIn("ENGINE_PLAN_ELSEWHERE", done.stderr)
        status = self.samkat.run("status", "--json", check=False)
        skara = [each for each in json.loads(status.stdout)["municipalities"] if each["municipality"] == "1495"][0]
        self.assertEqual((status.returncode, skara["frozen"]), (3, 1))
        self.change(f"dn: {rdn},ou=old,{base}\nchangetype: modrdn\nnewrdn: {rdn}\ndeleteoldrdn: 0\n"
                    f"newsuperior: {dn.split(',', 1)[1]}\n")
        self.assertEqual(self.apply().returncode, 0)
        self.assertEqual(self.members(), 24)

    def test_a_copy_in_another_municipality(self):
        dn, values = self.people()["Elev3"]
        lines = "\n".join(f"{name}: {value}" for name, each in values.items() for value in each if name != "eduPersonPrincipalName")
        self.change(f"dn: {dn.split(',')[0]},ou=people,{self.samkat.base('gotene')}\nchangetype: add\n{lines}\n")
        self.samkat.export("skara", [kit.pupil(3, family="Annan") if row["id"] == "e3" else row for row in SKARA])
        plan = self.plan()
        self.assertEqual((self.found(plan), plan["changes"]), (["DOUBLE_LINK"], []))

    def test_swapped_links(self):
        before = self.server.ldif(self.server.info["base"])
        people = self.people()
        one, two = people["Elev1"], people["Elev2"]
        for dn, link in ((one[0], two[1]["samkatAccountId"][0]), (two[0], one[1]["samkatAccountId"][0])):
            self.change(f"dn: {dn}\nchangetype: modify\nreplace: samkatAccountId\nsamkatAccountId: {link}\n")
        plan = self.plan()
        self.assertEqual((self.found(plan), plan["changes"]), (["CONTRADICTED", "CONTRADICTED"], []))
        self.apply()
        self.assertEqual(set(self.people()), set(people))
        for dn, values in (one, two):
            self.change(f"dn: {dn}\nchangetype: modify\nreplace: samkatAccountId\nsamkatAccountId: {values['samkatAccountId'][0]}\n")
        self.assertEqual((self.found(self.plan()), self.server.ldif(self.server.info["base"])), ([], before))

    def test_a_referral_costs_only_itself(self):
        self.change(f"dn: ou=away,{self.samkat.base('skara')}\nchangetype: add\nobjectClass: referral\nobjectClass: extensibleObject\n"
                    "ou: away\nref: ldap://127.0.0.1:1/ou=away,dc=example\n", "-M")
        self.samkat.export("skara", [*SKARA, kit.pupil(50)])
        self.samkat.export("gotene", [*GOTENE, kit.pupil(110, unit="87654321")])
        self.assertEqual(self.found(self.plan()), ["REFERRAL"])
        self.assertEqual(self.found(self.plan("1471")), [])
        self.assertEqual(self.apply().returncode, 0)
        self.assertEqual([self.plan(code)["changes"] for code in BOTH], [[], []])

    def test_options_and_additional_values_are_done_with_after_one_run(self):
        people = self.people()
        for given, lines in (("Elev1", "add: givenName;lang-sv\ngivenName;lang-sv: Annat"),
                             ("Elev2", "delete: givenName\n-\nadd: givenName;lang-sv\ngivenName;lang-sv: Annat"),
                             ("Elev3", "add: uid\nuid: 000first"), ("Elev4", "add: uid\nuid: zzzlast"),
                             ("Elev5", "add: sn\nsn: Annan"), ("Elev6", "add: cn;lang-en\ncn;lang-en: Other")):
            self.change(f"dn: {people[given][0]}\nchangetype: modify\n{lines}\n")
        self.assertEqual(self.apply().returncode, 0)
        self.assertEqual((self.found(self.plan()), self.plan()["changes"]), ([], []))
        self.assertEqual(self.people(), people)

    def test_an_attribute_without_the_right_to_read(self):
        writer = self.server.info["bind_dn"]
        self.restart(f'to attrs=samkatCivicHash by dn.exact="{writer}" =w by * break')
        self.samkat.export("skara", [kit.pupil(3, family="Annan") if row["id"] == "e3" else row for row in SKARA])
        plan = self.plan()
        self.assertEqual(self.found(plan), ["UNREADABLE"])
        self.assertEqual(len(plan["changes"]), 2, "on one account, and not on hers whose name has changed")
        self.apply()
        self.assertLessEqual(len(self.plan()["changes"]), 1)
        self.restart("to * by * break")
        self.assertEqual(self.plan()["changes"], [])

    def test_a_limit_costs_one_municipality(self):
        config = self.folder / "slapd" / "slapd.conf"
        self.assertIn("size=unlimited", config.read_text())
        self.server.stop()
        subprocess.run([kit.PYTHON, str(kit.SLAPD), "start", str(self.folder / "slapd"), "--size-limit", "20"], check=True,
                       stdin=subprocess.DEVNULL, capture_output=True)
        done = self.samkat.run("plan", "--json", check=False)
        self.assertEqual([plan["municipality"] for plan in json.loads(done.stdout)], ["1471"])
        self.assertIn("DIRECTORY_LIMIT", done.stdout + done.stderr)


if __name__ == "__main__":
    unittest.main()
