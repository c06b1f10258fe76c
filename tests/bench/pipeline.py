"""From a CSV export into slapd: one municipality with many pupils, from nothing, and then with nothing to do.

Times are of whole commands, from start to end; memory is the greatest resident size of samkat or one of its connectors.
"""
import os
import subprocess
import sys
import time

from tests.support.demo.place import Place
from tests.support.demo.world import World

from .report import result

IDLE_RUNS = 3
SOURCE = "skara-elever"


def run(folder, binaries, seed, pupils):
    """[result]; RuntimeError if a command failed."""
    spec = f"1495:Skara:csv-comma:pupils={pupils},staff={max(1, pupils // 10)},schools={max(1, pupils // 400)}"
    place = Place(folder)
    place.take()
    world = World(place, binaries, [spec], seed)
    try:
        tell("the exports and an empty directory")
        world.make("--nosync")
        world.generate(0)
        return measured(world)
    finally:
        world.directory.stop()
        place.close()


def measured(world):
    plan = world.place.path("plans", "first.json")
    read = timed(world, (0, 3), "connector", "test", SOURCE)
    first = timed(world, (0, 2, 3), "plan", "--out", plan)
    timed(world, (0,), "approve", plan)  # a municipality's first plan is held
    apply = timed(world, (0,), "apply", plan, "--yes")
    idle = [timed(world, (0,), "plan", "--detailed-exit-code") for _ in range(IDLE_RUNS)]
    return [
        result("pipeline.read_s", [read[0]], "s"), result("pipeline.read_rss_mb", [read[1]], "MB"),
        result("pipeline.plan_s", [first[0]], "s"), result("pipeline.plan_rss_mb", [first[1]], "MB"),
        result("pipeline.apply_s", [apply[0]], "s"), result("pipeline.apply_rss_mb", [apply[1]], "MB"),
        result("pipeline.idle_s", [each[0] for each in idle], "s"),
        result("pipeline.idle_rss_mb", [each[1] for each in idle], "MB"),
    ]


def timed(world, good, *words):
    """(seconds, MB) of samkat `words`; RuntimeError if its exit status is not in `good`."""
    tell(f"samkat {words[0]}")
    began = time.monotonic()
    process = subprocess.Popen(world.command(*words), stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    said = process.stderr.read()
    _, status, usage = os.wait4(process.pid, 0)
    process.stderr.close()
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode not in good:
        raise RuntimeError(f"samkat {words[0]} ended with {process.returncode}: {said.decode(errors='replace')[-2000:]}")
    return time.monotonic() - began, usage.ru_maxrss / 1024


def tell(text):
    print(f"bench: {text}", file=sys.stderr, flush=True)
