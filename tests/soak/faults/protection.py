"""3: marks of protected identity."""
import json

from .people import PUPIL_COLUMNS, UNITS, pupil
from .telling import check, check_said, check_silent, story
from .town import Town

PUPILS = [pupil(number) for number in range(24)]
HERS = {**pupil(1), "given": "Desideria", "family": "Lönnstierna", "class": "7H"}
SECRETS = [HERS["given"], HERS["family"], HERS["civic"], f"{HERS['civic'][:8]}-{HERS['civic'][8:]}"]
TELLING = {"givenName", "norEduPersonNIN", "sisSchoolUnitCode", "sisSchoolGrade", "sisSchoolCourseStudent"}
UNTOLD = ("cn", "sn", "displayName", "uid")


def with_her(**changes):
    return [{**HERS, **changes} if row["id"] == HERS["id"] else row for row in PUPILS]


def a_town_with_her(tale):
    """A town that she has an account in, and her PersonId."""
    town = Town(tale)
    town.export("skara", with_her())
    town.settle()
    return town, town.entry_of(HERS)[1]["samkatPersonId"][0]


def check_withheld(town, person):
    values = next(values for values in town.people().values() if values["samkatPersonId"] == [person])
    dn = next(dn for dn, each in town.people().items() if each["samkatPersonId"] == [person])
    check(all(values[name] == values["uid"] for name in UNTOLD), f"her entry tells her name: {values}")
    check(not TELLING & set(values), f"her entry tells of her: {values}")
    check(all(dn not in members for members in town.members().values()), "she stands in a group")


@story(3, "an active pupil becomes protected")
def newly_protected(tale):
    town, person = a_town_with_her(tale)
    town.export("skara", with_her(protected="J"))
    done = tale.show(town.apply())
    check_withheld(town, person)
    check_said(done, 3, "ENGINE_PROTECTED_WITHHELD")
    status = tale.show(town.samkat("status", "--json"))
    of_skara = json.loads(status.out)["municipalities"][0]
    check(status.status == 3, f"status ended with {status.status}")
    check((of_skara["protected"], of_skara["newly_protected"]) == (1, 1), f"status counts {of_skara}")
    tale.note("withheld in the same run, 1 protected, 1 newly")


@story(3, "the column of marks is blank")
def a_blank_column(tale):
    town, person = a_town_with_her(tale)
    town.export("skara", with_her(protected="J"))
    town.apply()
    town.export("skara", with_her())
    done = tale.show(town.apply())
    check_withheld(town, person)
    check_silent(done.text, SECRETS, "apply")
    check_said(done, 3, "ENGINE_PROTECTION_MARKS_GONE")
    held = [each["guard"] for each in town.plans()["1495"]["held"]]
    check("ENGINE_GUARD_UNPROTECTED" in held, f"held: {held}")
    tale.note("still withheld, no name shown")


@story(3, "the column of marks is missing")
def a_missing_column(tale):
    town, person = a_town_with_her(tale)
    town.export("skara", with_her(protected="J"))
    town.apply()
    town.export("skara", with_her(), columns=[each for each in PUPIL_COLUMNS if each != "protected"])
    done = tale.show(town.apply())
    check_withheld(town, person)
    check_silent(done.text, SECRETS, "apply")
    check_said(done, 3)
    tale.note("still withheld, no name shown")


@story(3, "a new protected pupil alone in a class and a school")
def a_class_of_one(tale):
    town = Town(tale)
    town.export("skara", PUPILS)
    town.settle()
    before = town.lines()
    town.export("skara", [*PUPILS, {**pupil(30, unit=9), "protected": "J", "class": "9X"}])
    guards = {each["guard"] for each in town.plans()["1495"]["held"]}
    done = tale.show(town.apply())
    check(guards == {"ENGINE_GUARD_PROTECTED"} and "made by hand" in done.text, f"held: {sorted(guards)}; {done.text.strip()}")
    check(town.lines() == before, f"made: {sorted(set(town.lines()) - set(before))}")
    for words in (["plan", "--all"], ["plan", "--json"], ["status"]):
        check_silent(town.samkat(*words).text, ["9X", UNITS[9], "Skola 9"], " ".join(words))
    tale.note("ENGINE_GUARD_PROTECTED, neither class nor school is made")


@story(3, "what is shown of a protected pupil without --reveal")
def looking_without_reveal(tale):
    town, person = a_town_with_her(tale)
    dn = town.entry_of(HERS)[0]
    town.export("skara", with_her(protected="J"))
    town.apply()
    shown, explained = town.samkat("person", person), town.samkat("explain", dn)
    shown.command, explained.command = "person ID", "explain DN"
    for done in (shown, explained):
        check_said(tale.show(done), 0)
        check("Is protected" in done.out, f"{done.command} shows {done.text.strip()}")
    check(person in shown.out, f"person does not show her id: {shown.out.strip()}")
    for words in (["person", person], ["person", person, "--json"], ["person", HERS["id"]], ["explain", dn],
                  ["explain", dn, "--json"], ["plan", "--all"], ["plan", "--json"], ["log", "--person", person],
                  ["attributes", person]):
        check_silent(town.samkat(*words).text, [*SECRETS, "7H"], " ".join(words))
    tale.note("the opaque id and no more, in 9 commands")
