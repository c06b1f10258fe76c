"""kill -9 at numbered points of a run: the next run ends where an undisturbed one ends.

    python3 -m tests.live.kill_test [--every]

Points stand before and after every write and fsync of the change log, every commit of the store, and every operation to
and answer from the directory (tests/support/points). Two stories: a first run, and a day of changes of every kind. For
each point: the same LDIF without operational attributes, each intent exactly one outcome, a change log that verifies, and
no name that differs. What may still have been on its way when samkat was killed is decided by the run after that, when
certain_after has passed. Without --every, points are taken evenly so that there are at least LEAST of them.
"""
import collections
import json
import shutil
import signal
import sys
import tempfile
from pathlib import Path

from tests.support import kit

LEAST = 110
NOW = "2026-08-17T06:00:00.000Z"
MONTH_LATER = "2026-09-20T06:00:00.000Z"
SKARA = {"1495": "skara"}


def first_day():
    return [kit.pupil(number) for number in range(8)]


def other_day():
    """New, changed and moved pupils, one who has left, and one who comes back; another was in grace."""
    rows = [kit.pupil(number) for number in range(2, 11)]
    rows[0] = kit.pupil(2, family="Öberg")
    rows[1] = kit.pupil(3, **{"class": "7C"})
    rows[2] = kit.pupil(4, end="2026-08-30")
    return rows


class Story:
    """One run that is stopped again and again."""

    def __init__(self, name, installation, server, now):
        self.name, self.installation, self.server, self.now = name, installation, server, now
        self.later = now.replace("T06:00", "T06:10")
        self.base = installation.base("skara")
        self.saved = installation.folder / f"saved-{name}"
        self.before = server.ldif(self.base)
        installation.save(self.saved)
        self.points = self.count_points()
        self.after = server.ldif(self.base)

    def environment(self, **more):
        return {"SAMKAT_NOW": self.now, **more}

    def apply(self, check=True, **env):
        return self.installation.run("apply", "--yes", env=self.environment(**env), check=check)

    def go_on(self):
        """The runs after a stop: one at once, and if that leaves something to wait for, one later. What went wrong."""
        for now in (self.now, self.later):
            again = self.apply(check=False, SAMKAT_NOW=now)
            if again.returncode not in (0, 3):
                return [f"the next run failed: exit {again.returncode} {again.stdout[-500:]} {again.stderr[-2000:]}"]
            if again.returncode == 0:
                return []
        return []

    def count_points(self):
        counter = self.installation.folder / "points"
        self.apply(SAMKAT_POINT_COUNT=str(counter))
        return int(counter.read_text())

    def reset(self):
        self.server.clear(self.base)
        self.server.add(self.before) if self.before else None
        self.installation.restore(self.saved)

    def problems_at(self, point):
        """What is wrong after a stop at `point` and one more run; nothing if all is well."""
        self.reset()
        stopped = self.apply(check=False, SAMKAT_POINT=str(point))
        if stopped.returncode != -signal.SIGKILL:
            return [f"was not killed: exit {stopped.returncode} {stopped.stderr[-2000:]}"]
        problems = self.go_on()
        if self.server.ldif(self.base) != self.after:
            problems.append("the directory differs: " + difference(self.after, self.server.ldif(self.base)))
        problems += self.log_problems()
        return problems

    def log_problems(self):
        verified = self.installation.run("log", "verify", env=self.environment(), check=False)
        problems = [] if verified.returncode == 0 else ["log verify: " + verified.stdout + verified.stderr]
        intents, outcomes = collections.Counter(), collections.Counter()
        for path in (self.installation.folder / "state" / "changelog").glob("*.jsonl"):
            for line in path.read_text("utf-8").splitlines():
                event = json.loads(line)
                key = (event["municipality"], event["change"])
                intents[key] += event["kind"] == "intent"
                outcomes[key] += event["kind"] == "outcome"
        if intents != outcomes:
            problems.append(f"intents without exactly one outcome: {[key for key in intents if intents[key] != outcomes[key]]}")
        return problems


def difference(expected, found):
    lines = [f"- {dn}" for dn in expected.keys() - found.keys()] + [f"+ {dn}" for dn in found.keys() - expected.keys()]
    for dn in expected.keys() & found.keys():
        lines += [f"{dn}: -{set(expected[dn]) - set(found[dn])} +{set(found[dn]) - set(expected[dn])}"] if expected[dn] != found[dn] else []
    return "; ".join(sorted(lines)[:5])


def chosen_points(total, share):
    count = min(total, max(1, share))
    return sorted({1 + index * (total - 1) // max(1, count - 1) for index in range(count)})


def stories(folder, server):
    installation = kit.Installation(folder, server, "samkat-points")
    # A guard that lets the whole little day through, and both ways of leaving.
    installation.configure(SKARA, grace=20, disabled_ou="left", more=kit.OPEN_GUARD)
    installation.export("skara", first_day())
    # The key is made beforehand: names are the same in every try.
    installation.run("plan", env={"SAMKAT_NOW": NOW})
    yield Story("first", installation, server, NOW)
    installation.export("skara", other_day())
    installation.run("apply", "--yes", env={"SAMKAT_NOW": "2026-08-18T06:00:00.000Z"})
    rows = other_day()
    rows.append(kit.pupil(0))  # comes back from grace
    rows.pop(3)
    installation.export("skara", rows)
    yield Story("later", installation, server, MONTH_LATER)


def run(folder, every):
    server = kit.Server(folder / "slapd", "--nosync")
    try:
        tried, failed = 0, 0
        for story in stories(folder / "samkat", server):
            points = range(1, story.points + 1) if every else chosen_points(story.points, LEAST * 6 // 10)
            print(f"{story.name}: {story.points} points, trying {len(points)}", flush=True)
            for point in points:
                problems = story.problems_at(point)
                tried += 1
                failed += bool(problems)
                for problem in problems:
                    print(f"{story.name}, point {point}: {problem}", flush=True)
            story.reset()
            story.apply()
        print(f"{tried} points tried, {failed} failed")
        return 1 if failed or tried < LEAST else 0
    finally:
        server.stop()


def main():
    if not shutil.which("slapd", path="/usr/sbin:/usr/bin"):
        return kit.NOT_HERE
    with tempfile.TemporaryDirectory(prefix="samkat-kill-") as folder:
        (Path(folder) / "samkat").mkdir()
        return run(Path(folder), "--every" in sys.argv)


if __name__ == "__main__":
    sys.exit(main())
