"""The export files of one municipality, in its format.

Every function here returns {file name: bytes}. The layouts stand in the package
docstring.
"""

import csv
import io
import json
from xml.sax.saxutils import escape, quoteattr

from . import numbers

EXPORTS = {}


def export(municipality, day, today):
    """{file name: bytes} of a municipality's export of one day; `today` is the
    civil date on which it is made."""
    return EXPORTS[municipality.spec.format](_Rows(municipality, day, today))


def _format(name):
    def register(function):
        EXPORTS[name] = function
        return function
    return register


class _Rows:
    """The rows of one export, each list in an order of that day's own."""

    def __init__(self, municipality, day, today):
        self.m = municipality
        self.today = today
        self._day = day
        self.taught = municipality.taught()

    def shuffled(self, purpose, rows):
        rows = list(rows)
        self.m.rng(self._day, "order", purpose).shuffle(rows)
        return rows

    def pupils(self):
        return self.shuffled("pupils", self.m.pupils.values())

    def staff(self):
        return self.shuffled("staff", self.m.staff.values())

    def guardians(self):
        """[(Pupil, guardian)]; protected pupils' guardians are left out."""
        return self.shuffled("guardians", [
            (pupil, guardian) for pupil in self.m.pupils.values()
            if not pupil.protection for guardian in pupil.guardians])

    def place(self, pupil):
        """(unit code, unit name, school type, grade, class name); the school
        type is FKLASS, GR or GY."""
        code, name, grade, class_name = self.m.facts(pupil)
        kind = self.m.schools[pupil.class_.school].kind
        return code, name, kind if grade else "FKLASS", grade, class_name

    def taught_by(self, worker):
        """[(code, name)] of the groups somebody teaches."""
        return self.taught.get(worker.register_id, [])


def _date(value):
    return value.isoformat() if value else ""


def _table(header, rows, separator, line_end):
    """CSV text, quoted only where it must be."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=separator, lineterminator=line_end)
    writer.writerow(header)
    writer.writerows(rows)
    return out.getvalue()


@_format("csv-semicolon")
def _csv_semicolon(rows):
    dash = numbers.with_dash

    def pupil(p):
        return (p.register_id, dash(p.human.civic_no), p.human.given,
                p.human.family, p.human.call, p.human.email, *rows.place(p),
                _date(p.start), _date(p.end), "1" if p.protection else "")

    def worker(w):
        return (w.register_id, dash(w.human.civic_no), w.human.given,
                w.human.family, w.human.email, ",".join(w.units), w.role,
                _date(w.start), _date(w.end), "1" if w.protection else "")

    tables = {
        "elever.csv": (
            "ElevID;Personnr;Förnamn;Efternamn;Tilltalsnamn;E-post;"
            "Skolenhetskod;Skola;Skolform;Årskurs;Klass;Startdatum;Slutdatum;"
            "Sekretess", map(pupil, rows.pupils())),
        "undervisningsgrupper.csv": (
            "ElevID;Grupp;Gruppnamn", rows.shuffled("groups", (
                (p.register_id, *group) for p in rows.m.pupils.values()
                for group in rows.m.pupil_groups(p)))),
        "personal.csv": (
            "AnstID;Personnr;Förnamn;Efternamn;E-post;Skolenhetskod;Befattning;"
            "Startdatum;Slutdatum;Sekretess", map(worker, rows.staff())),
        "personalgrupper.csv": (
            "AnstID;Grupp", rows.shuffled("taught", (
                (w.register_id, code) for w in rows.m.staff.values()
                for code, _ in rows.taught_by(w)))),
        "vardnadshavare.csv": (
            "ElevID;Personnr;Förnamn;Efternamn;E-post;Mobil",
            ((p.register_id, dash(g.civic_no), g.given, g.family, g.email,
              g.mobile) for p, g in rows.guardians())),
    }
    return {name: _table(header.split(";"), lines, ";", "\r\n").encode("cp1252")
            for name, (header, lines) in tables.items()}


@_format("csv-comma")
def _csv_comma(rows):
    def civic(human):
        return numbers.ten_digit(human.civic_no, rows.today)

    def codes(groups):
        return "|".join(code for code, _ in groups)

    def pupil(p):
        return (p.register_id, civic(p.human), p.human.given, p.human.family,
                p.human.email, *rows.place(p), codes(rows.m.pupil_groups(p)),
                _date(p.start), _date(p.end), p.protection or "Ingen")

    def worker(w):
        return (w.register_id, civic(w.human), w.human.given, w.human.family,
                w.human.email, "|".join(w.units), w.role,
                codes(rows.taught_by(w)), _date(w.start), _date(w.end),
                w.protection or "Ingen")

    tables = {
        "pupils.csv": (
            "id,civicNo,givenName,familyName,email,schoolUnitCode,"
            "schoolUnitName,schoolType,schoolYear,className,groups,startDate,"
            "endDate,securityMarking", map(pupil, rows.pupils())),
        "staff.csv": (
            "id,civicNo,givenName,familyName,email,schoolUnitCodes,dutyRole,"
            "groups,startDate,endDate,securityMarking",
            map(worker, rows.staff())),
        "guardians.csv": (
            "pupilId,civicNo,givenName,familyName,email,mobile",
            ((p.register_id, civic(g), g.given, g.family, g.email, g.mobile)
             for p, g in rows.guardians())),
    }
    return {name: _table(header.split(","), lines, ",", "\n").encode("utf-8-sig")
            for name, (header, lines) in tables.items()}


def _element(name, text):
    return f"<{name}>{escape(str(text))}</{name}>"


def _optional(name, text):
    return _element(name, text) if text else ""


def _groups_xml(groups):
    inner = "".join(f"<grupp id={quoteattr(code)} namn={quoteattr(name)}/>"
                    for code, name in groups)
    return f"<grupper>{inner}</grupper>"


def _human_xml(row):
    human = row.human
    return (_element("personnummer", human.civic_no)
            + _element("fornamn", human.given)
            + _element("efternamn", human.family)
            + _optional("epost", human.email))


@_format("xml")
def _xml(rows):
    def pupil(p):
        code, name, school_type, grade, class_name = rows.place(p)
        return (f"<elev id={quoteattr(p.register_id)}>{_human_xml(p)}"
                f"<inskrivning><skolenhet kod={quoteattr(code)} "
                f"namn={quoteattr(name)}/>"
                + _element("skolform", school_type)
                + _element("arskurs", grade)
                + _element("klass", class_name)
                + _element("start", _date(p.start))
                + _optional("slut", _date(p.end)) + "</inskrivning>"
                + _groups_xml(rows.m.pupil_groups(p))
                + _element("skyddad", "ja" if p.protection else "nej")
                + "</elev>\n")

    def worker(w):
        dates = f" start={quoteattr(_date(w.start))}"
        if w.end:
            dates += f" slut={quoteattr(_date(w.end))}"
        duties = "".join(f"<tjanst skolenhet={quoteattr(unit)} "
                         f"befattning={quoteattr(w.role)}{dates}/>"
                         for unit in w.units)
        return (f"<anstalld id={quoteattr(w.register_id)}>{_human_xml(w)}"
                + duties + _groups_xml(rows.taught_by(w))
                + _element("skyddad", "ja" if w.protection else "nej")
                + "</anstalld>\n")

    text = "".join(['<?xml version="1.0" encoding="UTF-8"?>\n<register>\n<elever>\n',
                    *map(pupil, rows.pupils()), "</elever>\n<personal>\n",
                    *map(worker, rows.staff()), "</personal>\n</register>\n"])
    return {"register.xml": text.encode()}


@_format("jsonl")
def _jsonl(rows):
    def common(row):
        human = row.human
        return {"id": row.register_id, "civicNo": human.civic_no,
                "givenName": human.given, "familyName": human.family,
                "emails": [human.email] if human.email else []}

    def dates(row):
        end = {"endDate": _date(row.end)} if row.end else {}
        return {"startDate": _date(row.start), **end,
                "securityMarking": row.protection or "Ingen"}

    def pupil(p):
        place = zip(("schoolUnitCode", "schoolUnitName", "schoolType",
                     "schoolYear", "className"), rows.place(p))
        return {**common(p), **dict(place),
                "groups": [code for code, _ in rows.m.pupil_groups(p)],
                **dates(p)}

    def worker(w):
        return {**common(w), "schoolUnitCodes": list(w.units),
                "dutyRoles": [w.role],
                "groups": [code for code, _ in rows.taught_by(w)], **dates(w)}

    return {"pupils.jsonl": json_lines(map(pupil, rows.pupils())),
            "staff.jsonl": json_lines(map(worker, rows.staff()))}


def json_lines(objects):
    """One JSON object a line, UTF-8, LF."""
    encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
    return "".join(encode(o) + "\n" for o in objects).encode()
