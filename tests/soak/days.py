"""Many days: the registers of four municipalities export every day, samkat plans and applies, and after each day the
checker compares the directory with the truth, and the day's difference with what the registers changed.

Time passes: samkat runs under faketime, a day for a day, so that grace ends and accounts are disabled.
"""
import datetime
import json
import shutil

from tests.support.demo.place import write_file
from tests.support.demo.world import World
from tests.support.registers.spec import DEFAULTS

START = datetime.date(2026, 2, 2)  # a school day; with the seed it decides all that happens
VERIFY_EVERY = 7
# A register names a teacher's groups without their school unit; samkat finds it by the pupils of the group. When the last
# of them leaves, the value changes though nothing about the teacher did.
FOLLOWS_OTHERS = ("sisSchoolCourseTeacher",)


class Wrong(Exception):
    """Something is not as it must be; the text says what."""


def run(place, binaries, days, seed):
    """(summary, whether all was well). Goes on after the last day that was lived through, with its seed."""
    if shutil.which("faketime") is None:
        return "faketime is not installed", False
    state = read_state(place)
    if state is None or state["day"] >= days or state["failed"]:
        state = {"seed": seed, "day": -1, "failed": False}
    print(f"days: seed {state['seed']}, from day {state['day'] + 1} to day {days}", flush=True)
    world = World(place, binaries, DEFAULTS, state["seed"], date=START, step_days=1)
    try:
        world.make("--nosync") if state["day"] < 0 else world.join()
        for day in range(state["day"] + 1, days + 1):
            live_through(world, day)
            state["day"] = day
            write_file(place.path("soak.json"), json.dumps(state))
        return f"seed {state['seed']}, {days + 1} days", True
    except Wrong as wrong:
        write_file(place.path("soak.json"), json.dumps({**state, "failed": True}))
        return f"seed {state['seed']}, day {world.day}: {wrong}", False
    finally:
        world.directory.stop()


def read_state(place):
    """What soak.json says, or None."""
    try:
        return json.loads(place.path("soak.json").read_text("utf-8"))
    except (OSError, ValueError):
        return None


def live_through(world, day):
    """One day; Wrong if anything is not as it must be. A day that was broken off is lived through again."""
    before, after = world.place.path("before.ldif"), world.place.path("after.ldif")
    if not before.exists():
        world.directory.dump(before)
    world.generate(day)
    plan = world.place.path("plans", "day.json")
    step(world, (0, 2, 3), "plan", "--out", plan)
    if world.has_held(plan):
        step(world, (0,), "approve", plan)
        step(world, (0,), "apply", "--yes")  # a plan made now has what the approved Changes bring with them
    else:
        step(world, (0,), "apply", plan, "--yes")
    expect(*world.check_truth())
    world.directory.dump(after)
    if day > 0:
        expect(*world.check_days(before, after, FOLLOWS_OTHERS))
    step(world, (0,), "plan", "--detailed-exit-code")
    if day % VERIFY_EVERY == 0:
        step(world, (0,), "log", "verify")
    after.replace(before)


def step(world, good, *words):
    done = world.samkat(*words)
    if done.returncode not in good:
        last = (done.stdout + done.stderr).strip().splitlines()[-3:]
        raise Wrong(f"samkat {words[0]} ended with {done.returncode}: {' / '.join(last)}")


def expect(status, text):
    if status != 0:
        lines = text.strip().splitlines()
        raise Wrong(f"{lines[-1] if lines else status}; first: {lines[0] if lines else ''}")
