"""Command line of the demo."""
import argparse
import sys
from pathlib import Path

from tests.support.registers.spec import DEFAULTS

from .directory import ROOT
from .place import Place, Unfit
from .story import Broken, Story
from .world import SMALL, World, need_programs


def arguments(argv):
    parser = argparse.ArgumentParser(
        prog="./run demo", description="Four municipalities, a private directory and a day of changes.")
    parser.add_argument("--once", action="store_true", help="end when all has been shown; otherwise samkatd is left running")
    parser.add_argument("--dir", type=Path, default=ROOT / "build" / "demo", metavar="DIR",
                        help="where everything is made (default: build/demo)")
    parser.add_argument("--lang", choices=("sv", "en"), default="sv")
    parser.add_argument("--seed", type=int, default=1, help="of the register generator (default 1)")
    parser.add_argument("--small", action="store_true", help="small municipalities, for tests")
    parser.add_argument("--bin", type=Path, required=True, help=argparse.SUPPRESS)
    return parser.parse_args(argv)


def run(a, place):
    """Tell the story in a place that has been taken; returns the exit status."""
    world = World(place, a.bin, SMALL if a.small else DEFAULTS, a.seed, a.lang)
    story = Story(world, sys.stdout)
    try:
        story.tell()
        if a.once:
            story.say_what_to_try("done")
            return 0
        story.say_what_to_try("daemon")
        return story.serve()
    except (Broken, RuntimeError, OSError) as error:
        story.say("\n" + story.words("failed", what=error))
        return 1
    finally:
        world.directory.stop()
        if not a.once:
            story.say("\n" + story.words("stopped"))


def main(argv):
    a = arguments(argv)
    if missing := need_programs():
        print(f"not installed: {', '.join(missing)}", file=sys.stderr)
        return 77
    place = None
    try:
        place = Place(a.dir)
        place.take()
        return run(a, place)
    except Unfit as error:
        print(f"run demo: {error}", file=sys.stderr)
        return 64
    except KeyboardInterrupt:
        return 130
    finally:
        if place:
            place.close()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
