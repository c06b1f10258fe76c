"""The comparison of two days' directories with what the truth says changed."""

from .directory import Difference, name_of_line
from .ldif import normal_dn
from .state import line_key

OPERATIONAL = frozenset(name.lower() for name in (
    "structuralObjectClass entryUUID entryCSN creatorsName createTimestamp "
    "modifiersName modifyTimestamp entryDN subschemaSubentry hasSubordinates "
    "memberOf pwdChangedTime pwdAccountLockedTime pwdFailureTime authTimestamp "
    "contextCSN").split())
# Fields that need not show in the entry: what configuration leaves out, and a
# protection, which holds an Account's changes.
OPTIONAL = frozenset(("protected", "email", "school_year", "groups", "duties"))


def compare_days(old, new, changes, lines, ignored=()):
    """[Difference]; old and new: Directory, changes and lines: dicts of
    changes.jsonl and of the newer day's truth.jsonl, ignored: attribute names."""
    ignored = OPERATIONAL | {name.lower() for name in ignored}
    before, found = _by_id(old)
    after, more = _by_id(new)
    found += more
    expected, more = _expected(old, new, changes, lines)
    found += more
    for id_ in sorted(before.keys() | after.keys()):
        found += _one(before.get(id_), after.get(id_), expected.get(id_), ignored)
    return found + _kept_persons(old, new) + new.duplicates()


def _by_id(directory):
    """({samkatAccountId: Account}, [Difference])."""
    found, bad = {}, []
    for account in directory.accounts:
        id_ = account.entry.one("samkatAccountId")
        if not id_ or id_ in found:
            bad.append(Difference("without a samkatAccountId of its own",
                                  account.who, "samkatAccountId", None, id_))
        found.setdefault(id_, account)
    return found, bad


def _expected(old, new, changes, lines):
    """({samkatAccountId: (change, line)}, [Difference])."""
    truth = {(t["person"], t["municipality"], t["role"]): t for t in lines}
    ids = {}
    for account in [*old.accounts, *new.accounts]:  # the newer one counts
        if account.civic_no:
            ids[account.key] = account.entry.one("samkatAccountId")
    expected, bad = {}, []
    for change in changes:
        line = truth.get((change["person"], change["municipality"],
                          change["role"]))
        if line is None:
            bad.append(Difference("in the changes, but not in the truth",
                                  change["person"]))
            continue
        id_ = ids.get(line_key(line))
        if id_:
            expected[id_] = change, line
        elif not _may(change):
            bad.append(Difference(f"{change['change']}, but not found",
                                  name_of_line(line)))
    return expected, bad


def _may(change):
    """Whether a change need not show in the directory."""
    return (change["change"] == "modified"
            and set(change["fields"]) <= OPTIONAL)


def _one(before, after, expected, ignored):
    """Differences of one Account; before and after: Account or None."""
    change, line = expected or (None, None)
    kind = change["change"] if change else "unchanged"
    who = name_of_line(line) if line else (after or before).who
    if after is None:
        return [Difference("gone", who)]
    if before is None:
        return [] if kind == "created" else [Difference("new", who, None, kind,
                                                        "created")]
    if kind == "created":
        return [Difference("was there before", who)]
    names = _changed(before, after, ignored)
    if not change and names:
        return [Difference("changed", who, name, *_values(before, after, name))
                for name in names]
    if change and not names and not _may(change):
        return [Difference(f"{kind}, but unchanged", who, None,
                           ", ".join(change["fields"]), None)]
    return []


def _changed(before, after, ignored):
    """The names of what differs: attributes, dn and class."""
    old, new = before.entry.attributes, after.entry.attributes
    names = [name for name in sorted(old.keys() | new.keys())
             if name not in ignored
             and set(old.get(name, ())) != set(new.get(name, ()))]
    if normal_dn(before.entry.dn) != normal_dn(after.entry.dn):
        names.append("dn")
    if before.classes != after.classes:
        names.append("class")
    return names


def _values(before, after, name):
    if name == "dn":
        return before.entry.dn, after.entry.dn
    if name == "class":
        return before.classes, after.classes
    return sorted(before.entry.all(name)), sorted(after.entry.all(name))


def _kept_persons(old, new):
    """Accounts and civic numbers whose samkatPersonId is another one."""
    found = []
    for attribute in ("samkatAccountId", "norEduPersonNIN"):
        was = {a.entry.one(attribute): a.person for a in old.accounts}
        for account in new.accounts:
            value = account.entry.one(attribute)
            if value and was.get(value, account.person) != account.person:
                found.append(Difference("another samkatPersonId", account.who,
                                        attribute, was[value], account.person))
    return found
