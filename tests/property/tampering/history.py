"""An installation that has lived through some runs, what it was after each of them, and another beside it."""
import shutil
import time
from pathlib import Path

from tests.support import kit

MUNICIPALITIES = {"1495": "skara", "1471": "gotene"}
DAYS = ["2026-08-17", "2026-08-18", "2026-08-19", "2026-08-20"]


def at(day, hour="06"):
    return {"SAMKAT_NOW": f"{day}T{hour}:00:00.000Z"}


class History:
    """`installation` after the last run; `after[i]` is a copy of state and keys after run i."""

    def __init__(self, folder, server):
        self.folder = Path(folder)
        # First: it empties the directory behind it.
        self.other = lived(self.folder / "other", server, runs=1).after[-1]
        self.installation = lived(self.folder / "own", server)
        self.after = self.installation.after
        self.now = self.after[-1]

    def put_back(self):
        """The state and keys of the last run, with inodes and times of their own."""
        self.installation.restore(self.now)


def lived(folder, server, runs=len(DAYS)):
    folder.mkdir(parents=True)
    installation = kit.Installation(folder, server)
    # A guard that lets everything through, and something it holds: an approval is needed.
    installation.configure(MUNICIPALITIES, more=kit.OPEN_GUARD)
    installation.after = []
    for run in range(runs):
        for number, name in enumerate(MUNICIPALITIES.values()):
            first = 100 * number
            installation.export(name, [kit.pupil(each, family=f"Berg{run}") for each in range(first, first + 6 + 2 * run)])
        installation.run("apply", "--yes", env=at(DAYS[run]))
        saved = folder / f"after-{run}"
        installation.save(saved)
        installation.after.append(saved)
        for base in MUNICIPALITIES.values():
            if folder.name == "other":
                server.clear(installation.base(base))
    return installation


def fresh_copy(source, target):
    """Copies a file over another as a new file: another inode, no times kept."""
    Path(target).unlink(missing_ok=True)
    shutil.copyfile(source, target)
    shutil.copymode(source, target)


def settle():
    time.sleep(0.01)
