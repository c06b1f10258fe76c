"""Stop and continue: slapd, the network before it and samkat itself stop at random in the middle of a run.

    python3 -m tests.live.stop_test [--rounds N] [--seed N]

Each round the register changes and samkat applies it; meanwhile one or two of them stop for up to ten times the time
limit, are cut off or killed. Then all go on, and runs follow until one has nothing left to do. After that slapd's own
accesslog is compared with the change log: every write has exactly one intent, whose outcome says that it was done, and
no other intent says so; no name is there twice, the log verifies, and the store made again is the same.
"""
import argparse
import base64
import collections
import json
import os
import random
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

from tests.live import slapd
from tests.support import kit
from tests.support.proxy import Proxy

LIMIT = 0.3  # seconds without an answer after which samkat takes it for lost
LONGEST_STOP = 10 * LIMIT
CERTAIN_AFTER = LONGEST_STOP + 1
SETTLED_WITHIN = 90
NAME, CODE = "skara", "1495"
OPERATIONAL = {"entrycsn", "modifiersname", "modifytimestamp"}
TYPES = {"create": "add", "delete": "delete", "move": "modrdn", "modify": "modify", "disable": "modify", "enable": "modify"}
GUARD = "max_creates_per_mille = 1000000\nmax_modifies_per_mille = 1000\n" + kit.OPEN_GUARD


class Stage:
    """A slapd with an accesslog, a network, and an installation that reaches it directly or through the network."""

    def __init__(self, folder):
        self.server = kit.Server(folder / "slapd", "--overlays", "accesslog")
        host, port = self.server.info["uri"].removeprefix("ldap://").split(":")
        self.network = Proxy(host, int(port))
        self.installation = kit.Installation(folder / "samkat", self.server)
        self.installation.folder.mkdir()
        self.installation.configure({CODE: NAME}, grace=0, disabled_ou="left", more=GUARD)
        self.chain = self.installation.folder / "state" / "changelog" / f"{CODE}.jsonl"

    def reach(self, through_network):
        uri = f"ldap://127.0.0.1:{self.network.port}" if through_network else self.server.info["ldapi"]
        limits = f'insecure = true\noperation_timeout = "{int(LIMIT * 1000)}ms"\nconnect_timeout = "{int(LIMIT * 1000)}ms"\n'
        limits += f'certain_after = "{int(CERTAIN_AFTER)}s"'
        path = self.installation.folder / "config" / "samkat.toml"
        text = path.read_text("utf-8")
        text = re.sub(r'^(insecure|operation_timeout|connect_timeout|certain_after) = .*\n', "", text, flags=re.M)
        path.write_text(re.sub(r'^uri = .*$', f'uri = "{uri}"\n{limits}', text, flags=re.M), "utf-8")

    def written(self):
        return self.chain.stat().st_size if self.chain.exists() else 0

    def close(self):
        self.network.stop()
        self.server.stop()


# --- What goes wrong ------------------------------------------------------------------------------------------------


class WriteLock:
    """Another process has the database's write lock: slapd answers whoever reads, and writes wait in its queue."""

    def __init__(self, server):
        base = server.info["base"]
        command = [slapd.SLAPADD, "-q", "-v", "-s", "-f", str(server.folder / "slapd.conf"), "-b", base]
        self._process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
        self._process.stdin.write(f"dn: ou=never,{base}\nobjectClass: organizationalUnit\nou: never\n\n".encode())
        self._process.stdin.flush()
        while b"added" not in self._process.stderr.readline():  # it has begun, and ends with the last line of its input
            if self._process.poll() is not None:
                raise RuntimeError("slapadd did not take the write lock")

    def release(self):
        """What it has added is not kept."""
        self._process.kill()
        self._process.communicate()


class Trouble:
    """One or two things that stop, from some moment after the run has begun to write; writes wait from before that."""

    WITH_NETWORK = ("slapd stops", "samkat stops", "samkat is killed", "requests stall", "answers stall", "both stall",
                    "old requests stall", "severed", "hung up", "writes wait")
    WITHOUT = ("slapd stops", "samkat stops", "samkat is killed", "writes wait")

    def __init__(self, chance, stage, through_network):
        self.stage = stage
        self.goes_on = chance.random() < 0.4  # runs follow while it lasts
        kinds = self.WITH_NETWORK if through_network else self.WITHOUT
        chosen = chance.sample(kinds, chance.choice((1, 2)))
        if "slapd stops" not in chosen and chance.random() < 0.5:
            chosen.append("slapd stops")
        # Many just above the limit, where samkat comes back while the server still has the old operations.
        self.acts = [(kind, chance.choice((0, chance.uniform(0, 0.04), chance.uniform(0, 0.15))),
                      LIMIT * chance.choice((chance.uniform(1, 2), chance.uniform(1, 2), chance.uniform(2, 10)))) for kind in chosen]

    def __str__(self):
        return ", ".join(f"{kind} after {start * 1000:.0f} ms for {length:.1f} s" for kind, start, length in self.acts) \
            + (", runs go on" if self.goes_on else "")

    def prepare(self):
        self.lock = WriteLock(self.stage.server) if any(kind == "writes wait" for kind, _, _ in self.acts) else None

    def befall(self, process, over):
        """Lets it happen beside the run `process`; all has gone on when it returns. `over`: the run has ended."""
        before = self.stage.written()
        while self.stage.written() == before and not over.wait(0.002):
            pass
        threads = [threading.Thread(target=self._act, args=(process, *act)) for act in self.acts]
        for each in threads:
            each.start()
        for each in threads:
            each.join()

    def _act(self, process, kind, start, length):
        threading.Event().wait(start)
        network = self.stage.network
        begin, end = {
            "slapd stops": (lambda: self._slapd(signal.SIGSTOP), lambda: self._slapd(signal.SIGCONT)),
            "samkat stops": (lambda: process.send_signal(signal.SIGSTOP), lambda: process.send_signal(signal.SIGCONT)),
            "samkat is killed": (process.kill, None),
            "requests stall": (lambda: network.stall("up"), network.resume),
            "answers stall": (lambda: network.stall("down"), network.resume),
            "both stall": (lambda: network.stall("up", "down"), network.resume),
            "old requests stall": (lambda: network.stall_old("up"), network.resume),
            "writes wait": (lambda: None, lambda: self.lock.release()),
            "severed": (network.sever, None),
            "hung up": (network.hang_up, None),
        }[kind]
        begin()
        if end is not None:
            threading.Event().wait(length)
            end()

    def _slapd(self, number):
        handle = self.stage.server.pidfd()
        try:
            signal.pidfd_send_signal(handle, number)
        finally:
            os.close(handle)


# --- What the register says -----------------------------------------------------------------------------------------


class Register:
    def __init__(self, chance):
        self.chance, self.rows, self.next = chance, {}, 0

    def change(self):
        """Some come, some leave, some change."""
        for number in self.chance.sample(sorted(self.rows), min(len(self.rows) // 4, 40)):
            del self.rows[number]
        for number in self.chance.sample(sorted(self.rows), min(len(self.rows), 30)):
            self.rows[number] = kit.pupil(number, family=self.chance.choice(("Ek", "Öberg", "Åsa", "Alm")),
                                          **{"class": self.chance.choice(("7A", "7B", "7C"))})
        for _ in range(self.chance.randint(20, 60)):
            self.rows[self.next] = kit.pupil(self.next)
            self.next += 1
        return [self.rows[number] for number in sorted(self.rows)]


# --- The two logs ---------------------------------------------------------------------------------------------------


def key_of(dn):
    return re.sub(r"\s*([,=])\s*", r"\1", dn).lower()


def ldif_records(text):
    """Records as dicts of attribute → values, unfolded and decoded."""
    for record in text.replace("\n ", "").split("\n\n"):
        values = collections.defaultdict(list)
        for line in record.splitlines():
            found = re.match(r"([^:]+)(::?) ?(.*)", line)
            if found:
                value = base64.b64decode(found[3]).decode() if found[2] == "::" else found[3]
                values[found[1]].append(value)
        if values:
            yield values


def attribute_names(mods):
    return frozenset(mod.split(":", 1)[0].lower() for mod in mods) - OPERATIONAL


def writes_of_slapd(stage):
    """DN → what was written to it, in order."""
    done = stage.server.tool("ldapsearch", "-LLL", "-o", "ldif-wrap=no", "-b", "cn=accesslog", "(objectClass=auditWriteObject)",
                             "reqStart", "reqType", "reqDN", "reqMod", "reqResult", "reqNewRDN", "reqNewSuperior")
    if done.returncode != 0:
        raise RuntimeError(done.stderr.decode())
    writes = collections.defaultdict(list)
    for record in sorted(ldif_records(done.stdout.decode()), key=lambda each: each["reqStart"]):
        dn, kind = key_of(record["reqDN"][0]), record["reqType"][0]
        names = attribute_names(record["reqMod"]) if kind == "modify" else frozenset()
        if record["reqResult"] == ["0"] and dn.endswith(f"ou={NAME}," + key_of(stage.server.info["base"])):
            writes[dn].append((kind, names))
    return writes


def events_of(stage):
    lines = stage.installation.run("log", "--json", "--municipality", CODE).stdout.splitlines()
    return [json.loads(line) for line in lines]


def writes_of_samkat(events):
    """(DN → what the change log says was written, problems)."""
    intents, outcomes, errors = {}, collections.defaultdict(list), collections.defaultdict(list)
    for event in events:
        if event["kind"] == "intent":
            intents[event["seq"]] = event["content"]
        elif event["kind"] == "outcome":
            outcomes[event["content"]["intent"]].append(event["outcome"])
            errors[event["content"]["intent"]].append(event["content"].get("error", {}).get("en", ""))
    problems, writes = [], collections.defaultdict(list)
    for seq, change in intents.items():
        if len(outcomes[seq]) != 1:
            problems.append(f"intent {seq} has the outcomes {outcomes[seq]}")
        if "failed" in outcomes[seq] and not any("refused" in each for each in errors[seq]):
            problems.append(f"intent {seq} failed, and the server did not refuse it: {errors[seq]}")
        if set(outcomes[seq]) & {"applied", "found-applied"}:
            kind = TYPES[change["kind"]]
            names = frozenset(each["name"].lower() for each in change["attributes"]) if kind == "modify" else frozenset()
            writes[key_of(change["dn"])].append((kind, names))
    return writes, problems


def said(writes):
    return "; ".join(f"{kind} {' '.join(sorted(names))}".strip() for kind, names in writes) or "nothing"


def compared(stage):
    """What is wrong between slapd's log and samkat's."""
    events = events_of(stage)
    server, (ours, problems) = writes_of_slapd(stage), writes_of_samkat(events)
    for dn in sorted(server.keys() | ours.keys()):
        if server[dn] != ours[dn]:
            problems.append(f"{dn}: slapd wrote {said(server[dn])}; the change log says {said(ours[dn])}")
    return problems, collections.Counter(event["outcome"] for event in events if event["kind"] == "outcome")


def doubled_names(stage):
    """Names that two entries have."""
    names = collections.Counter()
    for lines in stage.server.ldif(stage.server.info["base"]).values():
        names.update(line.lower() for line in lines if re.match("(uid|eduPersonPrincipalName|samkatAccountId):", line))
    return [f"{name} is there {count} times" for name, count in names.items() if count > 1]


def state_problems(stage):
    run = stage.installation.run
    verified = run("log", "verify", check=False)
    problems = [] if verified.returncode == 0 else ["log verify: " + verified.stdout + verified.stderr]
    digest = run("store", "digest").stdout
    run("store", "rebuild")
    again = run("store", "digest").stdout
    return problems + ([] if digest == again else [f"the store made again differs: {digest.strip()}, {again.strip()}"])


# --- Rounds ---------------------------------------------------------------------------------------------------------


def trouble_in(stage, chance, through_network):
    """A run in which something stops, and perhaps further runs until all has gone on; what it was."""
    trouble, over = Trouble(chance, stage, through_network), threading.Event()
    trouble.prepare()
    command = [str(stage.installation.program), "--config", str(stage.installation.folder / "config"), "apply", "--yes"]
    with subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        threads = [threading.Thread(target=lambda: (process.wait(), over.set())),
                   threading.Thread(target=trouble.befall, args=(process, over))]
        for each in threads:
            each.start()
        over.wait()
        while trouble.goes_on and threads[1].is_alive():
            stage.installation.run("apply", "--yes", check=False)
        for each in threads:
            each.join()
    return trouble


def settle(stage):
    """Runs until one leaves nothing undone; what is wrong if none does."""
    end = time.monotonic() + SETTLED_WITHIN
    while time.monotonic() < end:
        done = stage.installation.run("apply", "--yes", check=False)
        if done.returncode == 0:
            return []
        threading.Event().wait(LIMIT)
    return [f"not settled after {SETTLED_WITHIN} s: exit {done.returncode} {done.stdout[-1500:]} {done.stderr[-1500:]}"]


def one_round(stage, register, chance):
    through_network = chance.random() < 0.7
    stage.reach(through_network)
    stage.installation.export(NAME, register.change())
    trouble = trouble_in(stage, chance, through_network)
    problems = settle(stage)
    differences, outcomes = compared(stage)
    return trouble, outcomes, problems + differences + doubled_names(stage) + state_problems(stage)


def run(rounds, seed):
    """(rounds done, how many of them had something wrong, outcomes of all)."""
    failed, total = 0, collections.Counter()
    with tempfile.TemporaryDirectory(prefix="samkat-stop-") as name:
        stage = Stage(Path(name))
        try:
            chance = random.Random(seed)
            register = Register(chance)
            for number in range(1, rounds + 1):
                trouble, total, problems = one_round(stage, register, random.Random(f"{seed} {number}"))
                print(f"round {number}: {trouble}" + ("" if problems else ": ok"), flush=True)
                for problem in problems:
                    print(f"    {problem}", flush=True)
                failed += bool(problems)
        finally:
            stage.close()
    return failed, total


def main():
    if slapd.SLAPD is None or slapd.SLAPADD is None:
        return kit.NOT_HERE
    parser = argparse.ArgumentParser()
    parser.add_argument("--rounds", type=int, default=20)
    parser.add_argument("--seed", type=int, default=random.randrange(1, 1 << 31))
    arguments = parser.parse_args()
    print(f"seed {arguments.seed}", flush=True)
    failed, outcomes = run(arguments.rounds, arguments.seed)
    print(f"{arguments.rounds} rounds, {failed} failed; {sum(outcomes.values())} outcomes: "
          + ", ".join(f"{name} {count}" for name, count in sorted(outcomes.items())))
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
