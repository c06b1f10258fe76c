"""From a CSV export into slapd: one municipality with many pupils, from nothing, and then with nothing to do.

Times are of whole commands, from start to end, and of the phases of a plan as samkat tells them. Memory is the greatest
resident size of samkat or one of its connectors until then.
"""
import json
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
    connector = timed(world, (0, 3), "connector", "test", SOURCE)
    first = timed(world, (0, 2, 3), "plan", "--out", plan, "--timings", "--json")
    timed(world, (0,), "approve", plan)  # a municipality's first plan is held
    apply = timed(world, (0,), "apply", plan, "--yes")
    idle = [timed(world, (0, 3), "plan", "--timings", "--json") for _ in range(IDLE_RUNS)]
    return [
        *of_command("connector", [connector]), *of_phases("first", [first]), *of_command("plan", [first]),
        *of_command("apply", [apply]), *of_phases("idle", idle), *of_command("idle", idle),
    ]


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
