"""The comparison of a directory with the truth of one day."""

from collections import Counter

from .directory import ACTIVE, DISABLED, GRACE, Difference, name_of_line, nfc

_SINGLE = ("uid", "displayName", "eduPersonPrincipalName", "samkatPersonId",
           "samkatAccountId", "sn", "givenName", "norEduPersonNIN")
_STAFF = ("employee", "faculty", "staff")


def line_key(line):
    """The key under which an Account's line and entry meet."""
    return line["civic_no"].upper(), line["municipality"], line["role"]


def _likeness(line):
    return (line["municipality"], line["role"], nfc(line["given_name"]),
            nfc(line["family_name"]), tuple(line["units"]),
            line["class"] if line["state"] == ACTIVE else None)


def _match(lines, accounts, key_of_line, key_of_account):
    """([(line, Account)], lines left, Accounts left) by equal keys."""
    waiting = {}
    for account in accounts:
        waiting.setdefault(key_of_account(account), []).append(account)
    pairs, left = [], []
    for line in lines:
        found = waiting.get(key_of_line(line))
        if found:
            pairs.append((line, found.pop(0)))
        else:
            left.append(line)
    return pairs, left, [a for rest in waiting.values() for a in rest]


def compare(lines, directory, base):
    """[Difference] between the lines of a truth and a Directory."""
    pairs, missing, extra = _match(
        lines, [a for a in directory.accounts if a.civic_no], line_key,
        lambda a: a.key)
    extra += [a for a in directory.accounts if not a.civic_no]
    more, missing, extra = _match_likeness(missing, extra)
    pairs += more
    gone = Counter((t["municipality"], t["role"]) for t in missing
                   if t["state"] == DISABLED)
    spent = Counter((a.municipality, a.role) for a in extra if a.state == DISABLED)
    found = [Difference("missing", name_of_line(t)) for t in missing
             if t["state"] != DISABLED]
    found += [Difference("should not be there", a.who) for a in extra
              if a.state != DISABLED]
    for place in sorted(gone | spent):
        if gone[place] != spent[place]:
            found.append(Difference(
                "other number of disabled entries without norEduPersonNIN",
                " ".join(place), None, gone[place], spent[place]))
    for line, account in pairs:
        found += _account(line, account)
    for account in directory.accounts:
        if account.state == DISABLED:
            found += _no_groups(account, DISABLED)
            found += _single(account, ("uid", "eduPersonPrincipalName",
                                       "samkatPersonId", "samkatAccountId"))
    return (found + _people(pairs) + directory.duplicates()
            + directory.loose_members() + directory.misplaced(base))


def _match_likeness(lines, accounts):
    """Match by names, units and class; disabled ones on neither side."""
    there = [t for t in lines if t["state"] != DISABLED]
    living = [a for a in accounts if a.state != DISABLED]
    pairs, missing, extra = _match(there, living, _likeness, lambda a: a.likeness)
    return (pairs, missing + [t for t in lines if t["state"] == DISABLED],
            extra + [a for a in accounts if a.state == DISABLED])


def _account(line, account):
    """Differences between a line and the entry it was matched with."""
    who = name_of_line(line)
    found = []

    def want(attribute, expected, actual):
        if expected != actual:
            found.append(Difference("differs", who, attribute, expected, actual))

    want("samkatAccountStatus", [line["state"]],
         account.entry.all("samkatAccountStatus"))
    if DISABLED in (line["state"], account.state):
        return found
    want("norEduPersonNIN", line["civic_no"], account.civic_no)
    want("givenName", nfc(line["given_name"]), nfc(account.entry.one("givenName")))
    want("sn", nfc(line["family_name"]), nfc(account.entry.one("sn")))
    want("sisSchoolUnitCode", line["units"], account.units)
    found += _single(account, _SINGLE)
    if not account.entry.one("cn"):
        found.append(Difference("has none", who, "cn"))
    found += _affiliation(account, who)
    if GRACE in (line["state"], account.state):
        return found + _no_groups(account, GRACE)
    want("class", [line["class"]] if line["class"] else [],
         [name for name, _ in account.classes])
    for name, units in account.classes:
        if not set(units) & set(line["units"]):
            found.append(Difference("class of another unit", who, "class",
                                    line["units"], [name, *units]))
    return found


def _single(account, names):
    return [Difference("not single", account.who, name, 1,
                       len(account.entry.all(name)))
            for name in names if len(account.entry.all(name)) != 1
            or not account.entry.one(name)]


def _affiliation(account, who):
    """eduPersonScopedAffiliation: the EPPN's scope and the role's values."""
    values = account.entry.all("eduPersonScopedAffiliation")
    scope = account.entry.one("eduPersonPrincipalName").partition("@")[2].lower()
    said = {v.partition("@")[0].lower() for v in values}
    good = {v.partition("@")[2].lower() for v in values} == {scope} and scope
    if account.role == "pupil":
        good = good and "student" in said and not said & set(_STAFF)
    else:
        good = good and "student" not in said and said & set(_STAFF)
    if good:
        return []
    kind = "student" if account.role == "pupil" else "/".join(_STAFF)
    return [Difference("differs", who, "eduPersonScopedAffiliation",
                       f"{kind}@{scope}", sorted(values))]


def _no_groups(account, state):
    return [Difference(f"in a group, which {state} rules out", account.who, "member",
                       None, group.dn) for group in account.groups]


def _people(pairs):
    """One samkatPersonId for a person, one person for a samkatPersonId."""
    ids, people = {}, {}
    for line, account in pairs:
        ids.setdefault(line["person"], {}).setdefault(account.person, line)
        people.setdefault(account.person, {}).setdefault(line["person"], line)
    found = []
    for who, theirs in ids.items():
        if len(theirs) > 1:
            line = next(iter(theirs.values()))
            found.append(Difference("one person, several ids", name_of_line(line),
                                    "samkatPersonId", 1, sorted(theirs)))
    for id_, theirs in people.items():
        if id_ and len(theirs) > 1:
            names = [name_of_line(line) for line in theirs.values()]
            found.append(Difference("one id, several people", names[0],
                                    "samkatPersonId", None, [id_, *names[1:]]))
    return found
