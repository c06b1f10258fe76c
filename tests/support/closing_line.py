#!/usr/bin/env python3
"""The end of ./run test: which tests failed or could not run, and one line that counts.

    closing_line.py RESULTS.xml

reads what ctest --output-junit wrote. A test is skipped when it ended with its SKIP_RETURN_CODE; a test that ctest
could not start has failed. With CI=true a skipped test counts as failed, since packages can mend it: but for those that
need what only a kernel gives. Exit status 0 when nothing failed.
"""
import os
import sys
import xml.etree.ElementTree as ElementTree

# Landlock, seccomp and namespaces, which a container may be without.
OF_THE_KERNEL = {"cage_live"}


def outcome(case):
    """passed, failed or skipped, of one <testcase>."""
    if case.get("status") == "run":
        return "passed"
    skipped = case.find("skipped")
    if skipped is not None and (skipped.get("message") or "").startswith("SKIP_"):
        return "skipped"
    return "failed"


def summary(text, ci):
    """(lines to print, whether nothing failed) of a JUnit text."""
    names = {"passed": [], "failed": [], "skipped": []}
    for case in ElementTree.fromstring(text).iter("testcase"):
        names[outcome(case)].append(case.get("name"))
    lines = [f"failed: {name}" for name in names["failed"]]
    if ci:
        wanted = [name for name in names["skipped"] if name not in OF_THE_KERNEL]
        lines += [f"failed: {name} (it could not run here, and CI is true)" for name in wanted]
        names["failed"] += wanted
        names["skipped"] = [name for name in names["skipped"] if name in OF_THE_KERNEL]
    lines += [f"skipped: {name} (it could not run here: run it alone to see why)" for name in names["skipped"]]
    lines.append(", ".join(f"{len(names[key])} {key}" for key in ("passed", "failed", "skipped")))
    return lines, bool(names["passed"]) and not names["failed"]


def main(path):
    with open(path, encoding="utf-8") as file:
        lines, good = summary(file.read(), os.environ.get("CI") == "true")
    print("\n".join(lines))
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
