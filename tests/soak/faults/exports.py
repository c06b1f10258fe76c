"""6: exports of which a part is missing."""
from .people import PUPIL_COLUMNS, UNITS, pupil, staff
from .settings import source
from .telling import check, check_said, story
from .town import CODES, Town

SHARED = [f"{1400 + number}" for number in range(15)]
NO_CLASS = {"class": ""}  # a class that is missing would be told first


def guards_of(town, code=CODES["skara"]):
    return {each["guard"] for each in town.plans()[code]["held"]}


def check_held(tale, town, code, *wanted):
    """The rest goes on, the missing are held by one of the rules, and nobody is in grace."""
    guards = guards_of(town, code)
    done = tale.show(town.apply())
    check(town.count("grace") == 0, f"{town.count('grace')} in grace")
    check_said(done, 3)
    check(guards & set(wanted), f"held: {sorted(guards)}")
    tale.note(f"{' '.join(sorted(guards & set(wanted)))}, 0 in grace")


@story(6, "one school of twenty-five is missing")
def a_school_missing(tale):
    town = Town(tale)
    rows = [pupil(number, unit=number // 16, **NO_CLASS) for number in range(400)]
    town.export("skara", rows)
    town.settle()
    town.export("skara", [row for row in rows if row["unit"] != UNITS[7]])
    check_held(tale, town, CODES["skara"], "ENGINE_GUARD_UNIT_GONE")


@story(6, "a source that fifteen municipalities share, without one of them")
def a_municipality_missing(tale):
    town = Town(tale, names=())
    columns = (*PUPIL_COLUMNS, "municipality")
    serves = ", ".join(f'"{code}"' for code in SHARED)
    rule = f'serves = [{serves}]\nmunicipality = "{{municipality}}"'
    with town.main_file().open("a", encoding="utf-8") as out:
        out.write(source("shared", town.path("shared"), more=rule))
    for code in SHARED:
        town.write_municipality(f"m{code}", code)
    rows = [pupil(number, unit=number // 9, municipality=SHARED[number // 18], **NO_CLASS) for number in range(270)]
    town.export("shared", rows, columns)
    town.settle()
    check(len(town.people()) == 270, f"the story does not begin: {len(town.people())} accounts")
    town.export("shared", [row for row in rows if row["municipality"] != SHARED[4]], columns)
    check_held(tale, town, SHARED[4], "ENGINE_GUARD_SHARE_GONE", "ENGINE_GUARD_UNIT_GONE")


@story(6, "a staff file of fifteen rows has one")
def a_staff_file_of_one(tale):
    town = Town(tale)
    town.add_source("skara", source("skara-personal", town.path("personal"), "staff"))
    town.export("skara", [pupil(number, unit=number // 16) for number in range(48)])
    teachers = [staff(number, unit=number % 3) for number in range(15)]
    town.export("personal", teachers)
    town.settle()
    check(len(town.people()) == 63, f"the story does not begin: {len(town.people())} accounts")
    town.export("personal", teachers[:1])
    check_held(tale, town, CODES["skara"], "ENGINE_GUARD_SHARE_GONE", "ENGINE_GUARD_SHRUNKEN_SOURCE")
