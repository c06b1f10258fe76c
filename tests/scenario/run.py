"""Runs the scenarios: the same little world, and then a day on which something is wrong with an export.

    python3 -m tests.scenario.run [--update] [NAME …]

common/ has the config and the exports of a good day, which is applied first. A scenario's input/ replaces some of the
exports. What samkat then plans, does to the directory and writes to the change log is compared with plan.json, after.ldif
and events.json of the scenario; --update writes these anew (read the difference before you commit it). Whatever the
scenario: nobody is disabled or put into grace, and nobody loses a group. The directory is an LDIF file, the clock is set,
and the installation key is fixed, so that everything is the same each time.
"""
import json
import os
import shutil
import sys
import tempfile
from pathlib import Path

from tests.support import kit

HERE = Path(__file__).resolve().parent
GOOD_DAY, BAD_DAY = "2026-08-17T06:00:00.000Z", "2026-08-18T06:00:00.000Z"
GOOD_DAY_SECONDS = 1786946400  # of GOOD_DAY
KEY = "5a" * 32  # of no installation
ROOT_ENTRY = "version: 1\n\ndn: dc=samverkan,dc=example\nobjectClass: dcObject\nobjectClass: organization\ndc: samverkan\no: Samverkan\n"
HELD_OPEN = {"file-still-being-written": "elever.csv"}  # somebody is writing to it while samkat reads


class World:
    """One installation in a folder of its own, with a directory that is an LDIF file."""

    def __init__(self, folder):
        self.folder = Path(folder)
        self.installation = kit.Installation(self.folder, None, "samkat-points")
        shutil.copytree(HERE / "common" / "config", self.folder / "config")
        shutil.copytree(HERE / "common" / "input", self.folder / "input")
        self.ldif.write_text(ROOT_ENTRY, "utf-8")

    @property
    def ldif(self):
        return self.folder / "directory.ldif"

    def date_exports(self, seconds):
        """Exports are an hour old, whenever the test runs."""
        for path in (self.folder / "input").iterdir():
            os.utime(path, (seconds - 3600, seconds - 3600))

    def run(self, now, *arguments, check=True):
        return self.installation.run(*arguments, env={"SAMKAT_NOW": now}, check=check)

    def fix_key(self):
        """Makes the key directory, and puts the scenario's key in place of the one that was made."""
        self.run(GOOD_DAY, "plan")
        self.installation.fix_key(KEY)

    def live_a_good_day(self):
        self.date_exports(GOOD_DAY_SECONDS)
        self.fix_key()
        self.run(GOOD_DAY, "apply", "--yes")

    def events_after(self, counts):
        """What the change log got since `counts` (chain → lines): kind and outcome, counted."""
        events = {}
        for path in sorted((self.folder / "state" / "changelog").glob("*.jsonl")):
            for line in path.read_text("utf-8").splitlines()[counts.get(path.name, 0):]:
                event = json.loads(line)
                name = " ".join(filter(None, (path.stem, event["kind"], event["outcome"])))
                events[name] = events.get(name, 0) + 1
        return events

    def line_counts(self):
        return {path.name: len(path.read_text("utf-8").splitlines()) for path in (self.folder / "state" / "changelog").glob("*.jsonl")}


def plain(value, folder):
    """A plan without what differs from place to place: the folder in paths, and the ids of plans that name it."""
    if isinstance(value, dict):
        return {key: plain(each, folder) for key, each in value.items() if key != "id" or "schema" not in value}
    if isinstance(value, list):
        return [plain(each, folder) for each in value]
    return value.replace(str(folder), "") if isinstance(value, str) else value


def members(ldif):
    """The member lines of groups: DN of the group → set of lines."""
    result = {}
    for record in ldif.split("\n\n"):
        lines = record.strip().split("\n")
        if any(line.startswith("member") for line in lines):
            result[lines[0]] = {line for line in lines if line.startswith("member")}
    return result


def broken_promises(before, after):
    """What no bad export may ever do."""
    problems = []
    for status in ("grace", "disabled"):
        if f"samkatAccountStatus: {status}" in after:
            problems.append(f"somebody is in status {status}")
    now = members(after)
    for group, lines in members(before).items():
        if lines - now.get(group, set()):
            problems.append(f"{group} lost members")
    return problems


def compare(path, text, update):
    if update:
        path.write_text(text, "utf-8")
        return []
    if not path.exists():
        return [f"{path.name} is missing: run with --update"]
    expected = path.read_text("utf-8")
    if expected == text:
        return []
    for number, (old, new) in enumerate(zip(expected.splitlines(), text.splitlines()), 1):
        if old != new:
            return [f"{path.name}:{number} differs\n    expected {old[:300]}\n    found    {new[:300]}"]
    return [f"{path.name} has {len(text.splitlines())} lines, expected {len(expected.splitlines())}"]


def play(scenario, folder, update):
    """The problems of one scenario."""
    world = World(folder)
    world.live_a_good_day()
    before, counts = world.ldif.read_text("utf-8"), world.line_counts()
    for path in sorted((scenario / "input").iterdir()):
        shutil.copyfile(path, world.folder / "input" / path.name)
    world.date_exports(GOOD_DAY_SECONDS + 86400)
    writer = open(world.folder / "input" / HELD_OPEN[scenario.name], "ab") if scenario.name in HELD_OPEN else None
    try:
        planned = world.run(BAD_DAY, "plan", "--json", check=False)
        world.run(BAD_DAY, "apply", "--yes", check=False)
    finally:
        if writer:
            writer.close()
    after = world.ldif.read_text("utf-8")
    plans = plain(json.loads(planned.stdout), world.folder)
    problems = broken_promises(before, after)
    problems += compare(scenario / "plan.json", json.dumps(plans, ensure_ascii=False, indent=1) + "\n", update)
    problems += compare(scenario / "after.ldif", after, update)
    problems += compare(scenario / "events.json", json.dumps(world.events_after(counts), indent=1) + "\n", update)
    return problems


def main(arguments):
    update = "--update" in arguments
    names = [each for each in arguments if not each.startswith("--")]
    scenarios = sorted(path for path in HERE.iterdir() if (path / "input").is_dir() and path.name != "common")
    if names:
        scenarios = [path for path in scenarios if path.name in names]
    failed = 0
    for scenario in scenarios:
        with tempfile.TemporaryDirectory(prefix="samkat-scenario-") as folder:
            problems = play(scenario, Path(folder).resolve(), update)
        failed += bool(problems)
        print(f"{'FAILED' if problems else 'ok':8}{scenario.name}", flush=True)
        for problem in problems:
            print(f"    {problem}")
    print(f"{len(scenarios) - failed} passed, {failed} failed")
    return 1 if failed or not scenarios else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
