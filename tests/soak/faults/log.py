"""5: the change log and the store in somebody else's hands."""
import hashlib
import json
import re
import sqlite3

from .people import pupil
from .telling import check, check_said, story
from .town import CODES, Town

PUPILS = [pupil(number) for number in range(24)]


def a_town_with_a_past(tale):
    """A town after two runs."""
    town = Town(tale)
    town.export("skara", PUPILS)
    town.settle()
    town.export("skara", [*PUPILS, pupil(24), pupil(25)])
    town.settle()
    return town


def hashed_part(line):
    """What the hash of a line is over: all of it, but for the mac that lines have had since samkat/event/2."""
    at = line.rfind(b',"mac":')
    return line.rstrip(b"\n") if at < 0 else line[:at]


def chained(lines, start):
    """The lines, with prevs from `start` on that fit; macs need a key, and stay."""
    for at in range(start, len(lines)):
        prev = hashlib.sha256(hashed_part(lines[at - 1])).hexdigest().encode()
        lines[at] = re.sub(rb'"prev":"[0-9a-f]{64}"', b'"prev":"' + prev + b'"', lines[at])
    return lines


def check_told(tale, town, *ids):
    """log verify tells of it, the store is not made again of it, and nothing is planned."""
    check_said(tale.show(town.samkat("log", "verify")), 1, *ids)
    check_said(tale.show(town.samkat("store", "rebuild")), 1, *ids)
    before = town.lines()
    check_said(tale.show(town.apply()), 1)
    check(town.lines() == before, "apply wrote to the directory")


@story(5, "an event replaced by one without a seal, prevs computed again")
def an_event_replaced(tale):
    town = a_town_with_a_past(tale)
    lines = town.chain().read_bytes().splitlines(keepends=True)
    at = next(number for number, line in enumerate(lines) if json.loads(line)["kind"] == "intent")
    event = {**json.loads(lines[at]), "actor": "mallory", "sealed": ""}
    lines[at] = json.dumps(event, separators=(",", ":"), ensure_ascii=False).encode() + b"\n"
    town.chain().write_bytes(b"".join(chained(lines, at + 1)))
    check_told(tale, town, "LOG_LINE_MAC")


def cut_short(chain):
    """The file without its last four lines."""
    lines = chain.read_bytes().splitlines(keepends=True)
    chain.write_bytes(b"".join(lines[:-4]))


@story(5, "the end of a chain cut off")
def a_chain_cut_short(tale):
    town = a_town_with_a_past(tale)
    cut_short(town.chain())
    check_told(tale, town, "RUN_LOG_OLDER")


@story(5, "the end of a chain cut off, and the store removed")
def a_chain_cut_short_without_store(tale):
    town = a_town_with_a_past(tale)
    cut_short(town.chain())
    for each in (town.folder / "state").glob("store.db*"):
        each.unlink()
    check_told(tale, town, "RUN_LOG_OLDER")


@story(5, "a chain removed")
def a_chain_removed(tale):
    town = a_town_with_a_past(tale)
    town.chain().unlink()
    check_told(tale, town, "RUN_LOG_OLDER")


@story(5, "approvals written by hand in store.db")
def approvals_by_hand(tale):
    town = Town(tale)
    rows = [pupil(number, unit=number // 5) for number in range(100)]
    town.export("skara", rows)
    town.settle()
    town.export("skara", rows[40:])
    held = [each["digest"] for each in town.plans()[CODES["skara"]]["changes"] if each["held"]]
    check(len(held) >= 40, f"only {len(held)} changes are held: nothing to approve")
    with sqlite3.connect(town.folder / "state" / "store.db") as store:
        width = len(store.execute("SELECT * FROM pragma_table_info('approvals')").fetchall())
        values = [(CODES["skara"], digest, "2099-01-01T00:00:00.000Z", "root", "plan", "")[:width] for digest in held]
        store.executemany(f"INSERT INTO approvals VALUES({', '.join('?' * width)})", values)
    store.close()
    done = tale.show(town.apply())
    check(town.count("grace") == 0, f"{town.count('grace')} in grace")
    check_said(done, 1, "STORE_TAMPERED")
    check_said(tale.show(town.samkat("log", "verify")), 1, "STORE_TAMPERED")
    tale.note("0 in grace")
