"""Command line of the benches."""
import argparse
import sys
from pathlib import Path

from tests.support.demo.directory import ROOT
from tests.support.demo.place import Unfit

from . import against, pipeline, report

BENCHES = {"pipeline": pipeline.run}


def arguments(argv):
    parser = argparse.ArgumentParser(prog="./run bench", description="Measurements.")
    parser.add_argument("name", choices=sorted(BENCHES))
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--pupils", type=int, default=50000, help="how many (default 50000)")
    parser.add_argument("--against", type=Path, metavar="TREE",
                        help="measure another built checkout too, in turn with this one, and say how they compare")
    parser.add_argument("--pairs", type=int, default=3, help="how many times in turn, with --against (default 3)")
    parser.add_argument("--bin", type=Path, required=True, help=argparse.SUPPRESS)
    return parser.parse_args(argv)


def main(argv):
    a = arguments(argv)
    try:
        if a.against is not None:
            told = against.compare(a)
            print(report.as_json(told) if a.json else against.as_text(told))
            return 0
        results = BENCHES[a.name](ROOT / "build" / "bench" / a.name, a.bin, a.seed, a.pupils)
    except (RuntimeError, Unfit) as error:
        print(f"bench {a.name}: {error}", file=sys.stderr)
        return 1
    told = report.report(a.name, a.seed, results)
    print(report.as_json(told) if a.json else report.as_text(told))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
