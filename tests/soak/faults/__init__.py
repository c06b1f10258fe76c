"""Each fault that was found in the first version, told again on a small installation of its own with the programs of today.

A row of the table for each: item | story | what was run | what it ended with | ok or WRONG. A story looks at the directory,
at exit statuses and at the ids of messages, and not only at what samkat says of itself. --bin with the programs of an older
commit shows the faults again.

telling.py is how a story is told, town.py the installation with settings.py, people.py the people; the stories are in
modules by what they are about.
"""
import contextlib
import shutil
import tempfile
from pathlib import Path

from tests.support import kit
from tests.support.demo.world import need_programs

# Each puts its stories into STORIES.
from . import clock, control, exports, files, identity, keys, log, machine, protection, sighting, slowly, texts  # noqa: F401
from .telling import STORIES, NotHere, Tale, Wrong

HEAD = ("item", "story", "what was run", "what it ended with", "")
ELSEWHERE = {1: ("what a connector may do", "tests/live/test_cage.py"),
             4: ("stop and continue", "tests/soak/stop.py (./run test long stop)")}


def run(place, binaries, _days, _seed):
    """(summary, whether all was well). Nothing is by chance, and there is nothing to go on with."""
    del place
    if missing := need_programs() + [name for name in ("faketime",) if shutil.which(name) is None]:
        return f"not installed: {', '.join(missing)}", False
    kit.BIN = Path(binaries).resolve()
    verdicts = []
    print_row(*HEAD)
    for item in sorted({each for each, _, _ in STORIES} | set(ELSEWHERE)):
        if item in ELSEWHERE:
            print_row(item, ELSEWHERE[item][0], "", f"shown by {ELSEWHERE[item][1]}", "elsewhere")
        for _, title, function in (each for each in STORIES if each[0] == item):
            verdicts.append(tell(item, title, function))
    return summed_up(verdicts)


def summed_up(verdicts):
    """(summary, whether all was well)."""
    held, unseen = verdicts.count("ok"), verdicts.count("not here")
    more = f", {unseen} cannot be shown here" if unseen else ""
    return f"{held} of {len(verdicts)} faults are held{more}", held > 0 and held + unseen == len(verdicts)


def tell(item, title, function):
    """Tells one story and prints its row; the last word of the row."""
    verdict, told = "ok", []
    with tempfile.TemporaryDirectory(prefix="samkat-faults-") as folder:
        tale = Tale(Path(folder).resolve())
        try:
            with contextlib.closing(tale):
                function(tale)
        except NotHere as reason:
            verdict, told = "not here", [str(reason)]
        except Wrong as wrong:
            verdict, told = "WRONG", [str(wrong)]
        except Exception as error:  # whatever a story runs into is its end, and not that of the others
            verdict, told = "WRONG", [f"{type(error).__name__}: {error}"]
    print_row(item, title, "; ".join(tale.ran), "; ".join(tale.seen + told), verdict)
    return verdict


def print_row(*cells):
    print(" | ".join(str(each).replace("\n", " ") for each in cells), flush=True)
