"""What a protected person's account shows, over several nights: stories told with the program, an export and an LDIF file.

    python3 -m tests.scenario.protected [NAME …]

Elev1 and Elev3 are in class 7A with others; Elev5 is alone in 9X. Each story is a function of a Story; it raises what it
found. In every story that protects somebody, no output without --reveal may hold her name, her class or her civic number.
"""
import json
import os
import re
import sys
import tempfile
from pathlib import Path

from tests.support import kit

START = 17  # of August 2026
MAIN = """language = "en"
state_dir = "../state"
key_dir = "../keys"
profile = "skolfederation"

[directory]
name = "metakatalog"
kind = "ldif"
file = "../directory.ldif"

[guard]
first_run = false
config_change = false
"""
ROOT_ENTRY = "version: 1\n\ndn: dc=example\nobjectClass: dcObject\nobjectClass: organization\ndc: example\no: Samverkan\n"
TELLS = ("Elev1", "Hemlighetsmakare", "HEMLIG7")


def check(condition, what):
    if not condition:
        raise AssertionError(what)


class Story:
    """A municipality whose nights pass when night() is called."""

    def __init__(self, folder, protected=None):
        self.folder, self.day = Path(folder), START
        self.samkat = kit.Installation(self.folder, None, "samkat-points")
        config = self.folder / "config" / "municipalities.d"
        config.mkdir(parents=True)
        (self.folder / "exports").mkdir()
        (self.folder / "config" / "samkat.toml").write_text(MAIN, "utf-8")
        text = kit.MUNICIPALITY.format(code="1495", name="skara", suffix="dc=example", folder=self.folder, grace=30, disabled_ou="")
        if protected:
            text = text.replace('connector = "csv"\n', f'connector = "csv"\nprotected = "{protected}"\n')
        (config / "skara.toml").write_text(text, "utf-8")
        (self.folder / "directory.ldif").write_text(ROOT_ENTRY, "utf-8")
        self.rows = {f"e{i}": kit.pupil(i) for i in range(1, 13)}
        self.rows["e1"].update({"family": "Hemlighetsmakare"})
        self.rows["e5"].update({"class": "9X", "unit": "87654321"})
        self.columns = kit.COLUMNS

    @property
    def now(self):
        return f"2026-08-{self.day}T06:00:00.000Z"

    def export(self):
        lines = [";".join(self.columns)] + [";".join(row[column] for column in self.columns) for row in self.rows.values()]
        path = self.folder / "exports" / "skara.csv"
        path.write_text("\n".join(lines) + "\n", "utf-8")
        seconds = 1786946400 + (self.day - START) * 86400 - 3600
        os.utime(path, (seconds, seconds))

    def run(self, *arguments):
        return self.samkat.run(*arguments, env={"SAMKAT_NOW": self.now}, check=False)

    def night(self):
        """A day passes and a run is made; the plan it was made of, revealed."""
        self.day += 1
        self.export()
        plan = json.loads(self.run("plan", "--json", "--reveal").stdout)[0]
        self.applied = self.run("apply", "--yes")
        return plan

    def entry(self, who):
        """The attributes of a pupil's entry by what never changes: None if there is none."""
        for record in self.records():
            if record.get("samkatPersonId") == [who]:
                return record
        return None

    def records(self):
        text = (self.folder / "directory.ldif").read_text("utf-8").replace("\n ", "")
        result = []
        for block in text.split("\n\n"):
            record = {}
            for line in block.strip().split("\n"):
                name, _, value = line.partition(": ")
                record.setdefault(name, []).append(value)
            result.append(record)
        return result

    def id_of(self, given):
        return next(each["samkatPersonId"][0] for each in self.records() if each.get("givenName") == [given])

    def mark(self, *ids, word="ja"):
        for each in ids:
            self.rows[each]["protected"] = word

    def outputs(self, person):
        """Everything that can be read without --reveal."""
        uid = self.entry(person)["uid"][0] if self.entry(person) else person
        commands = [["plan"], ["plan", "--all"], ["status"], ["person", person], ["person", "e1"], ["attributes", person], ["log"],
                    ["log", "--person", person], ["connector", "test", "skara-elever"],
                    ["explain", f"uid={uid},ou=people,ou=skara,dc=example"]]
        for command in commands:
            for more in ([], ["--json"]):
                done = self.run(*command, *more)
                yield " ".join(command + more), done.stdout + done.stderr
        yield "apply", self.applied.stdout + self.applied.stderr

    def expect_hidden(self, person):
        for command, text in self.outputs(person):
            for each in (*TELLS, self.rows.get("e1", kit.pupil(1))["civic"]):
                check(not re.search(rf"\b{each}\b", text), f"{command} shows {each}:\n{text}")

    def expect_withheld(self, person, status="active"):
        entry = self.entry(person)
        check(entry["cn"] == entry["sn"] == entry["displayName"] == entry["uid"], f"names: {entry}")
        shown = set(entry) - {"dn", "cn", "sn", "displayName", "uid", "objectClass", "eduPersonPrincipalName", "samkatGraceUntil"}
        check(all(each.startswith("samkat") for each in shown), f"still there: {shown}")
        check(entry["samkatAccountStatus"] == [status], f"status {entry['samkatAccountStatus']}")
        for each in self.records():
            check(entry["dn"][0] not in each.get("member", []) + each.get("owner", []), f"in {each.get('dn')}")


def held(plan, guard):
    return [each for each in plan["changes"] if each["held"].endswith(guard)]


def said(plan, message):
    return [each for each in plan["findings"] if each["id"].endswith(message)]


def with_a_marked_pupil(folder, **options):
    story = Story(folder, **options)
    story.night()
    story.her = story.id_of("Elev1")
    story.mark("e1")
    story.first = story.night()
    return story


def newly_marked(folder):
    """A mark takes the name, the class and the group away in the same night, and is told."""
    story = with_a_marked_pupil(folder)
    story.expect_withheld(story.her)
    check(len(said(story.first, "PROTECTED_WITHHELD")) == 1, "no finding")
    stood = said(story.first, "PROTECTED_STOOD")
    check(len(stood) == 1 and "givenName (2026-08-18)" in stood[0]["detail"]["en"], f"since when: {stood}")
    check(story.applied.returncode == 3, f"exit {story.applied.returncode}")
    check("PROTECTED_WITHHELD" in story.applied.stdout + story.applied.stderr, "apply does not tell")
    status = json.loads(story.run("status", "--json").stdout)["municipalities"][0]
    check(status["protected"] == 1 and status["newly_protected"] == 1, f"status: {status}")
    check(story.run("status").returncode == 3, "status is 0")
    released = json.loads(story.run("attributes", story.her, "--json").stdout)
    check(released["released"] == ["displayName", "eduPersonPrincipalName", "sn"], f"released: {released}")
    story.expect_hidden(story.her)
    check(story.night()["changes"] == [], "more changes the next night")


def revealing_is_noted(folder):
    story = with_a_marked_pupil(folder)
    check("Hemlighetsmakare" in story.run("person", story.her, "--reveal").stdout, "--reveal shows nothing")
    check('"kind":"reveal"' in story.run("log", "--json").stdout, "and is not noted")


def blank_column(folder):
    """A column that is blank lifts nothing, and questions the source."""
    story = with_a_marked_pupil(folder)
    story.mark("e1", word="")
    plan = story.night()
    check(len(held(plan, "GUARD_UNPROTECTED")) == 1, "not held")
    check(len(said(plan, "PROTECTION_MARKS_GONE")) == 1, "no finding")
    story.expect_withheld(story.her)
    story.expect_hidden(story.her)


def missing_column(folder):
    """A column that is missing fails the source."""
    story = with_a_marked_pupil(folder)
    story.columns = tuple(each for each in kit.COLUMNS if each != "protected")
    plan = story.night()
    check(plan["failed_sources"] == ["skara-elever"] and plan["changes"] == [], f"changes: {plan['changes']}")
    story.expect_withheld(story.her)


def fewer_marks(folder):
    story = Story(folder)
    story.night()
    marked = {each: story.id_of(f"Elev{each[1:]}") for each in ("e1", "e2", "e3", "e4")}
    story.mark(*marked)
    story.night()
    story.mark("e1", "e2", word="nej")
    plan = story.night()
    check(len(held(plan, "GUARD_UNPROTECTED")) == 2, "not held")
    check(len(said(plan, "PROTECTION_MARKS_GONE")) == 1, "no finding")
    for each in marked.values():
        story.expect_withheld(each)


def omitted(folder):
    """Who disappears from an export that leaves out whom it protects is withheld; who comes back is shown again."""
    story = Story(folder, protected="omitted")
    story.night()
    her, row = story.id_of("Elev1"), story.rows.pop("e1")
    plan = story.night()
    check(len(said(plan, "PROTECTION_POSSIBLE")) == 1, "no finding")
    story.expect_withheld(her, "grace")
    story.rows["e1"] = row
    story.night()
    check(story.entry(her)["sn"] == ["Hemlighetsmakare"], "does not come back")


def damaged_row(folder):
    story = Story(folder)
    story.night()
    her = story.id_of("Elev1")
    story.mark("e1")
    story.rows["e1"]["start"] = "2026-02-31"
    story.night()
    story.expect_withheld(her)
    story.expect_hidden(her)


def lifted_by_approval(folder):
    """An approval of everything lifts nothing; one of her does."""
    story = with_a_marked_pupil(folder)
    story.mark("e1", word="")
    story.night()
    done = story.run("approve", "--now")
    check("RUN_ONLY_LIFTS" in done.stderr and "--person" in done.stderr, f"approve: {done.stdout}{done.stderr}")
    story.night()
    story.expect_withheld(story.her)
    done = story.run("approve", "--now", "--person", story.her)
    check(done.returncode == 0 and "1" in done.stdout, f"approve: {done.stdout}{done.stderr}")
    story.night()
    check(story.entry(story.her)["sn"] == ["Hemlighetsmakare"], "not lifted")
    story.night()
    group = [each for each in story.records() if story.entry(story.her)["dn"][0] in each.get("member", [])]
    check(len(group) == 1, f"in {len(group)} groups")
    check(story.night()["changes"] == [], "more changes")
    story.mark("e1")
    story.night()
    story.expect_withheld(story.her)


def class_of_one(folder):
    """A class and a unit that only a protected pupil is in are not made."""
    story = Story(folder)
    story.mark("e5")
    plan = story.night()
    check(all("9X" not in each["dn"] and "87654321" not in each["dn"] for each in plan["changes"]), "is made")
    check(len(held(plan, "GUARD_PROTECTED")) == 1, "her account is not for hands")
    check(json.loads(story.run("status", "--json").stdout)["municipalities"][0]["protected"] == 0, "an account")


STORIES = (newly_marked, revealing_is_noted, blank_column, missing_column, fewer_marks, omitted, damaged_row, lifted_by_approval,
           class_of_one)


def main(names):
    failed = 0
    stories = [each for each in STORIES if not names or each.__name__ in names]
    for story in stories:
        with tempfile.TemporaryDirectory(prefix="samkat-scenario-") as folder:
            try:
                story(Path(folder).resolve())
                print(f"ok      {story.__name__}", flush=True)
            except (AssertionError, RuntimeError) as problem:
                failed += 1
                print(f"FAILED  {story.__name__}\n    {problem}", flush=True)
    print(f"{len(stories) - failed} passed, {failed} failed")
    return 1 if failed or not stories else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
