"""Tests of the register generator. Everything is read back from the files with
code of the tests' own."""

import contextlib
import csv
import datetime
import io
import json
import re
import tempfile
import unittest
import xml.etree.ElementTree as ElementTree
from pathlib import Path

from tests.support.registers.__main__ import main

START = datetime.date(2026, 11, 22)
SMALL = ("1494:Lidköping:csv-semicolon:pupils=220,staff=24,schools=3",
         "1495:Skara:csv-comma:pupils=210,staff=24,schools=3",
         "1471:Götene:xml:pupils=120,staff=14,schools=2",
         "1445:Essunga:jsonl:pupils=90,staff=12,schools=1,grace=0")
GRACE = {"1494": 30, "1495": 30, "1471": 30, "1445": 0}


def generate(out, day, seed=1, specs=SMALL, step=1):
    """Run the command line for one day."""
    argv = ["--out", str(out), "--seed", str(seed), "--day", str(day),
            "--start-date", START.isoformat(), "--step-days", str(step)]
    for spec in specs:
        argv += ["--municipality", spec]
    with contextlib.redirect_stdout(io.StringIO()):
        assert main(argv) == 0


def tree(folder):
    """{relative path: bytes}."""
    return {str(p.relative_to(folder)): p.read_bytes()
            for p in sorted(Path(folder).rglob("*")) if p.is_file()}


def jsonl(path):
    return [json.loads(line) for line in
            Path(path).read_text("utf-8").splitlines()]


def table(path, encoding, separator):
    text = path.read_bytes().decode(encoding)
    return list(csv.DictReader(io.StringIO(text, newline=""),
                               delimiter=separator))


def twelve(text, today):
    """Any written form -> 12 characters."""
    plain = text.replace("-", "").replace("+", "")
    if len(plain) == 12:
        return plain
    century = today.year // 100
    if int(plain[:2]) > today.year % 100:
        century -= 1
    if "+" in text:
        century -= 1
    return f"{century}{plain}"


def person(code, role, id_, civic, given, family, units, class_, start, end,
           protected):
    return {"municipality": code, "role": role, "id": id_, "civic": civic,
            "given": given, "family": family, "units": sorted(units),
            "class": class_, "start": start, "end": end or "9999-12-31",
            "protected": protected}


def read_semicolon(folder, today):
    for r in table(folder / "elever.csv", "cp1252", ";"):
        yield person("1494", "pupil", r["ElevID"], twelve(r["Personnr"], today),
                     r["Förnamn"], r["Efternamn"], [r["Skolenhetskod"]],
                     r["Klass"], r["Startdatum"], r["Slutdatum"],
                     r["Sekretess"] == "1")
    for r in table(folder / "personal.csv", "cp1252", ";"):
        yield person("1494", "staff", r["AnstID"], twelve(r["Personnr"], today),
                     r["Förnamn"], r["Efternamn"], r["Skolenhetskod"].split(","),
                     None, r["Startdatum"], r["Slutdatum"], r["Sekretess"] == "1")


def read_comma(folder, today):
    for r in table(folder / "pupils.csv", "utf-8-sig", ","):
        yield person("1495", "pupil", r["id"], twelve(r["civicNo"], today),
                     r["givenName"], r["familyName"], [r["schoolUnitCode"]],
                     r["className"], r["startDate"], r["endDate"],
                     r["securityMarking"] != "Ingen")
    for r in table(folder / "staff.csv", "utf-8-sig", ","):
        yield person("1495", "staff", r["id"], twelve(r["civicNo"], today),
                     r["givenName"], r["familyName"],
                     r["schoolUnitCodes"].split("|"), None, r["startDate"],
                     r["endDate"], r["securityMarking"] != "Ingen")


def read_xml(folder, today):
    root = ElementTree.parse(folder / "register.xml").getroot()
    for e in root.find("elever"):
        i = e.find("inskrivning")
        yield person("1471", "pupil", e.get("id"), e.findtext("personnummer"),
                     e.findtext("fornamn"), e.findtext("efternamn"),
                     [i.find("skolenhet").get("kod")], i.findtext("klass"),
                     i.findtext("start"), i.findtext("slut"),
                     e.findtext("skyddad") == "ja")
    for e in root.find("personal"):
        duties = e.findall("tjanst")
        yield person("1471", "staff", e.get("id"), e.findtext("personnummer"),
                     e.findtext("fornamn"), e.findtext("efternamn"),
                     [d.get("skolenhet") for d in duties], None,
                     duties[0].get("start"), duties[0].get("slut"),
                     e.findtext("skyddad") == "ja")


def read_jsonl(folder, today):
    for role, name in (("pupil", "pupils.jsonl"), ("staff", "staff.jsonl")):
        for r in jsonl(folder / name):
            units = r.get("schoolUnitCodes") or [r["schoolUnitCode"]]
            yield person("1445", role, r["id"], r["civicNo"], r["givenName"],
                         r["familyName"], units, r.get("className"),
                         r["startDate"], r.get("endDate"),
                         r["securityMarking"] != "Ingen")


def read_all(out, today=START):
    """Every person's row of the four SMALL municipalities."""
    exports = Path(out) / "exports"
    return [*read_semicolon(exports / "lidkoping", today),
            *read_comma(exports / "skara", today),
            *read_xml(exports / "gotene", today),
            *read_jsonl(exports / "essunga", today)]


def guardians(out, today=START):
    exports = Path(out) / "exports"
    for r in table(exports / "lidkoping/vardnadshavare.csv", "cp1252", ";"):
        yield twelve(r["Personnr"], today), r["Förnamn"], r["Efternamn"]
    for r in table(exports / "skara/guardians.csv", "utf-8-sig", ","):
        yield twelve(r["civicNo"], today), r["givenName"], r["familyName"]


def in_force(row, civil, lead=10):
    soon = (civil + datetime.timedelta(days=lead)).isoformat()
    return row["start"] <= soon and row["end"] >= civil.isoformat()


def remainder(number):
    """0 when the last ten digits have a right check digit."""
    total = 0
    for n, digit in enumerate(map(int, number[2:])):
        doubled = digit * 2 if n % 2 == 0 else digit
        total += doubled // 10 + doubled % 10
    return total % 10


class Days(unittest.TestCase):
    """One seed, days 0 to 12 of the small set, made once."""

    @classmethod
    def setUpClass(cls):
        cls.scratch = tempfile.TemporaryDirectory()
        cls.root = Path(cls.scratch.name)
        for day in range(13):
            generate(cls.root / str(day), day)

    @classmethod
    def tearDownClass(cls):
        cls.scratch.cleanup()

    def rows(self, day):
        return read_all(self.root / str(day), self.civil(day))

    def truth(self, day):
        return {(t["municipality"], t["role"], t["person"]): t
                for t in jsonl(self.root / str(day) / "truth.jsonl")}

    def changes(self, day):
        return {(c["municipality"], c["role"], c["person"]): c
                for c in jsonl(self.root / str(day) / "changes.jsonl")}

    @staticmethod
    def civil(day):
        return START + datetime.timedelta(days=day)


class CivicNumbers(Days):
    def all_numbers(self):
        for day in (0, 2, 12):
            yield from ((r["civic"], r["given"]) for r in self.rows(day))
            yield from (g[:2] for g in guardians(self.root / str(day),
                                                 self.civil(day)))

    def test_every_number_is_a_valid_test_number(self):
        kinds = set()
        for number, _ in self.all_numbers():
            tf = re.fullmatch(r"(\d{8})TF\d\d", number)
            day = int(number[6:8])
            date = number[:6] + f"{day - 60 if day > 60 else day:02d}"
            datetime.datetime.strptime(date, "%Y%m%d")
            if tf:
                kinds.add("tf")
                continue
            self.assertRegex(number, r"\A\d{12}\Z")
            self.assertEqual(remainder(number), 0, number)
            self.assertIn(number[8:11], ("238", "239"))
            kinds.add("coordination" if day > 60 else "real")
        self.assertEqual(kinds, {"tf", "coordination", "real"})

    def test_no_two_humans_share_a_number(self):
        humans = {}
        for day in range(13):
            for key, line in self.truth(day).items():
                humans.setdefault(line["civic_no"], set()).add(key[2])
        self.assertEqual([n for n, who in humans.items() if len(who) > 1], [])
        ours = {r["civic"] for r in self.rows(0)}
        theirs = {g[0] for g in guardians(self.root / "0")}
        self.assertFalse(ours & theirs)

    def test_a_replaced_number_keeps_register_id_names_and_birth_date(self):
        before = {r["id"]: r for r in self.rows(1)}
        after = {r["id"]: r for r in self.rows(2)}
        replaced = [(before[i], after[i]) for i in before.keys() & after.keys()
                    if "TF" in before[i]["civic"] and "TF" not in after[i]["civic"]]
        self.assertGreaterEqual(len(replaced), 4)
        for old, new in replaced:
            self.assertEqual(old["civic"][:8], new["civic"][:8])
            self.assertEqual((old["given"], old["family"]),
                             (new["given"], new["family"]))

    def test_somebody_of_a_hundred_has_a_plus_sign(self):
        staff = table(self.root / "0/exports/skara/staff.csv", "utf-8-sig", ",")
        self.assertEqual(sum("+" in r["civicNo"] for r in staff), 1)
        self.assertIn("1925", {r["civic"][:4] for r in self.rows(0)})


class Files(Days):
    def test_layouts(self):
        exports = self.root / "0/exports"
        semicolon = (exports / "lidkoping/elever.csv").read_bytes()
        self.assertEqual(semicolon.count(b"\n"), semicolon.count(b"\r\n"))
        self.assertTrue(semicolon.decode("cp1252").startswith(
            "ElevID;Personnr;Förnamn;Efternamn;Tilltalsnamn;E-post;Skolenhetskod;"
            "Skola;Skolform;Årskurs;Klass;Startdatum;Slutdatum;Sekretess\r\n"))
        with self.assertRaises(UnicodeDecodeError):
            semicolon.decode("utf-8")
        comma = (exports / "skara/pupils.csv").read_bytes()
        self.assertTrue(comma.startswith(b"\xef\xbb\xbfid,civicNo,givenName,"))
        self.assertNotIn(b"\r", comma)
        root = ElementTree.parse(exports / "gotene/register.xml").getroot()
        self.assertEqual([e.tag for e in root], ["elever", "personal"])
        self.assertEqual({name.name for name in exports.iterdir()},
                         {"lidkoping", "skara", "gotene", "essunga"})

    def test_rows_do_not_keep_an_order(self):
        first = [r["id"] for r in self.rows(0)]
        second = [r["id"] for r in self.rows(1)]
        common = set(first) & set(second)
        self.assertNotEqual([i for i in first if i in common],
                            [i for i in second if i in common])

    def test_unit_codes_have_eight_digits_and_one_municipality(self):
        owners = {}
        for row in self.rows(0):
            for unit in row["units"]:
                self.assertRegex(unit, r"\A[1-9]\d{7}\Z")
                owners.setdefault(unit, set()).add(row["municipality"])
        self.assertTrue(all(len(owner) == 1 for owner in owners.values()))

    def test_groups_of_pupils_and_staff_meet(self):
        folder = self.root / "1/exports/lidkoping"
        pupils = table(folder / "undervisningsgrupper.csv", "cp1252", ";")
        staff = table(folder / "personalgrupper.csv", "cp1252", ";")
        taught = {r["Grupp"] for r in staff}
        attended = {r["Grupp"] for r in pupils}
        self.assertGreater(len(attended & taught), len(attended) * 0.9)
        ids = {r["ElevID"] for r in table(folder / "elever.csv", "cp1252", ";")}
        self.assertLessEqual({r["ElevID"] for r in pupils}, ids)

    def test_special_names_are_there(self):
        names = {(r["given"], r["family"]) for r in self.rows(0)
                 if r["municipality"] == "1495"}
        self.assertIn(("Å", "Lind"), names)
        self.assertTrue(any("'" in family for _, family in names))
        self.assertTrue(any(len(given) > 40 for given, _ in names))
        self.assertTrue(any(len(family) > 40 for _, family in names))
        self.assertTrue(all(family and given for given, family in names))

    def test_namesakes_share_birth_date_and_school(self):
        seen = {}
        for r in self.rows(0):
            if r["role"] == "pupil":
                key = (r["municipality"], r["given"], r["family"], r["civic"][:8])
                seen.setdefault(key, []).append(r)
        pairs = [rows for rows in seen.values() if len(rows) == 2]
        self.assertGreaterEqual(len(pairs), 4)

    def test_mail_addresses_and_telephones_are_fictitious(self):
        for path in (self.root / "0/exports").rglob("*"):
            if path.is_file():
                encoding = "cp1252" if "lidkoping" in str(path) else "utf-8"
                text = path.read_text(encoding)
                self.assertTrue(all(a.endswith(".example") for a in
                                    re.findall(r"@([a-z0-9.-]+)", text)))
                self.assertTrue(all(m.startswith("0-17406") for m in
                                    re.findall(r"07(\d-\d{7})", text)))


class Truth(Days):
    def test_truth_agrees_with_the_exports_of_every_day(self):
        """A ledger of the test's own, fed with the files as they were read."""
        accounts, humans = {}, {}
        for day in range(13):
            civil = self.civil(day)
            live = {(r["municipality"], r["role"], r["id"]): r
                    for r in self.rows(day) if in_force(r, civil)}
            for key, row in live.items():
                account = accounts.get(key)
                if row["protected"]:
                    if account:
                        account["protected"] = True
                    continue
                accounts[key] = {"row": row, "state": "active", "since": None,
                                 "protected": False}
            for key, account in accounts.items():
                if key not in live:
                    account["since"] = account["since"] or civil
                    gone = (civil - account["since"]).days
                    account["state"] = ("disabled" if gone >= GRACE[key[0]]
                                        else "grace")
            expected = sorted(
                (a["row"]["municipality"], a["row"]["role"], a["row"]["units"],
                 a["row"]["class"] or "", a["row"]["given"], a["row"]["family"],
                 a["row"]["civic"], a["protected"], a["state"])
                for a in accounts.values())
            lines = jsonl(self.root / str(day) / "truth.jsonl")
            self.assertEqual(
                expected,
                sorted((t["municipality"], t["role"], t["units"],
                        t["class"] or "", t["given_name"], t["family_name"],
                        t["civic_no"], t["protected"], t["state"])
                       for t in lines), f"day {day}")
            for line in lines:
                self.assertEqual(list(line), [
                    "day", "person", "municipality", "role", "units", "class",
                    "given_name", "family_name", "civic_no", "protected",
                    "state"])
                self.assertEqual(line["day"], day)
                humans.setdefault(line["person"], set()).add(line["civic_no"])
        self.assertTrue(any(len(numbers) > 1 for numbers in humans.values()))

    def test_day_1_has_every_kind_of_event(self):
        changed = self.changes(1).values()
        kinds = {c["change"] for c in changed}
        self.assertEqual(kinds, {"created", "modified", "grace", "disabled"})
        fields = {f for c in changed for f in c["fields"]}
        self.assertLessEqual({"class", "family_name", "units", "state", "email"},
                             fields)
        for code in GRACE:
            states = {c["change"] for c in changed if c["municipality"] == code}
            self.assertIn("created", states)
            self.assertTrue(states & {"grace", "disabled"})
        rows = {r["id"]: r for r in self.rows(1)}
        ended = [r for r in rows.values() if r["end"] == START.isoformat()]
        self.assertTrue(ended)
        gone = {r["id"] for r in self.rows(0)} - set(rows)
        self.assertTrue(gone)

    def test_changes_are_the_difference_of_two_truths(self):
        for day in range(1, 13):
            before, after = self.truth(day - 1), self.truth(day)
            changed = self.changes(day)
            self.assertLessEqual(set(before), set(after))
            for key, line in after.items():
                old = before.get(key)
                fields = [k for k in list(line)[4:] if old and line[k] != old[k]]
                told = changed.get(key, {"fields": []})
                ours = [f for f in told["fields"] if f in line]
                self.assertEqual(fields, ours)
                if not old:
                    self.assertEqual(told["change"], "created")
                elif old["state"] != line["state"]:
                    want = ("returned" if line["state"] == "active"
                            else line["state"])
                    self.assertEqual(told["change"], want)
            self.assertLessEqual(set(changed), set(after))
        self.assertTrue(any(c["change"] == "returned"
                            for c in self.changes(3).values()))

    def test_a_teacher_works_in_lidkoping_and_skara(self):
        accounts = {}
        for code, role, who in self.truth(0):
            accounts.setdefault(who, set()).add((code, role))
        shared = [a for a in accounts.values()
                  if a == {("1494", "staff"), ("1495", "staff")}]
        self.assertTrue(shared)
        self.assertTrue(any({role for _, role in a} == {"pupil", "staff"}
                            for a in accounts.values()))

    def test_a_pupil_moves_from_skara_to_gotene(self):
        before = {r["civic"]: r for r in self.rows(0)
                  if r["municipality"] == "1495" and r["role"] == "pupil"}
        after = [r for r in self.rows(1)
                 if r["municipality"] == "1471" and r["role"] == "pupil"]
        moved = [(before[r["civic"]], r) for r in after if r["civic"] in before]
        self.assertTrue(moved)
        left = {r["civic"] for r in self.rows(1) if r["municipality"] == "1495"}
        people = {}
        for line in self.truth(1).values():
            people.setdefault(line["civic_no"], []).append(line)
        for old, new in moved:
            self.assertNotIn(new["civic"], left)
            self.assertNotEqual(old["id"], new["id"])
            self.assertEqual((old["given"], old["family"]),
                             (new["given"], new["family"]))
            lines = people[new["civic"]]
            self.assertEqual({t["municipality"]: t["state"] for t in lines},
                             {"1495": "grace", "1471": "active"})
            self.assertEqual(len({t["person"] for t in lines}), 1)

    def test_a_later_protection_freezes_the_line(self):
        frozen = [key for key, line in self.truth(2).items() if line["protected"]]
        self.assertGreaterEqual(len(frozen), 4)
        self.assertFalse([k for k, t in self.truth(1).items() if t["protected"]])
        keep = ("units", "class", "given_name", "family_name", "civic_no", "state")
        for key in frozen:
            self.assertEqual([self.truth(1)[key][k] for k in keep],
                             [self.truth(12)[key][k] for k in keep])
        marked = {self.truth(2)[key]["civic_no"] for key in frozen}
        classes = [{r["civic"]: r["class"] for r in self.rows(day)
                    if r["civic"] in marked} for day in (2, 3)]
        self.assertNotEqual(*classes)

    def test_the_protected_from_the_start_have_no_line(self):
        hidden = {r["civic"] for r in self.rows(0) if r["protected"]}
        self.assertGreaterEqual(len(hidden), 4)
        for day in (0, 5, 12):
            self.assertFalse(hidden & {t["civic_no"]
                                       for t in self.truth(day).values()})

    def test_a_future_starter_appears_when_the_lead_days_allow(self):
        waiting = {r["civic"] for r in self.rows(0)
                   if r["start"] == (START + datetime.timedelta(13)).isoformat()}
        self.assertEqual(len(waiting), 4)
        for day, count in ((0, 0), (2, 0), (3, 4)):
            there = {t["civic_no"] for t in self.truth(day).values()}
            self.assertEqual(len(waiting & there), count)

    def test_the_school_year_changes_on_day_10(self):
        before = {r["id"]: r for r in self.rows(9) if r["role"] == "pupil"}
        after = {r["id"]: r for r in self.rows(10) if r["role"] == "pupil"}
        ninth = {i for i, r in before.items() if re.match(r"9[A-Z]", r["class"])}
        self.assertTrue(ninth)
        for i, row in before.items():
            new = after.get(i)
            if i in ninth:
                self.assertTrue(new is None or not in_force(new, self.civil(10))
                                or new["end"] < "9999")
            elif new and new["end"] == "9999-12-31" and row["class"][0] in "F12345678":
                want = str("F12345678".index(row["class"][0]) + 1)
                self.assertEqual(new["class"], want + row["class"][1:])
        new_ones = [r for i, r in after.items() if i not in before]
        self.assertTrue(all(r["class"][0] in "F" or r["class"][2:4] == "27"
                            for r in new_ones))
        self.assertTrue([r for r in new_ones if r["class"][0] == "F"])


class Purity(unittest.TestCase):
    def setUp(self):
        scratch = tempfile.TemporaryDirectory()
        self.addCleanup(scratch.cleanup)
        self.root = Path(scratch.name)

    def test_the_same_arguments_give_the_same_bytes(self):
        generate(self.root / "a", 3)
        generate(self.root / "b", 7)
        generate(self.root / "b", 3)
        self.assertEqual(tree(self.root / "a"), tree(self.root / "b"))
        generate(self.root / "c", 3, seed=2)
        self.assertNotEqual(tree(self.root / "a"), tree(self.root / "c"))

    def test_one_more_municipality_changes_nothing_in_the_others(self):
        for day in (0, 4):
            all_ = self.root / f"all{day}"
            generate(all_, day)
            for count in (1, 2, 3):
                few = self.root / f"{count}-{day}"
                generate(few, day, specs=SMALL[:count])
                for name, content in tree(few / "exports").items():
                    self.assertEqual(content,
                                     (all_ / "exports" / name).read_bytes())
                ours = (few / "truth.jsonl").read_text().splitlines()
                theirs = (all_ / "truth.jsonl").read_text().splitlines()
                self.assertLessEqual(set(ours), set(theirs))

    def test_without_civil_days_nobody_is_disabled_by_time(self):
        generate(self.root / "x", 6, step=0)
        states = {t["state"] for t in jsonl(self.root / "x/truth.jsonl")
                  if t["municipality"] != "1445"}
        self.assertEqual(states, {"active", "grace"})

    def test_grace_ends_on_its_day(self):
        states = []
        for day in (1, 4, 5):
            generate(self.root / str(day), day, specs=SMALL[1:2], step=7)
            states.append({(t["person"], t["role"]): t["state"] for t in
                           jsonl(self.root / str(day) / "truth.jsonl")})
        gone = [who for who, state in states[0].items() if state == "grace"
                and states[1][who] == "grace"]
        self.assertTrue(gone)
        for later in [states[2][who] for who in gone]:
            self.assertEqual(later, "grace")  # 28 days of 30
        generate(self.root / "6", 6, specs=SMALL[1:2], step=7)
        after = {(t["person"], t["role"]): t["state"] for t in
                 jsonl(self.root / "6/truth.jsonl")}
        self.assertEqual({after[who] for who in gone}, {"disabled"})

    def test_other_sizes_codes_and_many_municipalities(self):
        specs = [f"{2000 + n}:Ort{n}:{form}:pupils={size},staff={size // 8}"
                 for n, (form, size) in enumerate(
                     [("jsonl", 0), ("xml", 1), ("csv-comma", 7),
                      ("csv-semicolon", 25)] * 6)]
        generate(self.root / "x", 12, specs=specs)
        lines = jsonl(self.root / "x/truth.jsonl")
        # The first has nobody; the other empty ones are moved into.
        self.assertEqual(len({t["municipality"] for t in lines}), 23)

    def test_volume_numbers_stay_valid_and_unique(self):
        generate(self.root / "x", 1,
                 specs=["1480:Göteborg:jsonl:pupils=12000,staff=900,schools=30"])
        numbers = [t["civic_no"] for t in jsonl(self.root / "x/truth.jsonl")
                   if t["role"] == "pupil"]
        self.assertEqual(len(numbers), len(set(numbers)))
        real = [n for n in numbers if "TF" not in n]
        self.assertEqual({remainder(n) for n in real}, {0})
        self.assertTrue(any(n[8:10] in ("98", "99") for n in real))
        self.assertLess(len(numbers) - len(real), 200)

    def test_bad_arguments(self):
        for spec in ("1:A:xml", "1480:A:yaml", "1480::xml", "1480:A:xml:pupils=x",
                     "1480:A:xml:heads=3", "1480:A:xml:schools=0"):
            with self.assertRaises(SystemExit), \
                    contextlib.redirect_stderr(io.StringIO()):
                generate(self.root / "x", 0, specs=[spec])
        with self.assertRaises(SystemExit), \
                contextlib.redirect_stderr(io.StringIO()):
            generate(self.root / "x", 0, specs=["1480:A:xml", "1480:B:xml"])


if __name__ == "__main__":
    unittest.main()
