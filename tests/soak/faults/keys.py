"""7: keys that are not the ones."""
import shutil

from .people import pupil
from .telling import check, check_said, story
from .town import Town

PUPILS = [pupil(number) for number in range(12)]


@story(7, "the installation key of somebody else")
def another_installation_key(tale):
    town = Town(tale)
    town.export("skara", PUPILS)
    town.settle()
    before = town.lines()
    (town.folder / "keys" / "installation.key").write_text("7b" * 32 + "\n", "ascii")
    for words in (["plan"], ["apply", "--yes"]):
        done = tale.show(town.samkat(*words))
        check_said(done, 1, "LOG_KEYS_OTHER")
        check("create" not in done.out, f"something is planned: {done.out.strip()[:300]}")
    check(town.lines() == before, "the directory is not as it was")
    tale.note("nothing planned")


@story(7, "an older file of the persons' keys, and the right one again")
def older_persons_keys(tale):
    town = Town(tale)
    town.export("skara", PUPILS)
    town.settle()
    keys = town.folder / "keys" / "persons.keys"
    older, right = town.folder / "older", town.folder / "right"
    shutil.copy2(keys, older)
    town.export("skara", [*PUPILS, pupil(12), pupil(13)])
    town.settle()
    shutil.copy2(keys, right)
    shutil.copy2(older, keys)
    town.export("skara", [*PUPILS, pupil(12), pupil(13), pupil(14)])
    before = town.lines()
    check_said(tale.show(town.apply()), 1, "LOG_KEYS_EXCHANGED")
    check(town.lines() == before, "the directory is not as it was")
    shutil.copy2(right, keys)
    check_said(tale.show(town.apply()), 0)
    check(len(town.people()) == len(PUPILS) + 3, "the new pupil has no account")
    check_said(tale.show(town.samkat("log", "verify")), 0)
    tale.note("with the right file all goes on")
