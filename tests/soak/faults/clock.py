"""11: clocks and marks of time that are wrong."""
import datetime
import json

from .exports import guards_of
from .people import pupil
from .telling import check, check_said, story
from .town import MONDAY, Town

ALL = [pupil(number, unit=number // 16) for number in range(200)]
DAY = datetime.timedelta(days=1)


@story(11, "the clock is set back a month")
def set_back(tale):
    town = Town(tale)
    town.clock = MONDAY
    begun_lately = [{**row, "start": "2026-09-07"} if number % 4 == 0 else row for number, row in enumerate(ALL)]
    town.export("skara", begun_lately)
    town.settle()
    town.clock -= 30 * DAY
    town.export("skara", begun_lately[3:])
    guards = guards_of(town)
    done = tale.show(town.apply())
    check(town.count("grace") == 0, f"{town.count('grace')} in grace")
    check_said(done, 3)
    check("ENGINE_GUARD_CLOCK" in guards, f"held: {sorted(guards)}")
    tale.note("ENGINE_GUARD_CLOCK, 0 in grace")


@story(11, "an export marked with a time that has not been yet")
def marked_ahead(tale):
    town = Town(tale)
    town.clock = MONDAY
    town.export("skara", ALL)
    town.settle()
    town.export("skara", ALL[3:], age=-60 * DAY)
    for days in (1, 1, 10):
        town.clock += days * DAY
        done = tale.show(town.apply())
        check(town.count("grace") == 0, f"{town.count('grace')} in grace")
        check_said(done, 3, "RUN_SOURCE_AHEAD")
    states = {each["state"] for each in json.loads(town.samkat("status", "--json").out)["sources"]}
    check("fresh" not in states, f"status calls it {states}")
    tale.note(f"0 in grace, status says {' '.join(states)}")
