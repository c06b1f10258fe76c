"""Manipulations of log, store and keys by a program that knows the formats and has no key: are they all told?

    python3 -m tests.property.tampering [--count N] [--seed S] [--kind KIND]

N manipulations, evenly of all kinds: `log verify` must tell of each (exit 1, or 3 where the store is just gone), and the
next run, `plan` or `apply`, must refuse and write nothing. And N untouched logs, put back from copies of any of the runs: neither may say
anything. Prints a summary line; the seed is printed first.
"""
import argparse
import collections
import random
import shutil
import sys
import tempfile
from pathlib import Path

from tests.property.tampering import kinds
from tests.property.tampering.history import DAYS, History, at
from tests.support import kit

FAILED, WAITING = 1, 3
NEXT_DAY = at("2026-08-21")


def content(path):
    """What a file says; of heads without what it says of the log's files as files, and so without its mac."""
    if path.name != "heads":
        return path.read_bytes()
    return [line.split(b" ")[:4] for line in path.read_bytes().split(b"\n") if not line.startswith(b"mac ")]


def files_of(folder):
    return {path.relative_to(folder): content(path) for part in ("state/changelog", "keys") for path in sorted((folder / part).rglob("*"))
            if path.is_file()}


class Tampering:
    def __init__(self, history, seed):
        self.history, self.seed = history, seed
        self.installation = history.installation
        self.folder = self.installation.folder
        self.silent = collections.Counter()
        self.tried = collections.Counter()
        self.alarms = 0

    def next_run(self, chooser):
        command = chooser.choice([["plan"], ["apply", "--yes"]])
        return command, self.installation.run(*command, env=NEXT_DAY, check=False)

    def manipulate(self, name, number):
        chooser = random.Random(f"{self.seed}/{name}/{number}")
        self.history.put_back()
        did = kinds.KINDS[name](self.folder / "state", self.folder / "keys", self.history, chooser)
        before = files_of(self.folder)
        verified = self.installation.run("log", "verify", env=NEXT_DAY, check=False)
        command, ran = self.next_run(chooser)
        problems = []
        if verified.returncode not in (FAILED, WAITING) or not verified.stderr.strip():
            problems.append(f"log verify: exit {verified.returncode}")
        if ran.returncode != FAILED or not ran.stderr.strip():
            problems.append(f"{command[0]}: exit {ran.returncode} {ran.stdout[-300:]}")
        if files_of(self.folder) != before:
            problems.append(f"{command[0]} wrote")
        self.tried[name] += 1
        self.silent[name] += bool(problems)
        for problem in problems:
            print(f"{name} #{number} ({did}): {problem}", flush=True)

    def leave_alone(self, number):
        """A log that nobody has touched, put back from a copy, as from a backup of everything."""
        chooser = random.Random(f"{self.seed}/untouched/{number}")
        run = chooser.randrange(len(DAYS))
        self.installation.restore(self.history.after[run])
        problems = []
        for _ in range(chooser.randint(1, 2)):
            verified = self.installation.run("log", "verify", env=NEXT_DAY, check=False)
            if verified.returncode != 0 or verified.stderr.strip():
                problems.append(f"log verify: exit {verified.returncode} {verified.stderr[-500:]}")
            ran = self.installation.run("plan", env=NEXT_DAY, check=False)
            if ran.returncode != 0 or "LOG_" in ran.stderr or "STORE_" in ran.stderr or "HEADS_" in ran.stderr:
                problems.append(f"plan: exit {ran.returncode} {ran.stderr[-500:]}")
        self.alarms += bool(problems)
        for problem in problems:
            print(f"untouched #{number} (run {run}): {problem}", flush=True)

    def run(self, count, names):
        for number in range(count):
            self.manipulate(names[number % len(names)], number)
        for number in range(count):
            self.leave_alone(number)
        told = sum(self.tried.values()) - sum(self.silent.values())
        print(f"tampering: {told} of {count} manipulations of {len(names)} kinds told; {self.alarms} false alarms of {count} untouched; "
              f"seed {self.seed}")
        return 0 if told == count and self.alarms == 0 else 1


def main():
    options = argparse.ArgumentParser()
    options.add_argument("--count", type=int, default=500)
    options.add_argument("--seed", type=int, default=random.randrange(1 << 30))
    options.add_argument("--kind", choices=sorted(kinds.KINDS))
    options = options.parse_args()
    if not shutil.which("slapd", path="/usr/sbin:/usr/bin"):
        return kit.NOT_HERE
    print(f"tampering: seed {options.seed}", flush=True)
    with tempfile.TemporaryDirectory(prefix="samkat-tampering-") as folder:
        server = kit.Server(Path(folder) / "slapd", "--nosync")
        try:
            history = History(Path(folder) / "history", server)
            names = [options.kind] if options.kind else sorted(kinds.KINDS)
            return Tampering(history, options.seed).run(options.count, names)
        finally:
            server.stop()


if __name__ == "__main__":
    sys.exit(main())
