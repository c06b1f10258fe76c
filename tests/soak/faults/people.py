"""Generated people, and the rows of exports that describe them."""
import datetime
import random

from tests.support.registers import numbers
from tests.support.registers.names import Names

PUPIL_COLUMNS = ("id", "civic", "given", "family", "protected", "unit", "school", "year", "class", "start", "end")
STAFF_COLUMNS = ("id", "civic", "given", "family", "unit", "duty")
FIRST_BIRTH = {"pupil": datetime.date(2009, 1, 1), "staff": datetime.date(1970, 1, 1)}
MOST = 2000
WORDS = 2  # a name that the stories look for in texts has as many


def draw_names():
    """MOST pairs of given and family name, no pair twice and no two neighbours with a word in common."""
    names, chance, drawn, seen, last = Names(wide=False), random.Random("people"), [], set(), set()
    while len(drawn) < MOST:
        given, family = names.given(chance, len(drawn) % 2)[1], names.family(chance)
        words = set(f"{given} {family}".replace("-", " ").lower().split())
        if (given, family) in seen or words & last or len(given) < WORDS or len(family) < WORDS:
            continue
        seen.add((given, family))
        drawn.append((given, family))
        last = words
    return drawn


NAMES = draw_names()
UNITS = [numbers.unit_code(1, "1495", serial) for serial in range(100)]


def civic_number(number, role="pupil"):
    """The civic number of a generated person: one date for each."""
    return numbers.real_number(numbers.Slot(FIRST_BIRTH[role] + datetime.timedelta(days=number), number % 2, 0))


def pupil(number, unit=0, **changes):
    """A pupil's row. Pupils of one number are the same human being."""
    given, family = NAMES[number]
    row = {"id": f"e{number}", "civic": civic_number(number), "given": given, "family": family, "protected": "",
           "unit": UNITS[unit], "school": f"Skola {unit}", "year": "7", "class": "7A" if number // 2 % 2 else "7B",
           "start": "2025-08-18", "end": ""}
    return {**row, **changes}


def staff(number, unit=0, **changes):
    given, family = NAMES[-1 - number]
    row = {"id": f"a{number}", "civic": civic_number(number, "staff"), "given": given, "family": family, "unit": UNITS[unit],
           "duty": "Lärare"}
    return {**row, **changes}


def csv(rows, columns):
    lines = [";".join(columns)] + [";".join(row[column] for column in columns) for row in rows]
    return "\n".join(lines) + "\n"
