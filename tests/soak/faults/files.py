"""6: exports that say something else than they should: of other rows, in another encoding, of another municipality."""
from .people import pupil
from .exports import guards_of
from .telling import check, check_said, story
from .town import CODES, Town

PUPILS = [pupil(number, unit=number // 10) for number in range(60)]


def check_untouched(tale, town, *wanted):
    """Entries are as they were, and one of the rules holds the changes."""
    before, guards = town.lines(), guards_of(town)
    done = tale.show(town.apply())
    after = town.lines()
    changed = [dn for dn in before if after.get(dn) != before[dn]]
    check(not changed, f"{len(changed)} entries changed, among them {changed[0] if changed else ''}")
    check_said(done, 3)
    check(guards & set(wanted), f"held: {sorted(guards)}")
    tale.note(f"{' '.join(sorted(guards & set(wanted)))}, 0 entries changed")


@story(6, "names shifted by a row under right ids")
def names_shifted(tale):
    town = Town(tale)
    town.export("skara", PUPILS)
    town.settle()
    names = [(row["given"], row["family"]) for row in PUPILS]
    town.export("skara", [{**row, "given": given, "family": family}
                          for row, (given, family) in zip(PUPILS, names[1:] + names[:1])])
    check_untouched(tale, town, "ENGINE_GUARD_DRIFT", "ENGINE_GUARD_MOVED_NAMES")


@story(6, "ids shifted by a row where numbers are missing")
def ids_shifted(tale):
    town = Town(tale)
    rows = [{**row, "civic": ""} for row in PUPILS]
    town.export("skara", rows)
    town.settle()
    ids = [row["id"] for row in rows]
    town.export("skara", [{**row, "id": each} for row, each in zip(rows, ids[1:] + ids[:1])])
    before = town.lines()
    done = tale.show(town.apply())
    after = town.lines()
    wrong = [dn for dn in before if after.get(dn) != before[dn]]
    check(not wrong, f"{len(wrong)} entries have changed, among them {wrong[0] if wrong else ''}")
    check(len(town.people()) == len(rows), f"{len(town.people())} accounts of {len(rows)} pupils")
    check_said(done, 3)
    tale.note("0 wrong names, 0 entries changed")


@story(6, "UTF-8 read as Windows-1252")
def utf8_as_windows_1252(tale):
    town = Town(tale, settings='encoding = "windows-1252"\n')
    rows = [{**row, "family": row["family"] + "-Åsjö"} if number % 3 else row for number, row in enumerate(PUPILS)]
    town.export("skara", rows, encoding="cp1252")
    town.settle()
    town.export("skara", rows, encoding="utf-8")
    check_untouched(tale, town, "ENGINE_GUARD_GARBLED")
    check("Ã" not in str(town.people()), "Ã stands in an entry")


def anothers_file(tale, own):
    """Götene's export is Skara's: nothing of it comes into Götene's part of the directory."""
    town = Town(tale, ("skara", "gotene"))
    town.export("skara", PUPILS)
    town.export("gotene", own)
    town.settle()
    before = town.lines()
    town.export("gotene", PUPILS)
    guards = guards_of(town, CODES["gotene"])
    done = tale.show(town.apply())
    foreign = sorted(set(town.lines()) - set(before))
    check(not foreign, f"{len(foreign)} foreign entries, among them {foreign[0] if foreign else ''}")
    check_said(done, 3)
    check(town.lines() == before, "entries are not as they were")
    tale.note(f"{' '.join(sorted(guards))}; no account, container, unit or group of the other's")


@story(6, "another municipality's file in the place of one's own")
def anothers_file_among_classes(tale):
    anothers_file(tale, [pupil(number, unit=40 + number % 2) for number in range(500, 560)])


@story(6, "another municipality's file, where there were no classes")
def anothers_file_without_classes(tale):
    anothers_file(tale, [pupil(number, unit=40, **{"class": ""}) for number in range(500, 530)])
