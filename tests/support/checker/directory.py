"""What the directory says, in the words of the truth."""

import re
import unicodedata
from typing import NamedTuple

from .ldif import normal_dn

ACTIVE, GRACE, DISABLED = "active", "grace", "disabled"


class Difference(NamedTuple):
    """One thing that is not as it should be. who: the Account or entry;
    expected and actual are texts or None."""

    kind: str
    who: str
    attribute: str = None
    expected: object = None
    actual: object = None


def nfc(text):
    return unicodedata.normalize("NFC", text)


def masked(value):
    """The value with every civic number in its texts cut to the birth date."""
    if isinstance(value, str):
        return re.sub(r"(?<![0-9])([12][0-9]{7})-?(?:[0-9]{4}|TF[0-9A-Za-z]{2})"
                      r"(?![0-9])", r"\1-****", value, flags=re.IGNORECASE)
    if isinstance(value, (list, tuple)):
        return [masked(item) for item in value]
    return value


def name_of_line(line):
    """How a line of the truth is spoken of."""
    return (f"{line['municipality']} {line['role']} {line['civic_no']} "
            f"({line['person']})")


class Account:
    """A samkatAccount entry and the groups it is a member of."""

    def __init__(self, entry, groups):
        self.entry = entry
        self.groups = groups
        self.municipality = entry.one("samkatMunicipality")
        self.role = entry.one("samkatRole")
        self.state = entry.one("samkatAccountStatus")
        self.civic_no = entry.one("norEduPersonNIN")
        self.person = entry.one("samkatPersonId")
        self.units = sorted(entry.all("sisSchoolUnitCode"))

    @property
    def key(self):
        return self.civic_no.upper(), self.municipality, self.role

    @property
    def classes(self):
        """[(display name, units)] of the classes the entry is in."""
        return sorted((nfc(g.one("displayName")), sorted(g.all("sisSchoolUnitCode")))
                      for g in self.groups if g.one("samkatGroupType") == "Klass")

    @property
    def likeness(self):
        """What tells who it is when the civic number does not."""
        names = [nfc(self.entry.one(n)) for n in ("givenName", "sn")]
        classes = [name for name, _ in self.classes]
        return (self.municipality, self.role, *names, tuple(self.units),
                classes[0] if classes else None)

    @property
    def who(self):
        return (f"{self.municipality} {self.role} {self.civic_no} "
                f"({self.entry.dn})")


class Directory:
    """entries: [Entry] of the whole tree."""

    def __init__(self, entries):
        self.entries = entries
        self.groups = [e for e in entries if e.is_a("samkatGroup")]
        self.dns = {normal_dn(e.dn) for e in entries}
        memberships = {}
        for group in self.groups:
            for member in {normal_dn(m) for m in group.all("member")}:
                memberships.setdefault(member, []).append(group)
        self.accounts = [Account(e, memberships.get(normal_dn(e.dn), []))
                         for e in entries if e.is_a("samkatAccount")]

    def duplicates(self):
        """Values that only one entry may have and more have."""
        found = []
        for name in ("uid", "eduPersonPrincipalName", "samkatAccountId"):
            holders = {}
            for account in self.accounts:
                for value in account.entry.all(name):
                    holders.setdefault(value.lower(), []).append(account.entry.dn)
            found += [Difference("shared", dns[0], name, None, [value, *dns[1:]])
                      for value, dns in sorted(holders.items()) if len(dns) > 1]
        return found

    def loose_members(self):
        """Members of groups that no entry has as its DN."""
        found = []
        for group in self.groups:
            own = normal_dn(group.dn)
            found += [Difference("no such member", group.dn, "member", None, member)
                      for member in group.all("member")
                      if normal_dn(member) not in self.dns
                      and normal_dn(member) not in ((), own)]
        return found

    def misplaced(self, base):
        """Entries outside the ou that their municipality's entries share."""
        depth = len(normal_dn(base))
        places, owners = {}, {}
        found = []
        for account in self.accounts:
            dn = normal_dn(account.entry.dn)
            place = dn[len(dn) - depth - 1:][:1]
            if dn[len(dn) - depth:] != normal_dn(base) or place[0][0][0] != "ou" \
                    or len(dn) < depth + 2:
                found.append(Difference("not under an ou of the base", account.who))
                continue
            first = places.setdefault(account.municipality, place)
            owner = owners.setdefault(place, account.municipality)
            if first != place or owner != account.municipality:
                found.append(Difference("in another municipality's place",
                                        account.who))
        return found
