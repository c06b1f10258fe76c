"""Command line of the soaks."""
import argparse
import random
import sys
import time
from pathlib import Path

from tests.support.demo.place import Place, Unfit

from . import days, faults, lies, stop, tampering

SOAKS = {"days": days.run, "faults": faults.run, "lies": lies.run, "stop": stop.run, "tampering": tampering.run}


def arguments(argv):
    parser = argparse.ArgumentParser(prog="./run test long", description="Long tests, resumable.")
    parser.add_argument("name", nargs="?", choices=sorted(SOAKS), help="one of them; all if left out")
    parser.add_argument("--days", type=int, default=60, help="how many days to live through, of the soak days (default 60)")
    parser.add_argument("--nights", type=int, default=10_000, help="how many nights registers lie (default 10000)")
    parser.add_argument("--seed", type=int, help="of a soak that starts; a number by chance if left out")
    parser.add_argument("--bin", type=Path, required=True, help=argparse.SUPPRESS)
    parser.add_argument("--state", type=Path, required=True, help=argparse.SUPPRESS)
    return parser.parse_args(argv)


def soak(name, a):
    """Run one; prints its summary line and returns whether all was well."""
    began = time.monotonic()
    place = Place(a.state / name)
    try:
        place.take()
        length = a.nights if name == "lies" else a.days
        summary, good = SOAKS[name](place, a.bin, length, a.seed if a.seed is not None else random.randrange(1, 1 << 31))
    except (Unfit, RuntimeError, OSError) as error:
        summary, good = str(error), False
    finally:
        place.close()
    print(f"{name}: {'passed' if good else 'FAILED'}: {summary}, {round(time.monotonic() - began)} s", flush=True)
    return good


def main(argv):
    a = arguments(argv)
    results = [soak(name, a) for name in ([a.name] if a.name else sorted(SOAKS))]
    return 0 if all(results) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
