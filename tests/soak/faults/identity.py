"""2: a civic number that is mistyped."""
from .people import pupil
from .telling import check, check_said, story
from .town import Town

SKARA = [pupil(number) for number in range(24)]
GOTENE = [pupil(number, unit=40 + number % 2) for number in range(500, 524)]


@story(2, "a new pupil in Götene with a Skara pupil's number and given name")
def a_mistyped_number(tale):
    town = Town(tale, ("skara", "gotene"))
    town.export("skara", SKARA)
    town.export("gotene", GOTENE)
    town.settle()
    before = town.lines("skara")
    hers, new = SKARA[3], pupil(530, unit=40)
    town.export("gotene", [*GOTENE, {**new, "civic": hers["civic"], "given": hers["given"]}])
    done = tale.show(town.apply())
    check(town.lines("skara") == before, "Skara's entries are not as they were")
    check_said(done, 3, "ENGINE_IDENTIFY_NUMBER_ALONE")
    check(len(town.people("gotene")) == len(GOTENE), "the new record does not wait")
    town.export("gotene", [*GOTENE, {**new, "given": hers["given"]}])
    check_said(tale.show(town.apply()), 0)
    _, values = town.entry_of({**new, "given": hers["given"]}, "gotene")
    _, hers_now = town.entry_of(hers, "skara")
    check(values["samkatPersonId"] != hers_now["samkatPersonId"], "both are one person")
    check(town.lines("skara") == before, "Skara's entries are not as they were")
    tale.note("Skara's entries equal byte by byte; an account of its own once corrected")


@story(2, "a known pupil in Götene gets a Skara pupil's number")
def a_number_changed_to_anothers(tale):
    town = Town(tale, ("skara", "gotene"))
    town.export("skara", SKARA)
    town.export("gotene", GOTENE)
    town.settle()
    before = town.lines()
    town.export("gotene", [{**GOTENE[0], "civic": SKARA[3]["civic"]}, *GOTENE[1:]])
    done = tale.show(town.apply())
    check(town.lines() == before, "entries are not as they were")
    check_said(done, 3, "ENGINE_IDENTIFY_NUMBER_CHANGED|ENGINE_IDENTIFY_KEY_REUSED|ENGINE_IDENTIFY_CIVIC_CONTRADICTS")
    tale.note("both entries equal byte by byte")
