#!/usr/bin/env python3
"""clang-format over the whole tree, and clang-tidy for the size and complexity of functions.

    lint.py [--tree BUILD] [--jobs N]    both
    lint.py --format-only                clang-format alone: seconds
    lint.py --fix                        clang-format, written to the files

Without --fix nothing is changed. Exit status 0 when all is well, 1 with the faults printed, 77 when a program is missing.
"""
import argparse
import json
import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
from tests.structure.tree import ROOT, tracked  # noqa: E402

OURS = ("daemon/", "connectors/", "config/")


def need(program):
    if shutil.which(program) is None:
        print(f"{program} is not installed", file=sys.stderr)
        sys.exit(77)


def formatted(*how):
    """What clang-format says of our C++; empty when nothing."""
    need("clang-format")
    names = [name for name in tracked() if name.endswith((".cpp", ".hpp"))]
    done = subprocess.run(["clang-format", *how, *names], cwd=ROOT, text=True, capture_output=True)
    return done.stderr if done.returncode else ""


def sources_of(tree):
    """Our own .cpp files that the build tree compiles."""
    commands = json.loads((tree / "compile_commands.json").read_text())
    files = {Path(command["file"]).resolve() for command in commands}
    return sorted(str(file) for file in files
                  if file.is_relative_to(ROOT) and file.relative_to(ROOT).as_posix().startswith(OURS))


def tidy(tree, source):
    """What clang-tidy says of one file; empty when nothing."""
    done = subprocess.run(["clang-tidy", "--quiet", "-p", str(tree), source], cwd=ROOT, text=True, capture_output=True)
    return done.stdout + done.stderr if done.returncode else ""


def too_big(tree, jobs):
    need("clang-tidy")
    with ThreadPoolExecutor(jobs) as pool:
        return "".join(pool.map(lambda source: tidy(tree, source), sources_of(tree)))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--tree", type=Path)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--format-only", action="store_true")
    parser.add_argument("--fix", action="store_true")
    a = parser.parse_args()
    faults = formatted("-i") if a.fix else formatted("--dry-run", "--Werror")
    if not a.format_only and not a.fix:
        if not a.tree:
            parser.error("want --tree, --format-only or --fix")
        faults += too_big(a.tree, a.jobs)
    print(faults or "lint: nothing to say", end="" if faults else "\n")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
