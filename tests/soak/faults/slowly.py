"""6: the guard over time, over dates, and its own settings."""
import datetime
import json
import shutil

from .exports import guards_of
from .people import pupil
from .telling import check, check_said, story
from .town import CODES, MONDAY, Town

ALL = [pupil(number, unit=number // 16) for number in range(400)]
STRIDE = 27  # has no divisor in common with 400
DAY = datetime.timedelta(days=1)
# A [guard] that lets sixty of four hundred go; the programs of the first version know the first lines only.
WEAK = "max_leavers = 1000\nmax_leavers_per_mille = 1000\nsmall_floor = 1000\nshrink_per_mille = 1000\nconfig_change = false\n"
WEAK_TODAY = "".join(f"{name} = 1000\n" for name in (
    "day_leavers_per_mille", "week_leavers_per_mille", "day_changes_per_mille", "week_changes_per_mille", "period_floor",
    "part_floor", "part_per_mille", "max_groups_per_mille"))


def a_town_of_400(tale, clock=None):
    town = Town(tale)
    town.clock = clock
    town.export("skara", ALL)
    town.settle()
    return town


@story(6, "four pupils vanish in each of fifteen runs within a minute")
def four_in_each_run(tale):
    town = a_town_of_400(tale)
    guards, spread = set(), [ALL[STRIDE * number % len(ALL)]["id"] for number in range(60)]  # of every school a few
    for run in range(1, 16):
        gone = set(spread[:4 * run])
        town.export("skara", [row for row in ALL if row["id"] not in gone])
        if run == 2:
            guards = guards_of(town)
        done = town.apply()
        if town.count("grace") > 4 or done.status != (0 if run == 1 else 3):
            break
    tale.show(done, times=run)
    check(town.count("grace") <= 4, f"{town.count('grace')} of 400 in grace after {run} runs")
    check_said(done, 3)
    check("ENGINE_GUARD_LEAVERS_LATELY" in guards, f"held: {sorted(guards)}")
    tale.note(f"ENGINE_GUARD_LEAVERS_LATELY, {town.count('grace')} in grace, exit 3 from the second run on")


@story(6, "last week's export under a new time stamp")
def last_weeks_export(tale):
    town = a_town_of_400(tale, MONDAY)
    town.clock += DAY
    newer = [*ALL, *(pupil(number, unit=number % 25) for number in range(400, 420))]
    town.export("skara", newer)
    town.apply()
    town.approve_all()
    check(len(town.people()) == 420, f"the story does not begin: {len(town.people())} accounts")
    for _ in range(6):
        town.clock += DAY
        town.export("skara", newer)
        town.settle()
    before = town.lines()
    town.clock += DAY
    town.export("skara", ALL)
    guards = guards_of(town)
    done = tale.show(town.apply())
    check(town.lines() == before, f"entries are not as they were, {town.count('grace')} in grace")
    check_said(done, 3)
    check("ENGINE_GUARD_REPEATED" in guards, f"held: {sorted(guards)}")
    tale.note(f"ENGINE_GUARD_REPEATED, {town.count('grace')} in grace")


@story(6, "start dates moved to the future")
def starts_later(tale):
    town = a_town_of_400(tale, MONDAY)
    town.clock += DAY
    town.export("skara", [{**row, "start": "2026-11-02"} for row in ALL])
    found = {each["id"] for each in town.plans()[CODES["skara"]]["findings"]}
    done = tale.show(town.apply())
    check(town.count("grace") == 0, f"{town.count('grace')} in grace")
    check_said(done, 3)
    check("ENGINE_PLAN_STARTS_LATER" in found, f"found: {sorted(found)}")
    tale.note("ENGINE_PLAN_STARTS_LATER, 0 in grace")


@story(6, "plan --config-try with a weaker guard, written to a file and applied")
def a_guard_on_trial(tale):
    town = a_town_of_400(tale)
    town.export("skara", ALL[60:])
    trial, weak = town.folder / "trial", WEAK + (WEAK_TODAY if town.has_cage else "")
    shutil.copytree(town.folder / "config", trial)
    (trial / "samkat.toml").write_text(town.main_file().read_text("utf-8").replace("[guard]\n", "[guard]\n" + weak), "utf-8")
    planned = town.samkat("plan", "--config-try", trial, "--out", town.folder / "plan.json")
    planned.command = "plan --config-try trial --out plan.json"
    check(tale.show(planned).status in (0, 3), f"plan --config-try: exit {planned.status}: {planned.text.strip()[-300:]}")
    through = [each for each in json.loads((town.folder / "plan.json").read_text("utf-8"))[0]["changes"] if not each["held"]]
    check(len(through) >= 60, f"the story does not begin: {len(through)} changes are let through on trial")
    done = town.samkat("apply", town.folder / "plan.json", "--yes")
    done.command = "apply plan.json --yes"
    tale.show(done)
    check(town.count("grace") == 0, f"{town.count('grace')} in grace")
    check_said(done, 1, "RUN_PLAN_CONFIG")
    tale.note("0 in grace")
