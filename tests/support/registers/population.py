"""The people and schools of one municipality, and how day 0 is made."""

import datetime
import random
from dataclasses import dataclass, field
from typing import NamedTuple

from . import names, numbers

SECRECY, PROTECTED_REGISTRATION = "Sekretessmarkering", "Skyddad folkbokföring"
LANGUAGES = {"SPA": "Spanska", "TYS": "Tyska", "FRA": "Franska"}
SUBJECTS = {
    "GR": {"SV": "Svenska", "MA": "Matematik", "EN": "Engelska",
           "IDH": "Idrott och hälsa"},
    "GY": {"SVE": "Svenska", "MAT": "Matematik", "ENG": "Engelska",
           "HIS": "Historia"},
}
SUBJECT_NAMES = {**SUBJECTS["GR"], **SUBJECTS["GY"], **LANGUAGES}
PROGRAMMES = ("NA", "SA", "EK", "TE", "VO", "BA", "EE")
TEACHING_ROLES = ("Lärare", "Förstelärare")
OTHER_ROLES = ("Fritidspedagog", "Kurator", "Skolsköterska",
               "Studie- och yrkesvägledare", "Lärarassistent", "Bibliotekarie",
               "Skoladministratör", "Speciallärare/specialpedagog",
               "Annan personal")
ITINERANT_ROLES = ("Kurator", "Skolsköterska", "Studie- och yrkesvägledare")
_PLACES = ("Ekbacka", "Björkhaga", "Ängs", "Sjölunda", "Norrhaga", "Tallåsa",
           "Ljungby", "Rösäter", "Vindala", "Kvarnby", "Åkra", "Hagalunda",
           "Stenhammar", "Lerdala", "Fågelviks", "Österby", "Västerhöjd", "Granli",
           "Solhälla", "Älvhög")


@dataclass(slots=True, eq=False)
class Human:
    """A human being. civic_no is what registers say now (12 characters),
    next_civic_no what it will be when a TF or coordination number gives way.
    linked: has more than one Account, and so is left alone by most events."""

    person: str
    sex: int
    birth: datetime.date
    given: str
    call: str
    family: str
    civic_no: str
    next_civic_no: str = None
    email: str = ""
    mobile: str = ""
    linked: bool = False


class Class(NamedTuple):
    """A class for as long as it lives; its name follows the school year.
    started: the year in whose autumn its first year began (FKLASS or GY 1).
    programme: "" in GR. letter: "" means all classes of the year."""

    school: int
    programme: str
    started: int
    letter: str


@dataclass(slots=True)
class School:
    """units: [(code, name, first grade, last grade)], one or two of them."""

    name: str
    kind: str  # GR or GY
    units: list

    def unit(self, grade):
        """(code, name) of the unit where a grade is taught."""
        for code, name, first, last in self.units:
            if first <= grade <= last:
                return code, name
        return self.units[-1][:2]

    @property
    def codes(self):
        return [unit[0] for unit in self.units]


@dataclass(slots=True, eq=False)
class Pupil:
    """A pupil's row. stopped: the school year whose class and grade the row
    keeps when its end date has passed. protection: "" or a securityMarking."""

    human: Human
    register_id: str
    class_: Class
    start: datetime.date
    language: str
    guardians: list
    end: datetime.date = None
    ended_day: int = None
    stopped: int = None
    protection: str = ""


@dataclass(slots=True, eq=False)
class Worker:
    """A staff member's row. units: school unit codes."""

    human: Human
    register_id: str
    units: list
    role: str
    start: datetime.date
    end: datetime.date = None
    ended_day: int = None
    protection: str = ""


def school_year_of(date):
    """The year in whose autumn the school year of a date began."""
    return date.year if date.month >= 7 else date.year - 1


@dataclass(eq=False)
class Municipality:
    """One municipality's register as it stands on one day."""

    spec: object
    seed: int
    start_date: datetime.date
    slots: numbers.Slots
    school_year: int = 0
    schools: list = field(default_factory=list)
    classes: list = field(default_factory=list)
    pupils: dict = field(default_factory=dict)   # register id -> Pupil
    staff: dict = field(default_factory=dict)    # register id -> Worker
    teaching: dict = field(default_factory=dict)  # (Class, subject) -> staff id
    gone: list = field(default_factory=list)     # [(day, Pupil or Worker)]
    families: list = field(default_factory=list)  # [(family name, guardians)]
    marked_later: list = field(default_factory=list)  # register ids, protected
    commuting: list = field(default_factory=list)  # Humans set aside, see there
    humans_made: int = 0
    rows_made: int = 0
    addresses_made: int = 0

    def __post_init__(self):
        self.school_year = school_year_of(self.start_date)
        self._facts = {}
        self.names = names.Names(wide=self.spec.format != "csv-semicolon")

    def rng(self, *purpose):
        """A stream of its own for every purpose, so that drawing more in one
        changes nothing in another."""
        return random.Random("/".join(map(str, (self.seed, self.spec.code,
                                                *purpose))))

    # -- what a row says ---------------------------------------------------
    def grade(self, class_, year=None):
        """0 - 9 in GR (0 is FKLASS), 1 - 3 in GY."""
        first = 1 if class_.programme else 0
        return (year or self.school_year) - class_.started + first

    def class_name(self, class_, year=None):
        """7A, FA or NA24B."""
        if class_.programme:
            return f"{class_.programme}{class_.started % 100:02d}{class_.letter}"
        return f"{self.grade(class_, year) or 'F'}{class_.letter}"

    def facts(self, pupil):
        """(unit code, unit name, grade, class name) of a pupil's row."""
        key = pupil.class_, pupil.stopped or self.school_year
        if key not in self._facts:
            grade = self.grade(*key)
            unit = self.schools[pupil.class_.school].unit(grade)
            self._facts[key] = (*unit, grade, self.class_name(*key))
        return self._facts[key]

    def group_code(self, class_, subject):
        """The code of a teaching group, such as MA7A."""
        return subject + self.class_name(class_)

    def pupil_groups(self, pupil):
        """[(code, name)] of a pupil's teaching groups; FKLASS has none."""
        _, _, grade, name = self.facts(pupil)
        if grade < 1:
            return []
        kind = self.schools[pupil.class_.school].kind
        groups = [(code + name, f"{subject} {name}")
                  for code, subject in SUBJECTS[kind].items()]
        if pupil.language and kind == "GR" and grade >= 6:
            groups.append((f"{pupil.language}{grade}",
                           f"{LANGUAGES[pupil.language]} {grade}"))
        return groups

    def taught(self):
        """{staff register id: sorted [(code, name)]} of everybody who teaches."""
        taught = {}
        for (class_, subject), worker in self.teaching.items():
            grade = self.grade(class_)
            lowest = 6 if subject in LANGUAGES else 1
            if worker and grade >= lowest:
                name = f"{SUBJECT_NAMES[subject]} {self.class_name(class_)}"
                taught.setdefault(worker, set()).add(
                    (self.group_code(class_, subject), name))
        return {worker: sorted(groups) for worker, groups in taught.items()}

    # -- making people -----------------------------------------------------
    def new_human(self, rng, year, number=numbers.real_number, slot=None):
        """A human born in `year` with a civic number of the wanted kind."""
        slot = slot or self.slots.take(year, rng.randrange(2))
        given, call = self.names.given(rng, slot.sex)
        if not numbers.has_real(slot):
            number = numbers.tf_number
        human = Human(
            person=numbers.person_id(self.seed, self.spec.code, self.humans_made),
            sex=slot.sex, birth=slot.date, given=given, call=call,
            family=self.names.family(rng), civic_no=number(slot))
        if number is not numbers.real_number and numbers.has_real(slot):
            human.next_civic_no = numbers.real_number(slot)
        self.humans_made += 1
        return human

    def address(self, rng, human, domain=None):
        """A contact address that nobody else has; under .example only."""
        local = ".".join(filter(None, (names.ascii_lower(human.call),
                                       names.ascii_lower(human.family))))
        domain = domain or rng.choice(("post.example", "mejl.example",
                                       "hemma.example"))
        self.addresses_made += 1
        return f"{local}.{self.spec.code}-{self.addresses_made}@{domain}"

    def new_row_id(self, kind):
        """A register id in the form the format's registers have; kind is
        "pupil" or "staff"."""
        serial = self.rows_made
        self.rows_made += 1
        if self.spec.format in ("csv-comma", "jsonl"):
            return numbers.uuid_text(self.seed, self.spec.code, kind, serial)
        letters = {"csv-semicolon": "EA", "xml": "ga"}[self.spec.format]
        return letters[kind == "staff"] + numbers.seven_digits(
            self.seed, self.spec.code, serial)

    def _new_family(self, rng, family):
        guardians = []
        for _ in range(1 if rng.random() < 0.2 else 2):
            year = self.start_date.year - rng.randint(28, 57)
            guardian = self.new_human(rng, year)
            if rng.random() < 0.7:
                guardian.family = family
            guardian.email = self.address(rng, guardian)
            # 070-1740605 - 070-1740699 are never given to a subscriber.
            guardian.mobile = f"070-17406{rng.randint(5, 99):02d}"
            guardians.append(guardian)
        self.families.append((family, guardians))
        return guardians

    def add_pupil(self, rng, class_, start, human=None, register_id=None,
                  number=numbers.real_number, guardians=None):
        """Put a pupil into a class; a new human unless one is given."""
        if human is None:
            age = 16 if class_.programme else 6
            late = rng.random()
            offset = 1 if late < 0.02 else -1 if late > 0.985 else 0
            human = self.new_human(rng, class_.started - age - offset, number)
            if self.families and rng.random() < 0.3:
                human.family, guardians = self.families[
                    -1 - rng.randrange(min(200, len(self.families)))]
            if rng.random() < 0.4:
                human.email = self.address(rng, human)
        if guardians is None:
            guardians = self._new_family(rng, human.family)
        pupil = Pupil(human, register_id or self.new_row_id("pupil"), class_,
                      start, rng.choice(("SPA", "TYS", "FRA", "")), guardians)
        self.pupils[pupil.register_id] = pupil
        return pupil

    def add_worker(self, rng, units, role, start, human=None):
        """Employ somebody; a new human unless one is given."""
        if human is None:
            human = self.new_human(rng, self.start_date.year - rng.randint(24, 66))
            human.email = self.address(rng, human, f"{self.spec.folder}.example")
        worker = Worker(human, self.new_row_id("staff"), list(units), role, start)
        self.staff[worker.register_id] = worker
        return worker

    # -- day 0 -------------------------------------------------------------
    def found(self):
        """Everything as it is on day 0, people shared with other
        municipalities excepted."""
        self._build_schools()
        for class_ in self._classes_of_all_years():
            self.open_class(class_)
        self._enrol()
        self._employ()
        self.assign_teachers(self.teaching)
        self._mark_day_0()
        self._set_commuters_aside()

    def _build_schools(self):
        rng = self.rng("schools")
        places = list(_PLACES)
        rng.shuffle(places)
        serials = iter(range(9000))

        def unit(name, first, last):
            code = numbers.unit_code(self.seed, self.spec.code, next(serials))
            return code, name, first, last

        for n in range(self.spec.schools):
            turn, place = divmod(n, len(places))
            stem = places[place] + ("" if not turn else f" {turn + 1} ")
            if self.spec.has_gymnasium and n == self.spec.schools - 1:
                name = f"{stem}gymnasiet"
                self.schools.append(School(name, "GY", [unit(name, 1, 3)]))
            elif n == 0:
                name = f"{stem}skolan"
                self.schools.append(School(name, "GR", [
                    unit(f"{name} F-6", 0, 6), unit(f"{name} 7-9", 7, 9)]))
            else:
                name = f"{stem}skolan"
                self.schools.append(School(name, "GR", [unit(name, 0, 9)]))

    def schools_of(self, kind):
        """Indexes of the schools of a kind."""
        return [n for n, s in enumerate(self.schools) if s.kind == kind]

    def classes_of_year(self, started):
        """The GR classes whose FKLASS began in the autumn of `started`."""
        schools = self.schools_of("GR")
        heads = self.spec.pupils / self.spec.grades / len(schools)
        count = max(2 if heads >= 8 else 1, round(heads / 22))
        return [Class(n, "", started, letters(k))
                for n in schools for k in range(count)]

    def gymnasium_classes_of_year(self, started):
        """The GY classes whose first year began in the autumn of `started`."""
        if not self.spec.has_gymnasium:
            return []
        heads = self.spec.pupils / self.spec.grades
        programmes = PROGRAMMES[: max(2, min(len(PROGRAMMES), int(heads / 20)))]
        count = max(1, round(heads / len(programmes) / 26))
        return [Class(n, programme, started, letters(k))
                for n in self.schools_of("GY")
                for programme in programmes for k in range(count)]

    def _classes_of_all_years(self):
        year = self.school_year
        for started in range(year - 9, year + 1):
            yield from self.classes_of_year(started)
        for started in range(year - 2, year + 1):
            yield from self.gymnasium_classes_of_year(started)

    def open_class(self, class_):
        """Add a class and its teaching groups, which have no teacher yet."""
        self.classes.append(class_)
        kind = self.schools[class_.school].kind
        for subject in SUBJECTS[kind]:
            self.teaching.setdefault((class_, subject), None)
        if kind == "GR":
            for language in LANGUAGES:
                whole_year = class_._replace(letter="")
                self.teaching.setdefault((whole_year, language), None)

    def assign_teachers(self, keys, without=""):
        """Give each teaching group to a teacher at its unit, if there is one
        (other than `without`)."""
        teachers = self.teachers_at()
        for key in list(keys):
            fit = [w for w in teachers.get(self.unit_of(key[0]), ())
                   if w != without]
            rng = self.rng("teacher", *key[0], key[1], without)
            self.teaching[key] = rng.choice(fit) if fit else None

    def misplaced_groups(self):
        """The teaching groups whose teacher does not work at their unit."""
        at = {unit: set(ids) for unit, ids in self.teachers_at().items()}
        return [key for key, who in self.teaching.items()
                if who not in at.get(self.unit_of(key[0]), ())]

    def unit_of(self, class_):
        """The code of the unit where a class is this year."""
        return self.schools[class_.school].unit(self.grade(class_))[0]

    def teachers_at(self):
        """{unit code: [staff id]} of teachers who have not left; the order is
        the one in which they were employed."""
        found = {}
        for worker in self.staff.values():
            if worker.role in TEACHING_ROLES and worker.end is None:
                for unit in worker.units:
                    found.setdefault(unit, []).append(worker.register_id)
        return found

    def start_of(self, class_):
        """When somebody who has been in the class from the beginning began."""
        return min(datetime.date(class_.started, 8, 16),
                   self.start_date - datetime.timedelta(days=1))

    def _enrol(self):
        rng = self.rng("pupils")
        years = {}
        for class_ in self.classes:
            years.setdefault((class_.programme != "", class_.started),
                             []).append(class_)
        years = list(years.values())
        strange = self._strange_numbers()
        left = range(self.spec.pupils)
        namesakes = list(self._namesakes(rng, years))
        for n in list(left)[len(namesakes):]:
            class_ = rng.choice(years[n % len(years)])
            self.add_pupil(rng, class_, self.start_of(class_),
                           number=strange.get(n, numbers.real_number))
        self._special_names(rng, len(namesakes))

    def _strange_numbers(self):
        """{serial of a pupil: function of a slot} for those without a
        personnummer: one in 200 has a TF number, one in 100 a coordination
        number, and at least one of each where there are ten pupils."""
        if self.spec.pupils < 10:
            return {}
        few = max(1, self.spec.pupils // 200)
        many = max(1, self.spec.pupils // 100)
        places = self.rng("strange").sample(
            range(2 + 2 * (self.spec.pupils // 400), self.spec.pupils),
            min(few + many, self.spec.pupils - 6))
        return {place: numbers.tf_number if n < few else
                numbers.coordination_number for n, place in enumerate(places)}

    def _namesakes(self, rng, years):
        """Pairs in one school with the same name and birth date; yields once
        for every pupil made. One pair in 400 pupils, at least one where there
        are twenty."""
        if self.spec.pupils < 20:
            return
        for n in range(min(max(1, self.spec.pupils // 400), len(years))):
            class_ = rng.choice(years[n])
            age = 16 if class_.programme else 6
            slots = self.slots.pair(class_.started - age)
            name = self.names.either(rng), self.names.family(rng)
            for slot in slots or ():
                human = self.new_human(rng, None, slot=slot)
                human.given, human.family = name
                human.call = human.given
                other = [c for c in years[n] if c.school == class_.school]
                self.add_pupil(rng, rng.choice(other), self.start_of(class_),
                               human=human)
                yield len(self.pupils)

    def _special_names(self, rng, first):
        """Give the names of names.SPECIAL to some of the pupils from the
        first-th on: those before have namesakes."""
        alone = [p for p in list(self.pupils.values())[first:]
                 if not p.human.next_civic_no]
        chosen = rng.sample(alone, min(len(names.SPECIAL), len(alone) // 8))
        for pupil, (given, family) in zip(chosen, names.SPECIAL):
            pupil.human.given, pupil.human.family = given, family
            pupil.human.call = given.split(" ")[0]

    def _employ(self):
        rng = self.rng("staff")
        for n in range(self.spec.staff):
            school = self.schools[n % len(self.schools)]
            turn = n // len(self.schools)
            role, units = self._post(rng, school, turn)
            began = datetime.date(self.start_date.year - rng.randint(1, 20), 8, 1)
            self.add_worker(rng, units, role, began)
        if self.spec.format == "csv-comma" and self.spec.staff >= 20:
            self._employ_centenarian(rng)
        self._employ_pupil(rng)

    def _post(self, rng, school, turn):
        """(role, unit codes) of the turn-th person employed at a school."""
        if turn == 0:
            return "Rektor", school.codes
        if turn % 4 == 3:
            role = OTHER_ROLES[(turn // 4) % len(OTHER_ROLES)]
            if role in ITINERANT_ROLES:
                return role, self.all_units(rng)
            return role, school.codes[:1]
        role = "Förstelärare" if turn % 7 == 1 else "Lärare"
        units = school.codes
        if len(units) > 1 and rng.random() < 0.6:
            units = [rng.choice(units)]
        return role, units

    def all_units(self, rng):
        """Up to three unit codes from anywhere in the municipality."""
        codes = [code for school in self.schools for code in school.codes]
        return rng.sample(codes, min(3, len(codes)))

    def _employ_centenarian(self, rng):
        """A storyteller of 101 years, whose ten-digit number is written with
        a plus sign."""
        human = self.new_human(rng, self.start_date.year - 101)
        human.email = self.address(rng, human, f"{self.spec.folder}.example")
        self.add_worker(rng, self.schools[0].codes[:1], "Annan personal",
                        self.start_of(self.classes[-1]), human)

    def _employ_pupil(self, rng):
        """One pupil of the last year of GY is also a teaching assistant."""
        fit = [p for p in self.pupils.values() if p.class_.programme
               and self.grade(p.class_) == 3 and not p.human.next_civic_no]
        if fit and self.spec.staff:
            pupil = fit[0]
            pupil.human.linked = True
            self.add_worker(rng, self.schools[0].codes[:1], "Lärarassistent",
                            self.start_of(self.classes[-1]), pupil.human)

    def _mark_day_0(self):
        """Protected people, future starters and rows that have long ended."""
        rng = self.rng("marks")
        plain = [p for p in self.pupils.values() if not p.human.linked
                 and not p.human.next_civic_no]
        young = [p for p in plain
                 if not p.class_.programme and self.grade(p.class_) <= 5]
        if len(young) >= 10:
            self._mark_dates(rng.sample(young, 5))
        plain = [p for p in plain if p.end is None and p.start < self.start_date]
        marked = rng.sample(plain, max(1, len(plain) // 150)) if plain else ()
        for n, pupil in enumerate(marked):
            pupil.protection = (SECRECY, PROTECTED_REGISTRATION)[n % 2]
        workers = [w for w in self.staff.values()
                   if not w.human.linked and w.role == "Lärare"]
        if len(workers) >= 4:
            for worker in rng.sample(workers, max(1, len(workers) // 100)):
                worker.protection = SECRECY

    def _set_commuters_aside(self):
        """One teacher in fifty, at least one, will also work in the next
        municipality of the list; set aside whether there is a next or not.
        Their names suit every format."""
        fit = [w.human for w in self.staff.values()
               if w.role == "Lärare" and not w.protection
               and names.fits_windows_1252(w.human.given + w.human.family)]
        self.commuting = fit[: max(1, self.spec.staff // 50)]
        for human in self.commuting:
            human.linked = True

    def employ_commuters(self, humans):
        """Teachers of the municipality before in the list also work here: one
        in fifty of the staff, at least one. They get a register id of ours."""
        if not self.spec.staff:
            return
        rng = self.rng("commuters")
        for human in humans[: max(1, self.spec.staff // 50)]:
            school = rng.choice(self.schools)
            began = datetime.date(self.start_date.year - rng.randint(1, 5), 8, 1)
            self.add_worker(rng, school.codes[:1], "Lärare", began, human)

    def _mark_dates(self, five):
        """Two start after the lead days, one within them, two have ended."""
        days = datetime.timedelta
        far, farther, near, *ended = five
        far.start = self.start_date + days(days=self.spec.lead + 3)
        farther.start = self.start_date + days(days=self.spec.lead + 20)
        near.start = self.start_date + days(days=self.spec.lead)
        for pupil in ended:
            pupil.end = self.start_date - days(days=20)
            pupil.ended_day = 0
            pupil.stopped = self.school_year


def letters(n):
    """A, B, ... Z, AA, AB, ..."""
    text = chr(ord("A") + n % 26)
    return text if n < 26 else letters(n // 26 - 1) + text
