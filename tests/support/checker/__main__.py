"""Command line of the checker."""

import argparse
import json
import sys
from pathlib import Path

from .between import compare_days
from .directory import Directory, masked
from .ldif import CannotCheck, parse, search
from .state import compare


def read_lines(path):
    """The objects of a file with one JSON object a line."""
    try:
        text = Path(path).read_text("utf-8")
        return [json.loads(line) for line in text.splitlines() if line]
    except (OSError, ValueError) as error:
        raise CannotCheck(f"{path}: {error}") from error


def read_ldif(path):
    """The Directory of an LDIF file."""
    try:
        return Directory(parse(Path(path).read_text("utf-8")))
    except (OSError, ValueError) as error:
        raise CannotCheck(f"{path}: {error}") from error


def sentence(difference):
    """A Difference as a line of text, civic numbers masked."""
    d = difference
    text = f"{d.who}: {d.kind}"
    if d.attribute:
        text += f" [{d.attribute}]"
    if d.expected is not None:
        text += f"; expected {_shown(d.expected)}"
    if d.actual is not None:
        text += f"; the directory has {_shown(d.actual)}"
    return masked(text)


def _shown(value):
    return json.dumps(value, ensure_ascii=False)


def report(differences, counts, as_json, out):
    """Print the result; returns the exit status. counts: {name: number}."""
    if as_json:
        json.dump({"same": not differences, **counts, "differences": [
            {key: masked(value) for key, value in d._asdict().items()}
            for d in differences]}, out, ensure_ascii=False, indent=1)
        out.write("\n")
    else:
        for difference in differences:
            out.write(sentence(difference) + "\n")
        told = ", ".join(f"{number} {name}" for name, number in counts.items())
        result = f"{len(differences)} differences" if differences else "the same"
        out.write(f"{result}: {told}\n")
    return 1 if differences else 0


def _arguments(argv):
    parser = argparse.ArgumentParser(
        prog="python3 -m tests.support.checker",
        description="Compare a directory with the truth of the register "
        "generator, or two days' directories with what changed between them.")
    parser.add_argument("--truth", metavar="FILE")
    parser.add_argument("--uri", metavar="LDAPURI")
    parser.add_argument("--base", metavar="DN")
    parser.add_argument("--bind-dn", metavar="DN")
    parser.add_argument("--password-file", metavar="FILE",
                        help="a line end at its end is not part of the password")
    parser.add_argument("--ldif", metavar="FILE",
                        help="read this file instead of asking --uri")
    parser.add_argument("--compare-days", nargs=2, metavar=("OLD", "NEW"))
    parser.add_argument("--changes", metavar="FILE")
    parser.add_argument("--ignore", action="append", default=[],
                        metavar="ATTRIBUTE")
    parser.add_argument("--json", action="store_true")
    a = parser.parse_args(argv)
    if a.compare_days:
        if not a.changes:
            parser.error("--compare-days needs --changes")
    elif not a.truth or not a.base or bool(a.uri) == bool(a.ldif):
        parser.error("want --truth, --base and one of --uri and --ldif")
    if bool(a.bind_dn) != bool(a.password_file):
        parser.error("--bind-dn and --password-file go together")
    return a


def _check(a):
    """([Difference], counts) of what the arguments ask for."""
    if a.compare_days:
        truth = a.truth or Path(a.changes).with_name("truth.jsonl")
        old, new = map(read_ldif, a.compare_days)
        changes = read_lines(a.changes)
        if not old.accounts and not new.accounts:
            raise CannotCheck("no samkatAccount in either file")
        return (compare_days(old, new, changes, read_lines(truth), a.ignore),
                {"entries before": len(old.accounts),
                 "entries after": len(new.accounts), "changes": len(changes)})
    lines = read_lines(a.truth)
    directory = read_ldif(a.ldif) if a.ldif else Directory(
        search(a.uri, a.base, a.bind_dn, a.password_file))
    return (compare(lines, directory, a.base),
            {"accounts in the truth": len(lines),
             "entries": len(directory.accounts),
             "groups": len(directory.groups)})


def main(argv, out=sys.stdout):
    """Returns the exit status: 0 the same, 1 different, 2 could not check."""
    a = _arguments(argv)
    try:
        return report(*_check(a), a.json, out)
    except (CannotCheck, KeyError) as error:
        sys.stderr.write(masked(f"could not check: {error}") + "\n")
        return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
