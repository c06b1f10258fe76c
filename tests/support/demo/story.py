"""What the demo does and shows, step by step."""
import json
import shlex
import signal
import subprocess
import time

from tests.support.registers.spec import parse_specs

from .directory import ROOT
from .words import Words

SHOWN_LINES = 22
KINDS = ("created", "modified", "grace", "disabled", "returned")


class Broken(Exception):
    """A step did not go as it must."""


class Story:
    """Lives through one World and tells of it on `out`, a text stream."""

    def __init__(self, world, out):
        self.world = world
        self.out = out
        self.words = Words(world.lang)
        self.number = 0
        self.began = time.monotonic()

    # --- the whole of it

    def tell(self):
        """All of the story; Broken if anything in it is not as it must be."""
        self.say(self.words("title"))
        self.say(self.words("place", folder=self.world.place.folder))
        self.make()
        self.first_run()
        self.nothing_to_do()
        self.a_day()
        self.is_it_true()
        self.what_happened()

    def make(self):
        self.heading("start")
        self.world.make()
        self.world.generate(0)
        info = self.world.directory.info
        names = ", ".join(spec.name for spec in parse_specs(self.world.municipalities))
        self.say(self.words("started", uri=info["uri"], base=info["base"]))
        self.say(self.words("exported", names=names, accounts=len(self.world.changes())))
        self.heading("check")
        self.show("check", "--online")

    def first_run(self):
        self.heading("dry")
        self.plan_and_apply("first", "held")
        self.world.directory.dump(self.world.place.path("before.ldif"))

    def nothing_to_do(self):
        self.heading("again")
        self.show("plan", "--detailed-exit-code", "--limit", "0")
        self.say(self.words("nothing"))

    def a_day(self):
        self.heading("day")
        self.world.generate(1)
        changes = self.world.changes()
        counts = {kind: sum(change["change"] == kind for change in changes) for kind in KINDS}
        told = ", ".join(self.words(kind, count=count) for kind, count in counts.items() if count)
        self.say(self.words("changed", count=len(changes), kinds=told))
        self.plan_and_apply("day-1", "day_held")
        self.world.directory.dump(self.world.place.path("after.ldif"))

    def is_it_true(self):
        self.heading("truth")
        self.say(self.words("truth_now"))
        self.show_check(*self.world.check_truth())
        self.say(self.words("truth_day"))
        self.show_check(*self.world.check_days(self.world.place.path("before.ldif"), self.world.place.path("after.ldif")))
        self.say(self.words("truth_log"))
        self.show("log", "verify")
        self.show("plan", "--detailed-exit-code", quiet=True)

    def what_happened(self):
        who = self.moved_pupil()
        self.heading("person")
        self.show("person", who)
        self.heading("attributes")
        self.show("attributes", who)
        self.heading("log")
        self.show("log", "--person", who)

    # --- its steps

    def plan_and_apply(self, name, held_words):
        """Show a dry run and apply the very plan that was shown; or approve what is held of it, and apply anew."""
        plan = self.world.place.path("plans", name + ".json")
        self.show("plan", "--out", plan, good=(0, 2, 3))
        if self.world.has_held(plan):
            self.say(self.words(held_words))
            self.show("approve", plan)
            self.heading("apply")
            # What the approved Changes bring with them, in groups above all, is in a plan made now.
            self.show("apply", "--yes")
            return
        self.heading("apply")
        self.show("apply", plan, "--yes")

    def moved_pupil(self):
        """The PersonId of the pupil who left one municipality for another on day 1."""
        changes = self.world.changes()
        left = {change["person"] for change in changes if change["change"] in ("grace", "disabled")}
        moved = [change["person"] for change in changes if change["change"] == "created" and change["person"] in left]
        if not moved:
            raise Broken("nobody moved on day 1")
        return self.person_id(moved[0])

    def person_id(self, person):
        """The PersonId that the directory has for a person of the truth, found by the civic number."""
        with open(self.world.place.path("truth.jsonl"), encoding="utf-8") as lines:
            number = next(line["civic_no"] for line in map(json.loads, lines) if line["person"] == person)
        info = self.world.directory.info
        command = ["ldapsearch", "-x", "-LLL", "-o", "ldif-wrap=no", "-H", info["ldapi"], "-D", info["bind_dn"], "-y",
                   info["password_file"], "-b", info["base"], f"(norEduPersonNIN={number})", "samkatPersonId"]
        found = subprocess.run(command, capture_output=True, text=True, check=False).stdout
        ids = {line.split(": ", 1)[1] for line in found.splitlines() if line.startswith("samkatPersonId: ")}
        if len(ids) != 1:
            raise Broken(f"the moved pupil has {len(ids)} PersonIds in the directory")
        return ids.pop()

    # --- showing

    def say(self, text=""):
        self.out.write(text + "\n")
        self.out.flush()

    def heading(self, key):
        self.number += 1
        self.say(f"\n{self.number}. {self.words(key)}")

    def show(self, *words, good=(0,), quiet=False):
        """Run samkat and show what was run and the beginning of what it said; Broken if its status is not in `good`."""
        line = "samkat " + " ".join(shlex.quote(self.short(word)) for word in words)
        if not quiet:
            self.say(f"   $ {line}")
        done = self.world.samkat(*words)
        status_is_good = done.returncode in good
        if not quiet or not status_is_good:
            self.show_text(done.stdout + done.stderr, SHOWN_LINES if status_is_good else 200)
        if not status_is_good:
            raise Broken(f"{line}: {done.returncode}")

    def show_check(self, status, text):
        self.show_text(text, SHOWN_LINES)
        if status != 0:
            raise Broken(text.strip().splitlines()[-1] if text.strip() else f"checker: {status}")

    def show_text(self, text, limit):
        lines = text.rstrip().splitlines()
        for line in lines[:limit]:
            self.say("   " + line)
        if len(lines) > limit:
            self.say("   " + self.words("more", count=len(lines) - limit))

    def short(self, word):
        """A path in the demo's folder as it is seen from there."""
        return str(word).replace(f"{self.world.place.folder}/", "")

    # --- the end

    def seconds(self):
        return round(time.monotonic() - self.began)

    def say_what_to_try(self, key):
        self.say("\n" + self.words(key, seconds=self.seconds()))
        folder = shlex.quote(str(self.world.place.folder))
        lines = [f". {folder}/env"]
        if key == "done":
            lines.insert(0, f"{folder}/directory start")
        for words in ("status", "plan", "log --since 1d" if key == "daemon" else "log verify", "person WHO"):
            lines.append(f'"$SAMKAT_BIN" --config "$SAMKAT_CONFIG" {words}')
        lines.append('ldapsearch -x -LLL -H "$LDAP_URI" -D "$LDAP_BIND_DN" -y "$LDAP_PASSWORD_FILE" -b "$LDAP_BASE" "(uid=*)" uid cn')
        if key == "daemon":
            lines.append(f"cd {shlex.quote(str(ROOT))} && {self.next_day()}")
        for line in lines:
            self.say("   " + line)

    def next_day(self):
        """The command that lets the registers live through one more day."""
        specs = " ".join(f"--municipality {shlex.quote(spec)}" for spec in self.world.municipalities)
        return (f"python3 -m tests.support.registers --out {shlex.quote(str(self.world.place.folder))} --seed {self.world.seed} "
                f"--day 2 --start-date {self.world.date} --step-days 0 {specs}")

    def serve(self):
        """Run samkatd until Ctrl-C or SIGTERM, and wait for it to end."""
        with open(self.world.place.path("samkatd.log"), "ab") as log:
            daemon = subprocess.Popen(self.world.command("serve"), stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                                      start_new_session=True)
        signal.signal(signal.SIGTERM, lambda *_: daemon.terminate())
        try:
            daemon.wait()
        except KeyboardInterrupt:
            daemon.terminate()
            daemon.wait()
        return daemon.returncode
