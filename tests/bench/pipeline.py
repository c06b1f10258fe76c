"""From a CSV export into slapd: one municipality with many pupils, from nothing, and then with nothing to do.

Times are of whole commands, from start to end, and of the phases of a plan as samkat tells them. Memory is the greatest
resident size of samkat or one of its connectors until then.

With --against DIR everything is done twice, in turn, with these programs and with those in DIR, each with a directory
of its own and the same exports: besides the times there is then a ratio for each, pair by pair, since two runs one
after the other on a machine that is also used for other things say little of each other.
"""
import contextlib
import json
import os
import subprocess
import sys
import time

from tests.support.demo.place import Place
from tests.support.demo.world import World

from .report import ratio, result

IDLE_RUNS = 3
PAIRS = 7
SOURCE = "skara-elever"


def run(folder, binaries, seed, pupils, against=None):
    """[result]; RuntimeError if a command failed."""
    spec = f"1495:Skara:csv-comma:pupils={pupils},staff={max(1, pupils // 10)},schools={max(1, pupils // 400)}"
    with contextlib.ExitStack() as stack:
        worlds = [stack.enter_context(made_world(folder, binaries, spec, seed))]
        if against:
            worlds.append(stack.enter_context(made_world(folder.with_name(f"{folder.name}-against"), against, spec, seed)))
        return measured(worlds)


@contextlib.contextmanager
def made_world(folder, binaries, spec, seed):
    """A world with exports and an empty directory; it ends with the block."""
    place = Place(folder)
    place.take()
    world = World(place, binaries, [spec], seed)
    try:
        tell("the exports and an empty directory")
        world.make("--nosync")
        world.generate(0)
        yield world
    finally:
        world.directory.stop()
        place.close()


def measured(worlds):
    """All results: of the first world, and its ratios to the second if there is one."""
    def in_turn(times, good, words):
        runs = [[timed(world, good, *words(world)) for world in worlds] for _ in range(times)]
        return list(zip(*runs))

    def plan(world):
        return world.place.path("plans", "first.json")

    pairs = len(worlds) > 1
    connector = in_turn(IDLE_RUNS if pairs else 1, (0, 3), lambda world: ("connector", "test", SOURCE))
    first = in_turn(IDLE_RUNS if pairs else 1, (0, 2, 3),
                    lambda world: ("plan", "--out", plan(world), "--timings", "--json"))
    in_turn(1, (0,), lambda world: ("approve", plan(world)))  # a municipality's first plan is held
    apply = in_turn(1, (0,), lambda world: ("apply", plan(world), "--yes"))
    idle = in_turn(PAIRS if pairs else IDLE_RUNS, (0, 3), lambda world: ("plan", "--timings", "--json"))
    return [line for name, runs, phases in (("connector", connector, None), ("plan", first, "first"),
                                            ("apply", apply, None), ("idle", idle, "idle"))
            for line in of_step(name, phases, runs)]


def of_step(name, phases, runs):
    """What one command came to: runs[0] are ours, runs[1] the others'."""
    own = runs[0]
    results = of_command(name, own) + (of_phases(phases, own) if phases else [])
    if len(runs) == 1:
        return results
    ratios = [ratio(f"pipeline.{name}_ratio", *([each["seconds"] for each in side] for side in runs))]
    for phase in [each["name"] for each in own[0]["phases"]] if phases else []:
        sides = [[seconds_of(each, phase) for each in side] for side in runs]
        if all(all(side) for side in sides):
            ratios.append(ratio(f"pipeline.{phases}_{phase}_ratio", *sides))
    return results + ratios


def seconds_of(run_, phase):
    """Seconds of a phase; none if that samkat does not tell of it."""
    return next((each["milliseconds"] / 1000 for each in run_["phases"] if each["name"] == phase), None)


def of_command(name, runs):
    return [result(f"pipeline.{name}_s", [each["seconds"] for each in runs], "s"),
            result(f"pipeline.{name}_rss_mb", [each["mb"] for each in runs], "MB")]


def of_phases(name, runs):
    """What samkat says of the phases of making a plan: reading, mapping, reading the directory, the difference."""
    phases = {}
    for each in runs:
        for phase in each["phases"]:
            phases.setdefault(phase["name"], []).append((phase["milliseconds"] / 1000, phase["peak_kib"] / 1024))
    return [line for phase, values in phases.items() for line in (
        result(f"pipeline.{name}_{phase}_s", [value[0] for value in values], "s"),
        result(f"pipeline.{name}_{phase}_rss_mb", [value[1] for value in values], "MB"))]


def timed(world, good, *words):
    """Seconds, MB and, of a plan with --timings, the phases of samkat `words`; RuntimeError if its exit status is not in
    `good`."""
    tell(f"samkat {words[0]}")
    began = time.monotonic()
    process = subprocess.Popen(world.command(*words), stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    said = process.stderr.read()
    _, status, usage = os.wait4(process.pid, 0)
    seconds = time.monotonic() - began
    process.stderr.close()
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode not in good:
        raise RuntimeError(f"samkat {words[0]} ended with {process.returncode}: {said.decode(errors='replace')[-2000:]}")
    phases = [json.loads(line)["phases"] for line in said.splitlines() if line.startswith(b'{"phases"')]
    return {"seconds": seconds, "mb": usage.ru_maxrss / 1024, "phases": phases[0] if phases else []}


def tell(text):
    print(f"bench: {text}", file=sys.stderr, flush=True)
