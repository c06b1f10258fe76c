"""Tests of the checker: a right directory passes, and each way of being wrong is
told."""

import base64
import contextlib
import copy
import datetime
import io
import json
import os
import random
import tempfile
import unittest
from pathlib import Path
from unittest import mock

from tests.support.checker.__main__ import main
from tests.support.checker.ldif import CannotCheck, Entry, normal_dn, parse
from tests.support.registers.__main__ import generate
from tests.support.registers.spec import parse_specs

BASE = "dc=metakatalog,dc=example"
START = datetime.date(2026, 11, 22)
SPECS = ("1494:Lidköping:csv-semicolon:pupils=60,staff=12,schools=2",
         "1495:Skara:csv-comma:pupils=60,staff=12,schools=2,grace=2",
         "1445:Essunga:jsonl:pupils=60,staff=8,schools=1,grace=0")
NAMES = {"1494": "Lidköping", "1495": "Skara", "1445": "Essunga"}


def account_entry(line, number):
    """The entry a line of the truth should lead to; `number` makes names."""
    role, code = line["role"], line["municipality"]
    account = f"{line['person']}-{code}-{role}"
    scope = f"edu.m{code}.example"
    attributes = {
        "objectClass": ["samkatAccount"],
        "uid": [f"u{number}"], "eduPersonPrincipalName": [f"e{number}@{scope}"],
        "samkatPersonId": ["P" + line["person"]], "samkatAccountId": [account],
        "samkatMunicipality": [code], "samkatRole": [role],
        "samkatAccountStatus": [line["state"]],
        "cn": ["spärrad"], "sn": ["spärrad"]}
    if line["state"] != "disabled":
        name = f"{line['given_name']} {line['family_name']}"
        affiliation = "student" if role == "pupil" else "employee"
        attributes |= {
            "cn": [name], "displayName": [name], "sn": [line["family_name"]],
            "givenName": [line["given_name"]],
            "norEduPersonNIN": [line["civic_no"]],
            "sisSchoolUnitCode": list(line["units"]),
            "eduPersonScopedAffiliation": [f"{affiliation}@{scope}",
                                           f"member@{scope}"]}
    return Entry(f"uid=u{number},ou={NAMES[code]},{BASE}",
                 {k.lower(): v for k, v in attributes.items()})


def right_directory(lines):
    """[Entry] of a directory that agrees with the lines of a truth."""
    entries = [Entry(BASE, {"objectclass": ["domain"]})]
    entries += [Entry(f"ou={name},{BASE}", {"objectclass": ["organizationalUnit"]})
                for name in NAMES.values()]
    classes = {}
    for line in lines:
        number = f"{line['person'][1:]}{line['municipality']}{line['role'][0]}"
        entry = account_entry(line, number)
        entries.append(entry)
        if line["state"] == "active" and line["class"]:
            place = line["municipality"], line["units"][0], line["class"]
            classes.setdefault(place, []).append(entry.dn)
    for (code, unit, name), members in sorted(classes.items()):
        entries.append(Entry(
            f"cn={unit}-{name},ou={NAMES[code]},{BASE}",
            {"objectclass": ["samkatGroup"], "samkatgrouptype": ["Klass"],
             "displayname": [name], "sisschoolunitcode": [unit],
             "member": members}))
    return entries


def to_ldif(entries):
    """LDIF text; every value that is not plain ASCII in base64, some folded."""
    lines = ["version: 1", ""]
    for entry in entries:
        for name, values in (("dn", [entry.dn]), *entry.attributes.items()):
            for value in values:
                if value.isascii() and value == value.strip() and value:
                    line = f"{name}: {value}"
                else:
                    text = base64.b64encode(value.encode()).decode()
                    line = f"{name}:: {text}"
                lines.append(line[:70])
                lines += [" " + line[n:n + 60] for n in range(70, len(line), 60)]
        lines.append("")
    return "\n".join(lines)


def the(entries, **wanted):
    """The first Account entry with these attribute values."""
    for entry in entries:
        if entry.is_a("samkatAccount") and all(
                entry.one(name) == value for name, value in wanted.items()):
            return entry
    raise AssertionError(f"no entry with {wanted}")


def klass_of(entries, entry):
    return next(e for e in entries if entry.dn in e.all("member"))


class Case(unittest.TestCase):
    """Truths of days 0 to 4 of a small region, made once."""

    @classmethod
    def setUpClass(cls):
        cls.scratch = tempfile.TemporaryDirectory()
        cls.root = Path(cls.scratch.name)
        for day in range(5):
            generate(cls.root / str(day), parse_specs(SPECS), 5, day, START, 1)

    @classmethod
    def tearDownClass(cls):
        cls.scratch.cleanup()

    def lines(self, day):
        text = (self.root / str(day) / "truth.jsonl").read_text("utf-8")
        return [json.loads(line) for line in text.splitlines()]

    def run_main(self, *argv):
        """(exit status, what was printed)."""
        out = io.StringIO()
        with contextlib.redirect_stderr(out):
            status = main([str(a) for a in argv], out)
        return status, out.getvalue()

    def write(self, name, entries):
        path = self.root / name
        path.write_text(to_ldif(entries), "utf-8")
        return path

    def check(self, day, entries, *more):
        path = self.write("state.ldif", entries)
        return self.run_main("--truth", self.root / str(day) / "truth.jsonl",
                             "--ldif", path, "--base", BASE, *more)


class State(Case):
    def test_a_right_directory_is_the_same_on_every_day(self):
        for day in range(5):
            status, text = self.check(day, right_directory(self.lines(day)))
            self.assertEqual((status, text.count("\n")), (0, 1), text)
        states = {t["state"] for t in self.lines(4)}
        self.assertEqual(states, {"active", "grace", "disabled"})

    def caught(self, mutate, *words, day=4):
        """`mutate` the right directory: the checker must tell, in one of its
        lines, all of the words."""
        entries = right_directory(self.lines(day))
        mutate(entries)
        status, text = self.check(day, entries)
        self.assertEqual(status, 1, text)
        self.assertTrue(any(all(w in line for w in words)
                            for line in text.splitlines()), text)

    def test_wrong_attributes(self):
        wrong = {"givenName": ["Fel"], "sn": ["Fel"],
                 "norEduPersonNIN": ["199001012385"],
                 "sisSchoolUnitCode": ["99999999"],
                 "samkatAccountStatus": ["grace"],
                 "eduPersonScopedAffiliation": ["staff@edu.m1495.example"],
                 "displayName": [], "cn": [], "uid": ["a", "b"],
                 "eduPersonPrincipalName": ["a@b", "c@b"], "samkatPersonId": []}
        for role in ("pupil", "staff"):
            for name, values in wrong.items():
                def mutate(entries):
                    entry = the(entries, samkatRole=role,
                                samkatMunicipality="1494",
                                samkatAccountStatus="active")
                    entry.attributes[name.lower()] = values
                with self.subTest(role=role, name=name):
                    self.caught(mutate, f"[{name}]")

    def test_names_are_compared_in_nfc_only(self):
        import unicodedata
        entries = right_directory(self.lines(0))
        for entry in entries:
            for name in ("sn", "givenname"):
                entry.attributes[name] = [unicodedata.normalize("NFD", v)
                                          for v in entry.attributes.get(name, [])]
        self.assertEqual(self.check(0, entries)[0], 0)

    def test_missing_and_extra_accounts(self):
        def remove(entries):
            entries.remove(the(entries, samkatAccountStatus="grace"))

        def remove_disabled(entries):
            entries.remove(the(entries, samkatAccountStatus="disabled"))

        def add(entries):
            entry = copy.deepcopy(the(entries, samkatAccountStatus="active"))
            entry.dn = entry.dn.replace("uid=", "uid=x")
            for name in ("uid", "edupersonprincipalname", "samkataccountid"):
                entry.attributes[name] = ["x" + entry.one(name)]
            entries.append(entry)

        self.caught(remove, ": missing")
        self.caught(remove_disabled, "other number of disabled")
        self.caught(add, "should not be there")

    def test_classes_and_groups(self):
        def pupil(entries):
            return the(entries, samkatRole="pupil", samkatAccountStatus="active")

        def no_class(entries):
            entry = pupil(entries)
            klass_of(entries, entry).attributes["member"].remove(entry.dn)

        def another_class(entries):
            klass_of(entries, pupil(entries)).attributes["displayname"] = ["9Z"]

        def another_unit(entries):
            group = klass_of(entries, pupil(entries))
            group.attributes["sisschoolunitcode"] = ["99999999"]

        def staff_in_class(entries):
            staff = the(entries, samkatRole="staff", samkatAccountStatus="active")
            klass_of(entries, pupil(entries)).attributes["member"].append(staff.dn)

        def no_such_member(entries):
            group = klass_of(entries, pupil(entries))
            group.attributes["member"].append(f"uid=nobody,{BASE}")

        self.caught(no_class, "[class]", 'has []')
        self.caught(another_class, "[class]", "9Z")
        self.caught(another_unit, "class of another unit")
        self.caught(staff_in_class, "[class]", "staff")
        self.caught(no_such_member, "no such member")
        for state in ("grace", "disabled"):
            def in_a_group(entries):
                entry = the(entries, samkatAccountStatus=state)
                klass_of(entries, pupil(entries)).attributes["member"].append(
                    entry.dn)
            self.caught(in_a_group, f"in a group, which {state} rules out")

    def test_persons_and_unique_names(self):
        lines = self.lines(4)
        several = {t["person"] for t in lines if t["municipality"] == "1494"} \
            & {t["person"] for t in lines if t["municipality"] == "1495"
               and t["state"] == "active"}

        def split(entries):
            the(entries, samkatPersonId="P" + min(several),
                samkatMunicipality="1495").attributes["samkatpersonid"] = ["Px"]

        def merge(entries):
            first, second = [e for e in entries if e.is_a("samkatAccount")
                             and e.one("samkatAccountStatus") == "active"][:2]
            first.attributes["samkatpersonid"] = second.all("samkatPersonId")

        self.caught(split, "one person, several ids")
        self.caught(merge, "one id, several people")
        for name in ("uid", "eduPersonPrincipalName", "samkatAccountId"):
            def share(entries):
                first, second = [e for e in entries if e.is_a("samkatAccount")][:2]
                first.attributes[name.lower()] = [second.one(name).upper()]
            self.caught(share, "shared", f"[{name}]")

    def test_another_municipalitys_place(self):
        def move(entries):
            entry = the(entries, samkatMunicipality="1495", samkatRole="staff")
            entry.dn = entry.dn.replace("Skara", "Essunga")
        self.caught(move, "another municipality's place", day=0)

    def test_any_seeded_mutation_is_caught(self):
        """Change, remove or add one value that the truth speaks of."""
        names = ("givenname", "sn", "noredupersonnin", "sisschoolunitcode",
                 "samkatmunicipality", "samkatrole", "samkataccountstatus")
        right = right_directory(self.lines(3))
        for seed in range(30):
            rng = random.Random(seed)
            entries = copy.deepcopy(right)
            entry = rng.choice([e for e in entries if e.is_a("samkatAccount") and
                                e.one("samkatAccountStatus") != "disabled"])
            values = entry.attributes[rng.choice(names)]
            kind = rng.randrange(3)
            if kind == 0:
                values[0] += "x"
            elif kind == 1:
                values.pop()
            else:
                values.insert(0, "12345678")
            with self.subTest(seed=seed, dn=entry.dn, kind=kind):
                self.assertEqual(self.check(3, entries)[0], 1)

    def test_civic_numbers_are_masked(self):
        entries = right_directory(self.lines(4))
        numbers = [t["civic_no"] for t in self.lines(4)]
        for entry in entries:
            if entry.is_a("samkatAccount"):
                entry.attributes["givenname"] = ["Fel 20130512-2384"]
                entry.attributes["noredupersonnin"] = entry.all(
                    "norEduPersonNIN")[:1]
        for more in ((), ("--json",)):
            status, text = self.check(4, entries, *more)
            self.assertEqual(status, 1)
            self.assertNotIn("2013051", text.replace("20130512-****", ""))
            self.assertFalse([n for n in numbers if n in text])
        self.assertIn("-****", text)
        self.assertFalse(json.loads(text)["same"])


class BetweenDays(Case):
    def compare(self, day, mutate=lambda old, new: None, *more):
        old, new = (right_directory(self.lines(d)) for d in (day - 1, day))
        mutate(old, new)
        return self.run_main(
            "--compare-days", self.write("old.ldif", old),
            self.write("new.ldif", new), "--changes",
            self.root / str(day) / "changes.jsonl", *more)

    def caught(self, mutate, words, day=1):
        status, text = self.compare(day, mutate)
        self.assertEqual(status, 1, text)
        self.assertIn(words, text)

    def test_right_days_are_the_same(self):
        for day in range(1, 5):
            status, text = self.compare(day)
            self.assertEqual(status, 0, text)

    def unchanged(self, day=1):
        """The account id of somebody the day did not touch."""
        text = (self.root / str(day) / "changes.jsonl").read_text("utf-8")
        touched = {json.loads(line)["person"] for line in text.splitlines()}
        line = next(t for t in self.lines(day) if t["person"] not in touched)
        return f"{line['person']}-{line['municipality']}-{line['role']}"

    def test_what_must_not_happen(self):
        quiet = self.unchanged()

        def changes(old, new):
            the(new, samkatAccountId=quiet).attributes["mail"] = ["x@y.example"]

        def moves(old, new):
            entry = the(new, samkatAccountId=quiet)
            entry.dn = "cn=x+" + entry.dn

        def vanishes(old, new):
            new.remove(the(new, samkatAccountId=quiet))

        def appears(old, new):
            entry = the(old, samkatAccountId=quiet)
            old.remove(entry)

        def other_person(old, new):
            the(new, samkatAccountId=quiet).attributes["samkatpersonid"] = ["Px"]

        def shares(old, new):
            entry = the(new, samkatAccountStatus="grace")
            name = the(new, samkatAccountId=quiet).all("eduPersonPrincipalName")
            entry.attributes["edupersonprincipalname"] = name

        self.caught(changes, ": changed [mail]")
        self.caught(moves, ": changed [dn]")
        self.caught(vanishes, ": gone")
        self.caught(appears, ": new")
        self.caught(other_person, ": another samkatPersonId")
        self.caught(shares, ": shared [eduPersonPrincipalName]")

    def test_what_must_happen(self):
        def nothing(old, new):
            new[:] = old

        def all_there(old, new):
            old[:] = new

        status, text = self.compare(1, nothing)
        self.assertEqual(status, 1)
        self.assertIn("grace, but unchanged", text)
        self.assertIn("created, but not found", text)
        self.assertIn("modified, but unchanged", text)
        self.caught(all_there, "was there before")

    def test_ignored_attributes(self):
        quiet = self.unchanged()

        def stamp(old, new):
            entry = the(new, samkatAccountId=quiet)
            entry.attributes["samkatseen"] = ["2"]
            entry.attributes["modifytimestamp"] = ["2"]

        self.assertEqual(self.compare(1, stamp)[0], 1)
        self.assertEqual(self.compare(1, stamp, "--ignore", "samkatSeen")[0], 0)


class Ldif(unittest.TestCase):
    def test_folding_comments_base64_and_options(self):
        text = ("version: 1\n\n# note\n that goes on\ndn: cn=A\n B,dc=x\ncn: A\n B\n"
                "sn:: w4ViZXJn\nsn;lang-sv: b\n\ndn:: Y249w4U=\ncn:\n\n")
        first, second = parse(text)
        self.assertEqual(first.dn, "cn=AB,dc=x")
        self.assertEqual(first.attributes, {"cn": ["AB"], "sn": ["Åberg", "b"]})
        self.assertEqual((second.dn, second.all("CN")), ("cn=Å", [""]))

    def test_what_is_no_ldif(self):
        for text in ("cn: x\n", "dn: cn=x\nplain words\n",
                     "dn: cn=x\njpegPhoto:< file:///x\n", "dn:: ???\n"):
            with self.assertRaises(CannotCheck):
                parse(text)

    def test_equal_dns(self):
        self.assertEqual(normal_dn(r"CN=a\2C b, DC=X"), normal_dn(r"cn=A\, b,dc=x"))
        self.assertEqual(normal_dn(r"ou=Lidk\C3\B6ping,dc=x"),
                         normal_dn("ou=LIDKÖPING,dc=x"))
        self.assertEqual(normal_dn(r"cn=a\\,dc=x")[1], (("dc", "x"),))
        self.assertEqual(normal_dn("cn=a+sn=b"), normal_dn("sn=b+cn=a"))
        self.assertNotEqual(normal_dn("cn=a,dc=x"), normal_dn("cn=a,dc=y"))


class Search(Case):
    """ldapsearch is a small program of the test's own here."""

    def fake(self, script):
        folder = self.root / "bin"
        folder.mkdir(exist_ok=True)
        program = folder / "ldapsearch"
        program.write_text("#!/bin/sh\n" + script, "utf-8")
        program.chmod(0o755)
        return mock.patch.dict(os.environ,
                               {"PATH": f"{folder}:{os.environ['PATH']}"})

    def ask(self):
        password = self.root / "password"
        password.write_text("secret word\n", "utf-8")
        return self.run_main(
            "--truth", self.root / "0/truth.jsonl", "--uri", "ldap://x", "--base",
            BASE, "--bind-dn", "cn=admin", "--password-file", password)

    def test_the_password_goes_without_its_line_end(self):
        ldif = self.write("answer.ldif", right_directory(self.lines(0)))
        seen = self.root / "seen"
        script = ('echo "$@" > "%s"\nwhile [ $# -gt 0 ]; do\n'
                  '[ "$1" = -y ] && cat "$2" > "%s.pw"\nshift\ndone\n'
                  'cat "%s"\n' % (seen, seen, ldif))
        with self.fake(script):
            status, text = self.ask()
        self.assertEqual(status, 0, text)
        self.assertEqual((self.root / "seen.pw").read_text(), "secret word")
        self.assertIn("-E pr=500/noprompt", seen.read_text())
        self.assertNotIn("secret", seen.read_text())

    def test_what_cannot_be_checked(self):
        with self.fake("echo 'ldap_bind: Invalid credentials (49)' >&2; exit 49\n"):
            status, text = self.ask()
        self.assertEqual(status, 2)
        self.assertIn("Invalid credentials", text)
        self.assertEqual(self.run_main("--truth", self.root / "none", "--ldif",
                                       self.root / "none", "--base", BASE)[0], 2)


if __name__ == "__main__":
    unittest.main()
