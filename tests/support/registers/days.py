"""What happens in a municipality's register on each later day.

The rules stand in the package docstring; each kind of event is one method of
Day and draws from a random stream of its own.
"""

import datetime

from . import names, numbers
from .population import SECRECY, TEACHING_ROLES, Pupil

SCHOOL_YEAR_CHANGE = 10


def ends_before(civil):
    """The end date of somebody who is gone from `civil` on (dates are
    inclusive)."""
    return civil - datetime.timedelta(days=1)


class Day:
    """One day of one municipality. civil: the civil date of the day; civil_of:
    function day -> civil date; arriving: Pupil rows that left the municipality
    before in the list today."""

    def __init__(self, municipality, day, civil_of, arriving):
        self.m = municipality
        self.day = day
        self.civil = civil_of(day)
        self.civil_of = civil_of
        self.arriving = arriving
        self.moved_out = []
        self._touched = set()

    def live_through(self):
        """Let the day's events happen; returns the Pupil rows that moved to
        the next municipality in the list."""
        self._clear_old_rows()
        if self.day == SCHOOL_YEAR_CHANGE:
            self._change_school_year()
            return []
        self._returns()
        self._replacements()
        self._protections()
        self._move_out()
        self._leavers()
        self._new_classes_for_some()
        self._new_names()
        self._new_addresses()
        self._staff_events()
        self._new_pupils()
        self._move_in()
        return self.moved_out

    # -- choosing ----------------------------------------------------------
    def _count(self, rng, heads, per_mille):
        """How many of `heads` an event concerns: the share, rounded up or down
        by chance; on day 1 at least one."""
        count = int(heads * per_mille / 1000 + rng.random())
        return max(1, count) if self.day == 1 else count

    def _is_plain(self, row):
        """Whether an event may concern the row: it is in force with no end, is
        unprotected, its human has one Account and waits for no personnummer, and
        nothing else happened today."""
        return self._is_free(row) and not row.human.next_civic_no

    def _is_free(self, row):
        """The same, personnummer or not."""
        return (row.end is None and not row.protection and not row.human.linked
                and row.start <= self.civil
                and row.register_id not in self._touched)

    def _choose(self, rng, rows, count, fit=lambda row: True):
        """Up to `count` plain rows that fit, which are then taken for today."""
        rows = list(rows)
        chosen = []
        for _ in range(20 * count + 40 if rows and count else 0):
            row = rng.choice(rows)
            if self._is_plain(row) and fit(row):
                chosen.append(row)
                self._touched.add(row.register_id)
                if len(chosen) == count:
                    return chosen
        if len(chosen) < count:  # few fit: look at all of them
            rest = [row for row in rows if self._is_plain(row) and fit(row)]
            rest = rng.sample(rest, min(count - len(chosen), len(rest)))
            self._touched.update(row.register_id for row in rest)
            chosen += rest
        return chosen

    def _pupils(self, purpose, per_mille, fit=lambda pupil: True):
        """(stream, pupils the event concerns)."""
        rng = self.m.rng(self.day, purpose)
        count = self._count(rng, len(self.m.pupils), per_mille)
        return rng, self._choose(rng, self.m.pupils.values(), count, fit)

    def _staff(self, purpose, per_mille, fit=lambda worker: True):
        """(stream, staff the event concerns)."""
        rng = self.m.rng(self.day, purpose)
        count = self._count(rng, len(self.m.staff), per_mille)
        return rng, self._choose(rng, self.m.staff.values(), count, fit)

    # -- coming and going --------------------------------------------------
    def _drop(self, row):
        """Take a row out of the register."""
        rows = self.m.pupils if isinstance(row, Pupil) else self.m.staff
        del rows[row.register_id]
        self.m.gone.append((self.day, row))

    def _end(self, row, end):
        row.end = end
        row.ended_day = self.day
        if isinstance(row, Pupil):
            row.stopped = self.m.school_year

    def _clear_old_rows(self):
        """A row whose end date was set five days ago or earlier goes."""
        for rows in (self.m.pupils, self.m.staff):
            for row in [r for r in rows.values() if r.ended_day is not None
                        and r.ended_day <= self.day - 5]:
                del rows[row.register_id]

    def _leavers(self):
        for row in self._pupils("gone", 2)[1]:
            self._drop(row)
        for row in self._pupils("ended", 2)[1]:
            self._end(row, ends_before(self.civil))
        if self.day % 2:
            for row in self._pupils("notice", 1)[1]:
                self._end(row, ends_before(self.civil_of(self.day + 2)))

    def _returns(self):
        """Half of those whose row went two days ago are back, at least one."""
        if self.day < 3 or self.day - 2 <= SCHOOL_YEAR_CHANGE < self.day:
            return
        gone = [row for day, row in self.m.gone if day == self.day - 2
                and isinstance(row, Pupil) and not row.human.linked]
        for row in gone[: (len(gone) + 1) // 2]:
            self.m.pupils[row.register_id] = row
            self._touched.add(row.register_id)

    def _new_pupils(self):
        rng = self.m.rng(self.day, "new pupils")
        open_ = [c for c in self.m.classes if c.letter]
        heads = self.m.spec.pupils
        for _ in range(self._count(rng, heads, 4) if open_ and heads else 0):
            self.m.add_pupil(rng, rng.choice(open_), self.civil)

    # -- moving to the next municipality -------------------------------------
    def _move_out(self):
        """Pupils in GR years 0 - 8 whose names every format can hold."""
        def fit(pupil):
            return (not pupil.class_.programme
                    and self.m.grade(pupil.class_) <= 8
                    and not pupil.human.next_civic_no
                    and "TF" not in pupil.human.civic_no
                    and names.fits_windows_1252(
                        pupil.human.given + pupil.human.family
                        + "".join(g.given + g.family for g in pupil.guardians)))
        for row in self._pupils("move", 1, fit)[1]:
            row.human.linked = True
            self._drop(row)
            self.moved_out.append(row)

    def _move_in(self):
        for row in self.arriving:
            rng = self.m.rng(self.day, "move in", row.human.person)
            classes = [c for c in self.m.classes
                       if not c.programme and c.started == row.class_.started]
            self.m.add_pupil(rng, rng.choice(classes), self.civil, row.human,
                             guardians=row.guardians)

    # -- changes -------------------------------------------------------------
    def _alternatives(self, class_):
        """Other classes of the same year: of the same school if it has any."""
        same = [c for c in self.m.classes if c != class_
                and c.started == class_.started
                and c.programme == class_.programme]
        return [c for c in same if c.school == class_.school] or same

    def _new_classes_for_some(self):
        rng, chosen = self._pupils("class", 5)
        for pupil in chosen:
            others = self._alternatives(pupil.class_)
            if others:
                pupil.class_ = rng.choice(others)

    def _new_names(self):
        for purpose, choose in (("names", self._pupils),
                                ("staff names", self._staff)):
            rng, chosen = choose(purpose, 3)
            for row in chosen:
                row.human.family = self._other_family(rng, row.human.family)

    def _other_family(self, rng, family):
        """A new name or the old one with a second added."""
        while True:
            new = self.m.names.family(rng)
            if " " not in family and "-" not in family and rng.random() < 0.4:
                new = f"{family}{rng.choice(' -')}{new}"
            if new != family:
                return new

    def _new_addresses(self):
        rng, chosen = self._pupils("addresses", 3)
        for row in chosen:
            row.human.email = self.m.address(
                rng, row.human, f"dag{self.day}.mejl.example")

    def _replacements(self):
        """A TF or coordination number gives way to a personnummer."""
        if self.day < 2:
            return
        rng = self.m.rng(self.day, "replacements")
        for mark, per_mille in (("TF", 0.2), ("", 0.2)):
            count = self._count(rng, len(self.m.pupils), per_mille)
            if self.day == 2 and mark:
                count = max(1, count)
            rows = [p for p in self.m.pupils.values() if p.human.next_civic_no
                    and ("TF" in p.human.civic_no) == bool(mark)
                    and self._is_free(p)]
            for row in rng.sample(rows, min(count, len(rows))):
                self._touched.add(row.register_id)
                row.human.civic_no = row.human.next_civic_no
                row.human.next_civic_no = None

    def _protections(self):
        """From day 2 on pupils in GR years 0 - 7 become protected, on day 2 at
        least one; the first of them changes class on day 3."""
        if self.day == 3:
            marked = [p for p in self.m.pupils.values()
                      if p.protection and p.register_id in self.m.marked_later]
            for pupil in marked[:1]:
                others = self._alternatives(pupil.class_)
                if others:
                    rng = self.m.rng(self.day, "protected class")
                    pupil.class_ = rng.choice(others)
        if self.day < 2:
            return
        rng = self.m.rng(self.day, "protections")
        count = self._count(rng, len(self.m.pupils), 0.2)
        if self.day == 2:
            count = max(1, count)
        young = [p for p in self.m.pupils.values() if not p.class_.programme
                 and self.m.grade(p.class_) <= 7 and not p.human.next_civic_no]
        for pupil in self._choose(rng, young, count):
            pupil.protection = SECRECY
            self.m.marked_later.append(pupil.register_id)

    # -- staff -----------------------------------------------------------------
    def _staff_events(self):
        def teacher(worker):
            return worker.role in TEACHING_ROLES

        for row in self._staff("staff gone", 3, teacher)[1]:
            self._drop(row)
            self._hand_over(row)
        for row in self._staff("staff ended", 3, teacher)[1]:
            self._end(row, ends_before(self.civil))
            self._hand_over(row)
        rng, chosen = self._staff("staff units", 5,
                                  lambda w: not teacher(w))
        for row in chosen:
            row.units = self._other_units(rng, row.units)
        rng = self.m.rng(self.day, "new staff")
        for _ in range(self._count(rng, self.m.spec.staff, 8)
                       if self.m.spec.staff else 0):
            school = rng.choice(self.m.schools)
            self.m.add_worker(rng, school.codes, "Lärare", self.civil)

    def _hand_over(self, worker):
        """The groups of a teacher who left go to others."""
        mine = [key for key, who in self.m.teaching.items()
                if who == worker.register_id]
        self.m.assign_teachers(mine, without=worker.register_id)

    def _other_units(self, rng, units):
        codes = [code for school in self.m.schools for code in school.codes]
        extra = [code for code in codes if code not in units]
        if len(units) > 1 and (not extra or rng.random() < 0.5):
            return units[:-1]
        return list(units) + ([rng.choice(extra)] if extra else [])

    # -- the school year -----------------------------------------------------
    def _change_school_year(self):
        """Everybody goes up a year; year 9 and GY year 3 leave (half of them
        with an end date, half without a trace); new pupils fill FKLASS and GY
        year 1."""
        old = self.m.school_year
        rng = self.m.rng(self.day, "school year")
        for row in list(self.m.pupils.values()):
            last = 3 if row.class_.programme else 9
            if self.m.grade(row.class_, old) < last or row.ended_day is not None:
                continue
            if rng.random() < 0.5:
                self._drop(row)
            else:
                self._end(row, ends_before(self.civil))
        self.m.school_year = old + 1
        self._retire_classes()
        self._fill_first_years(rng)
        self.m.assign_teachers(self.m.misplaced_groups())

    def _retire_classes(self):
        def goes_on(class_):
            return self.m.grade(class_) <= (3 if class_.programme else 9)

        self.m.classes = [c for c in self.m.classes if goes_on(c)]
        self.m.teaching = {key: who for key, who in self.m.teaching.items()
                           if goes_on(key[0])}

    def _fill_first_years(self, rng):
        year = self.m.school_year
        heads = self.m.spec.pupils // self.m.spec.grades
        for classes in (self.m.classes_of_year(year),
                        self.m.gymnasium_classes_of_year(year)):
            for class_ in classes:
                self.m.open_class(class_)
            for _ in range(heads if classes else 0):
                self.m.add_pupil(rng, rng.choice(classes), self.civil)

