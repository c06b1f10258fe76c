"""10: civic numbers in columns and messages where nobody expects them."""
from . import connector
from .people import pupil
from .telling import check, check_said, check_silent, story
from .town import Town

PUPILS = [pupil(number) for number in range(24)]


def forms(number):
    """How a civic number may be written."""
    return [number, number[2:], f"{number[:8]}-{number[8:]}", f"{number[2:8]}-{number[8:]}"]


def check_number_stands_nowhere(tale, column, written):
    town = Town(tale)
    town.export("skara", PUPILS)
    town.settle()
    number = PUPILS[5]["civic"]
    rows = [{**row, column: written(number)} if row["id"] == "e5" else row for row in PUPILS]
    town.export("skara", [*rows, {**pupil(30), column: written(pupil(30)["civic"])}])
    secrets = [each for whose in (number, pupil(30)["civic"]) for each in forms(whose)]
    done = tale.show(town.samkat("plan"))
    for words in (["plan"], ["plan", "--all"], ["plan", "--json"], ["connector", "test", "skara-elever"],
                  ["connector", "test", "skara-elever", "--json"], ["person", "e5"], ["status", "--json"], ["apply", "--yes"]):
        check_silent(town.samkat(*words).text, secrets, " ".join(words))
    check(done.status in (0, 3) and done.ids, "plan tells nothing of it")
    for dn, values in town.people().items():
        shown = " ".join(value for name, found in values.items() for value in found if name != "norEduPersonNIN")
        check_silent(shown, secrets, dn)
    tale.note("the number stands in none of 8 outputs")


@story(10, "a civic number in the column of start dates")
def in_a_date(tale):
    check_number_stands_nowhere(tale, "start", lambda number: f"{number[:8]}-{number[8:]}")


@story(10, "a civic number in the column of school units")
def in_a_unit(tale):
    check_number_stands_nowhere(tale, "unit", lambda number: number)


@story(10, "a civic number in the column of marks")
def in_a_mark(tale):
    check_number_stands_nowhere(tale, "protected", lambda number: f"{number[2:8]}-{number[8:]}")


@story(10, "a connector's line that is broken JSON")
def in_broken_json(tale):
    town = Town(tale, sources=False)
    town.add_source("skara", connector.told(town))
    connector.write(town, PUPILS)
    town.settle()
    number, name = PUPILS[5]["civic"], "Desideria"
    broken = (f'[0, 1, "e5", "{number}", "{name}" {number} x', f"{number} {name}", f'{{"finding": {number}', f'{{"set": "{number}"}}')
    for line in broken:
        connector.write(town, PUPILS, f"print({line!r})\n")
        for words in (["plan"], ["plan", "--json"], ["connector", "test", "skara-elever"], ["apply", "--yes"]):
            done = town.samkat(*words)
            check_silent(done.text, [*forms(number), name], " ".join(words))
    check_said(tale.show(done), 3, "SOURCES_NOT_A_MESSAGE|BASE_JSON_SYNTAX|BASE_JSON_SHAPE")
    tale.note("nothing of 4 broken lines is quoted in 16 outputs")
