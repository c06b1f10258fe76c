"""8: the directory half seen, and changed by others."""
from tests.support import kit

from .people import pupil
from .telling import check, check_said, story
from .town import Town, slapd

PUPILS = [pupil(number) for number in range(24)]
HERS = PUPILS[3]


class Sight:
    """A town in a slapd, and those who write there beside samkat."""

    def __init__(self, tale):
        self.tale = tale
        self.server = slapd(tale)
        self.town = Town(tale, server=self.server)
        self.town.export("skara", PUPILS)
        self.town.settle()

    def restart(self, *access):
        """slapd again, with access rules before its own; it listens where it did."""
        self.server.stop()
        options = [word for rule in access for word in ("--access", rule)]
        self.server = self.town.server = kit.Server(self.tale.folder / "slapd", *options)
        self.tale.at_the_end(self.server.stop)

    def see_all_again(self):
        self.restart("to * by * break")

    def change(self, ldif, *options):
        done = self.server.tool("ldapmodify", *options, input=ldif.encode())
        check(done.returncode == 0, f"ldapmodify: {done.stderr.decode().strip()}")

    def replace(self, dn, name, value):
        self.change(f"dn: {dn}\nchangetype: modify\nreplace: {name}\n{name}: {value}\n")


@story(8, "an access rule hides half of the people")
def half_hidden(tale):
    sight = Sight(tale)
    town, before, people = sight.town, sight.town.lines(), sight.town.people()
    writer = sight.server.info["bind_dn"]
    sight.restart(*(f'to dn.exact="{dn}" by dn.exact="{writer}" none by * break' for dn in sorted(people)[::2]))
    check(len(town.people()) == 12, f"the story does not begin: {len(town.people())} are seen")
    guards = {each["guard"] for each in town.plans()["1495"]["held"]}
    done = tale.show(town.apply())
    members = sum(map(len, town.members().values()))
    check(members == 24, f"{members} of 24 places in groups are left")
    check_said(done, 3)
    check("ENGINE_GUARD_UNSEEN" in guards, f"held: {sorted(guards)}")
    sight.see_all_again()
    check(town.lines() == before, "the directory is not as it was")
    tale.note("ENGINE_GUARD_UNSEEN, groups keep all 24")


@story(8, "an entry moved out of the municipality's part")
def moved_away(tale):
    sight = Sight(tale)
    town, base = sight.town, sight.server.info["base"]
    dn, values = town.entry_of(HERS)
    rdn = dn.split(",")[0]
    sight.change(f"dn: ou=old,{base}\nchangetype: add\nobjectClass: organizationalUnit\nou: old\n")
    sight.change(f"dn: {dn}\nchangetype: modrdn\nnewrdn: {rdn}\ndeleteoldrdn: 0\nnewsuperior: ou=old,{base}\n")
    done = tale.show(town.apply())
    hers = [each for each, found in town.people().items() if found["samkatPersonId"] == values["samkatPersonId"]]
    check(hers == [f"{rdn},ou=old,{base}"], f"she has {hers}")
    check(len(town.people()) == 24, f"{len(town.people())} accounts of 24 pupils")
    check_said(done, 3, "ENGINE_PLAN_ELSEWHERE")
    tale.note("no second account")


@story(8, "two entries' links swapped")
def swapped_links(tale):
    sight = Sight(tale)
    town = sight.town
    (one, ones), (two, twos) = town.entry_of(PUPILS[1]), town.entry_of(PUPILS[2])
    sight.replace(one, "samkatAccountId", twos["samkatAccountId"][0])
    sight.replace(two, "samkatAccountId", ones["samkatAccountId"][0])
    before = town.lines()
    done = tale.show(town.apply())
    check(town.lines() == before, "entries are not as they were")
    check_said(done, 3, "ENGINE_PLAN_CONTRADICTED")
    tale.note("both entries as they were")


@story(8, "one referral object")
def a_referral(tale):
    sight = Sight(tale)
    town = sight.town
    sight.change(f"dn: ou=away,{town.base('skara')}\nchangetype: add\nobjectClass: referral\nobjectClass: extensibleObject\n"
                 "ou: away\nref: ldap://127.0.0.1:1/ou=away,dc=example\n", "-M")
    town.export("skara", [*PUPILS, pupil(30)])
    found = {each["id"] for each in town.plans()["1495"]["findings"]}
    check("ENGINE_PLAN_REFERRAL" in found, f"found: {sorted(found)}")
    check_said(tale.show(town.apply()), 0)
    town.entry_of(pupil(30))
    tale.note("ENGINE_PLAN_REFERRAL, the new pupil has an account")


@story(8, "an attribute with an option, and an additional uid")
def options_and_values(tale):
    sight = Sight(tale)
    town = sight.town
    before = town.lines()
    for row, lines in ((PUPILS[1], "add: givenName;lang-sv\ngivenName;lang-sv: Annat"), (PUPILS[2], "add: uid\nuid: zzzlast"),
                       (PUPILS[3], "add: uid\nuid: 000first")):
        sight.change(f"dn: {town.entry_of(row)[0]}\nchangetype: modify\n{lines}\n")
    for _ in range(2):
        done = town.apply()
        check_said(done, 0)
    tale.show(done, times=2)
    check(town.plans()["1495"]["changes"] == [], "changes are left")
    check(town.lines() == before, "entries are not as they were")
    tale.note("done with after one run")


def unreadable(tale, rule, *wanted):
    """Runs until a finding or the guard tells of what cannot be read, at the latest the fourth."""
    sight = Sight(tale)
    town = sight.town
    dn, _ = town.entry_of(HERS)
    sight.restart(rule.format(dn=dn, writer=sight.server.info["bind_dn"]))
    for run in range(1, 4):  # it is held in the fourth at the latest
        done = town.apply()
        plan = town.plans()["1495"]
        told = {each["guard"] for each in plan["held"]} | {each["id"] for each in plan["findings"]} | set(done.ids)
        if told & set(wanted):
            break
    tale.show(done, times=run)
    check(told & set(wanted), f"after {run} runs: {sorted(told)}")
    sent = town.apply()
    check("DIRECTORY_REFUSED" not in sent.ids, f"it is sent again: {' '.join(sent.ids)}")
    sight.see_all_again()
    check(town.apply().status in (0, 3) and town.plans()["1495"]["findings"] == [], "it does not end when it can be read")
    tale.note(f"{' '.join(sorted(told & set(wanted)))} told after run {run}, then sent no more")


@story(8, "an attribute that cannot be read on one entry")
def unreadable_on_one(tale):
    unreadable(tale, 'to dn.exact="{dn}" attrs=samkatCivicHash by dn.exact="{writer}" =w by * break', "ENGINE_GUARD_FAILING")


@story(8, "an attribute that cannot be read on any entry")
def unreadable_on_all(tale):
    unreadable(tale, 'to attrs=samkatCivicHash by dn.exact="{writer}" =w by * break', "ENGINE_PLAN_UNREADABLE",
               "ENGINE_GUARD_FAILING")
