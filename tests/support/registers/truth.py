"""The Accounts that should exist: a ledger that sees every day in turn."""

import datetime
from typing import NamedTuple

KEYS = ("day", "person", "municipality", "role", "units", "class", "given_name",
        "family_name", "civic_no", "protected", "state")
ACTIVE, GRACE, DISABLED = "active", "grace", "disabled"


class Values(NamedTuple):
    """What the register says of an Account that truth.jsonl repeats."""

    units: tuple
    class_: str
    given_name: str
    family_name: str
    civic_no: str


class Account:
    """One Account. since: civil date on which it left `active`, or None."""

    __slots__ = ("values", "state", "since", "protected", "extra")

    def __init__(self):
        self.values = None
        self.state = ACTIVE
        self.since = None
        self.protected = False
        self.extra = None


def pupil_values(municipality, pupil):
    unit, _, _, class_name = municipality.facts(pupil)
    human = pupil.human
    return Values((unit,), class_name, human.given, human.family, human.civic_no)


def worker_values(worker):
    return Values(tuple(sorted(worker.units)), None, worker.human.given,
                  worker.human.family, worker.human.civic_no)


def pupil_extra(municipality, pupil):
    """Facts of the register that truth.jsonl has no key for."""
    return {"email": pupil.human.email,
            "school_year": municipality.facts(pupil)[2],
            "groups": municipality.pupil_groups(pupil)}


def worker_extra(worker, taught):
    return {"email": worker.human.email, "duties": worker.role,
            "groups": taught.get(worker.register_id, [])}


class Ledger:
    """Accounts by (municipality code, role, person)."""

    def __init__(self):
        self.accounts = {}

    def see(self, municipality, civil, with_extra):
        """Take in one municipality's register as it is on a civil date.
        with_extra: also note the facts that only changes.jsonl speaks of."""
        live = set()
        lead = datetime.timedelta(days=municipality.spec.lead)
        taught = municipality.taught() if with_extra else {}
        code = municipality.spec.code
        for pupil in municipality.pupils.values():
            if pupil.start - lead <= civil and in_force(pupil, civil):
                key = (code, "pupil", pupil.human.person)
                live.add(key)
                account = self._confirm(key, pupil,
                                        pupil_values(municipality, pupil))
                if account and with_extra:
                    account.extra = pupil_extra(municipality, pupil)
        for worker in municipality.staff.values():
            if in_force(worker, civil):
                key = (code, "staff", worker.human.person)
                live.add(key)
                account = self._confirm(key, worker, worker_values(worker))
                if account and with_extra:
                    account.extra = worker_extra(worker, taught)
        self._miss(code, live, civil, municipality.spec.grace)

    def _confirm(self, key, row, values):
        """Somebody is in the register. Returns the Account if it follows the
        register, None if there is none or a protection has frozen it."""
        account = self.accounts.get(key)
        if row.protection:
            if account:
                account.protected = True
            return None
        if account is None:
            account = self.accounts[key] = Account()
        account.values = values
        account.state = ACTIVE
        account.since = None
        return account

    def _miss(self, code, live, civil, grace):
        """Whoever of a municipality is not in its register goes, or is on, the
        way to disabled; `grace` in days. Not the protected: they are for hands."""
        for key, account in self.accounts.items():
            if key[0] != code or key in live or account.state == DISABLED:
                continue
            if account.protected:
                continue
            if account.state == ACTIVE:
                account.state = GRACE
                account.since = civil
            if civil >= account.since + datetime.timedelta(days=grace):
                account.state = DISABLED

    def lines(self, day):
        """The lines of truth.jsonl as dicts, sorted by Account."""
        return [self._line(day, key, account)
                for key, account in sorted(self.accounts.items())]

    @staticmethod
    def _line(day, key, account):
        values = account.values
        return dict(zip(KEYS, (
            day, key[2], key[0], key[1], list(values.units), values.class_,
            values.given_name, values.family_name, values.civic_no,
            account.protected, account.state)))

    def snapshot(self):
        """{key: (values as a dict, state, extra)} for `changes`."""
        return {key: (self._line(0, key, account), account.extra or {})
                for key, account in self.accounts.items()}


def in_force(row, civil):
    """Whether a row has not ended; the end date is the last day."""
    return row.end is None or row.end >= civil


def changes(before, after):
    """The lines of changes.jsonl between two snapshots."""
    lines = []
    for key, (line, extra) in sorted(after.items()):
        old_line, old_extra = before.get(key, ({}, {}))
        fields = [name for name in KEYS[4:] if line[name] != old_line.get(name)]
        fields += sorted(name for name in extra
                         if extra[name] != old_extra.get(name))
        if not fields:
            continue
        lines.append({"person": key[2], "municipality": key[0], "role": key[1],
                      "change": _kind(old_line, line), "fields":
                      fields if old_line else []})
    return lines


def _kind(old, new):
    if not old:
        return "created"
    if old["state"] == new["state"]:
        return "modified"
    return "returned" if new["state"] == ACTIVE else new["state"]
