"""Command line of the register generator."""

import argparse
import datetime
import gc
import os
import sys
import tempfile
from pathlib import Path

from .exports import export, json_lines
from .region import replay
from .spec import DEFAULTS, parse_specs


def write_file(path, content):
    """Write bytes to a file so that a reader sees the old or the new file."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "wb") as out:
            out.write(content)
        os.chmod(name, 0o644)
        os.replace(name, path)
    except BaseException:
        os.unlink(name)
        raise


def generate(out, specs, seed, day, start_date, step_days):
    """Write all files of one day under `out`; returns how many Accounts the
    truth has and how many changed."""
    region, changed = replay(specs, seed, day, start_date, step_days)
    for municipality in region.municipalities:
        folder = Path(out) / "exports" / municipality.spec.folder
        files = export(municipality, day, region.civil(day))
        for name, content in files.items():
            write_file(folder / name, content)
    lines = region.ledger.lines(day)
    write_file(Path(out) / "truth.jsonl", json_lines(lines))
    write_file(Path(out) / "changes.jsonl", json_lines(changed))
    return len(lines), len(changed)


def _at_least_0(text):
    value = int(text)
    if value < 0:
        raise ValueError
    return value


def _arguments(argv):
    parser = argparse.ArgumentParser(
        prog="python3 -m tests.support.registers",
        description="Write the register exports of a few municipalities as they "
        "are on one day, and the truth about the Accounts they should lead to.")
    parser.add_argument("--out", required=True, metavar="DIR")
    parser.add_argument("--seed", type=int, required=True)
    parser.add_argument("--day", type=_at_least_0, required=True)
    parser.add_argument("--start-date", type=datetime.date.fromisoformat,
                        required=True, metavar="YYYY-MM-DD",
                        help="the civil date of day 0")
    parser.add_argument("--step-days", type=_at_least_0, default=1,
                        help="civil days from one day to the next (default 1)")
    parser.add_argument("--municipality", action="append", metavar="SPEC",
                        help="CODE:NAME:FORMAT[:pupils=N,staff=N,schools=N,"
                        "grace=DAYS,lead=DAYS], repeatable; default: "
                        + " ".join(DEFAULTS))
    arguments = parser.parse_args(argv)
    try:
        arguments.specs = parse_specs(arguments.municipality or DEFAULTS)
    except ValueError as error:
        parser.error(str(error))
    return arguments


def main(argv):
    """Returns the exit status."""
    a = _arguments(argv)
    gc.disable()  # millions of small objects, no cycles, and then we end
    accounts, changed = generate(a.out, a.specs, a.seed, a.day, a.start_date,
                                 a.step_days)
    print(f"seed {a.seed} day {a.day}: {len(a.specs)} municipalities, "
          f"{accounts} accounts, {changed} changed")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
