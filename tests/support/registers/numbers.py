"""Civic numbers, school unit codes and register ids.

Every human being owns one *slot*: (birth year, sex, position). A slot names a
date and a series, and each form a civic number can take (real, coordination
number, TF) is an injective function of the slot, so two humans can share none
of them.

    position // days in year = phase        position % days in year = date
    phase 0        individual number 238 (woman) or 239 (man), the test series
    phase 1 - 10   individual number 980 - 999, only when phase 0 has run out
    phase 11 - 45  TF numbers only

Each municipality reserves a block of positions for every year, as large as its
declared size asks for, in the order of the list. What an earlier municipality
gets therefore depends neither on later ones nor on the day.
"""

import calendar
import datetime
import hashlib
import random
import uuid
from collections import namedtuple

WOMAN, MAN = 0, 1
REAL_PHASES = 11
ALL_PHASES = 46

Slot = namedtuple("Slot", "date sex phase")  # date: datetime.date


def luhn(digits):
    """The check digit (int) of a string of nine digits, weights 2,1,2,..."""
    plain = sum(map(int, digits[1::2]))
    doubled = (int(char) * 2 for char in digits[0::2])
    return -(plain + sum(d - 9 if d > 9 else d for d in doubled)) % 10


def _checked(date, day, individual):
    """12 digits: the date with its day replaced by `day`, NNN, check digit."""
    ten = f"{date.year % 100:02d}{date.month:02d}{day:02d}{individual:03d}"
    return f"{date.year // 100:02d}{ten}{luhn(ten)}"


def _individual(slot):
    """The three digits NNN of a slot that has a real number."""
    if slot.phase == 0:
        return 238 + slot.sex
    return 980 + 2 * (slot.phase - 1) + slot.sex


def has_real(slot):
    """Whether the slot has a real civic number (and not only a TF number)."""
    return slot.phase < REAL_PHASES


def real_number(slot):
    """The personnummer of a slot: 12 digits."""
    return _checked(slot.date, slot.date.day, _individual(slot))


def coordination_number(slot):
    """The samordningsnummer of a slot: 12 digits, day + 60."""
    return _checked(slot.date, slot.date.day + 60, _individual(slot))


def tf_number(slot):
    """The TF number of a slot: YYYYMMDDTFxx, next to last digit even = woman."""
    tens = 2 * (slot.phase % 5) + slot.sex
    return f"{slot.date:%Y%m%d}TF{tens}{slot.phase // 5}"


def with_dash(number):
    """YYYYMMDD-NNNC."""
    return f"{number[:8]}-{number[8:]}"


def ten_digit(number, today):
    """YYMMDD-NNNC, or YYMMDD+NNNC from the year the person turns 100."""
    mark = "+" if today.year - int(number[:4]) >= 100 else "-"
    return f"{number[2:8]}{mark}{number[8:]}"


class Calendar:
    """The shuffled dates of every year; the same for all municipalities."""

    def __init__(self, seed):
        self._seed = seed
        self._years = {}

    def dates(self, year):
        """All dates of `year` in an order given by the seed."""
        if year not in self._years:
            days = 366 if calendar.isleap(year) else 365
            first = datetime.date(year, 1, 1)
            dates = [first + datetime.timedelta(days=n) for n in range(days)]
            random.Random(f"{self._seed}/dates/{year}").shuffle(dates)
            self._years[year] = dates
        return self._years[year]


def block_sizes(spec, year, start_year):
    """(positions, spare TF positions) that `spec` reserves for each sex of a
    birth year. Pupils are born 4 - 21 years before the start, staff and
    guardians 22 - 70 years before; other years get a handful."""
    age = start_year - year
    if 4 <= age <= 21:
        expected = spec.pupils / spec.grades
        if age in (15, 16) and spec.has_gymnasium:
            expected *= 2  # year 9 and, a school year later, the new GY 1
    elif 22 <= age <= 70:
        expected = spec.staff / 40 + 1.2 * spec.pupils / 30
    else:
        expected = 0
    return int(0.75 * expected) + 16, 4 * int(expected) + 64


class Slots:
    """The slots of one municipality: `index` is its place in `specs`."""

    def __init__(self, calendar_, specs, index, start_year):
        self._calendar = calendar_
        self._specs = specs
        self._index = index
        self._start_year = start_year
        self._blocks = {}
        self._taken = {}

    def _block(self, year):
        """[(first, end), (first spare, end spare)] of this municipality."""
        if year not in self._blocks:
            days = len(self._calendar.dates(year))
            first, spare = 0, days * REAL_PHASES
            for spec in self._specs[: self._index]:
                size, more = block_sizes(spec, year, self._start_year)
                first, spare = first + size, spare + more
            size, more = block_sizes(self._specs[self._index], year,
                                     self._start_year)
            limit, last = days * REAL_PHASES, days * ALL_PHASES
            self._blocks[year] = [
                (min(first, limit), min(first + size, limit)),
                (min(spare, last), min(spare + more, last))]
        return self._blocks[year]

    def _slot(self, year, sex, position):
        dates = self._calendar.dates(year)
        return Slot(dates[position % len(dates)], sex, position // len(dates))

    def _next(self, year, sex, part):
        """The next free slot of one part of the block, or None. The first
        position of the real part is kept for `pair`."""
        first, end = self._block(year)[part]
        taken = self._taken.get((year, sex, part), 1 - part)
        if first + taken >= end:
            return None
        self._taken[(year, sex, part)] = taken + 1
        return self._slot(year, sex, first + taken)

    def take(self, year, sex):
        """A slot nobody has: of the wanted sex if there is one left, else of
        the other, else one that has a TF number only."""
        for part in (0, 1):
            for wanted in (sex, 1 - sex):
                slot = self._next(year, wanted, part)
                if slot:
                    return slot
        raise ValueError(f"no civic numbers left for birth year {year}: fewer "
                         "municipalities or days, or larger declared sizes")

    def pair(self, year):
        """(woman's slot, man's slot) on the same date, once a year; or None."""
        first, end = self._block(year)[0]
        if first >= end or (year, "pair") in self._taken:
            return None
        self._taken[(year, "pair")] = 1
        return self._slot(year, WOMAN, first), self._slot(year, MAN, first)


def unit_code(seed, municipality, serial):
    """School unit code: 8 digits, 10000000 - 99999999. Every municipality code
    has 9000 codes of its own, spread over the range by an affine bijection."""
    if not 0 <= serial < 9000:
        raise ValueError("a municipality has at most 9000 school units")
    shift = int.from_bytes(_hash(f"{seed}/units")[:4], "big")
    place = int(municipality) * 9000 + serial
    return str(10000000 + (place * 48271939 + shift) % 90000000)


def _hash(text):
    return hashlib.blake2b(text.encode(), digest_size=16).digest()


def seven_digits(seed, municipality, serial):
    """A register id of seven digits, different for every serial < 9000000."""
    shift = int.from_bytes(_hash(f"{seed}/{municipality}/ids")[:3], "big")
    return str(1000000 + (serial * 7654321 + shift) % 9000000)


def uuid_text(seed, municipality, kind, serial):
    """A register id in the form of a random UUID."""
    raw = _hash(f"{seed}/{municipality}/{kind}/{serial}")
    return str(uuid.UUID(bytes=raw, version=4))


def person_id(seed, municipality, serial):
    """The generator's own opaque id of a human being."""
    return "h" + _hash(f"{seed}/{municipality}/human/{serial}").hex()[:16]
