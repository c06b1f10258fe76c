"""9: what clients and connectors do to a samkatd that runs."""
import types

from . import connector
from .daemon import Client, Daemon, wait_until
from .people import pupil
from .telling import Done, check, check_said, story
from .town import Town

PUPILS = [pupil(number) for number in range(20)]
MOST_MEMORY = 300  # MiB
FOLLOWERS = 10
QUICK = 30  # seconds; far less than what a client could hold the daemon for


def a_running_town(tale):
    """A town that reads a connector which nothing wakes, its daemon, after the daemon's first run."""
    town = Town(tale, sources=False)
    town.add_source("skara", connector.told(town, 'interval = "31d"'))
    connector.write(town, PUPILS)
    daemon = Daemon(tale, town)
    wait_until(lambda: len(town.people()) == len(PUPILS), f"samkatd has made no accounts: {daemon.said()[-600:]}")
    return town, daemon


@story(9, "log --follow over the control socket")
def following_inside(tale):
    _, daemon = a_running_town(tale)
    status, said = daemon.ask("log", "--follow")
    done = Done(["log", "--follow", "(control.sock)"], types.SimpleNamespace(returncode=status, stdout="", stderr=said))
    check_said(tale.show(done), status, "CLI_NOT_INSIDE")
    check(status != 0, "it was done")


@story(9, "ten log --follow beside samkatd")
def ten_followers(tale):
    town, _ = a_running_town(tale)
    connector.write(town, [*PUPILS, pupil(30)])  # beforehand: each command asks the program what it is
    followers = [Client(tale, town, "log", "--follow") for _ in range(FOLLOWERS)]
    tale.ran.append(f"log --follow ×{FOLLOWERS}")
    wait_until(lambda: any(each.printed.stat().st_size for each in followers), "none of them follows")
    done = tale.show(town.samkat("apply", "--yes", within=QUICK))
    check_said(done, 0)
    town.entry_of(pupil(30))
    check(all(each.process.poll() is None for each in followers), "a follower has ended")
    tale.note("apply is done beside them")


def killed_client(tale, *words):
    """A client is killed while the daemon reads a slow source for it; the next command is done at once."""
    town, daemon = a_running_town(tale)
    wait_until(lambda: not daemon.children(), "samkatd does not come to rest")
    connector.write(town, PUPILS, connector.SLOW)
    asking = Client(tale, town, *words)
    tale.ran.append(f"{' '.join(words)} (killed)")
    wait_until(daemon.children, "samkatd does not begin")
    asking.kill()
    connector.write(town, [*PUPILS, pupil(30)])
    check_said(tale.show(town.samkat("apply", "--yes", within=QUICK)), 0)
    town.entry_of(pupil(30))
    tale.note(f"the next command is done within {QUICK} s")


@story(9, "an apply whose client is killed")
def killed_apply(tale):
    killed_client(tale, "apply", "--yes")


@story(9, "an approve --wait whose client is killed")
def killed_approve(tale):
    killed_client(tale, "approve", "--now", "--wait")


@story(9, "a connector that never ends")
def an_endless_connector(tale):
    town = Town(tale, sources=False)
    town.add_source("skara", connector.told(town, "max_kept = 16" if town.has_cage else ""))
    connector.write(town, [], connector.ENDLESS)
    daemon = Daemon(tale, town)
    tale.ran.append("samkatd")
    stopped = ("SOURCES_KEPT_LIMIT", "SOURCES_RECORD_LIMIT", "SOURCES_TOO_MANY")
    wait_until(lambda: any(each in daemon.said() for each in stopped) or daemon.most_memory() > MOST_MEMORY, "it is not stopped")
    check(daemon.most_memory() <= MOST_MEMORY, f"samkatd has taken {daemon.most_memory()} MiB")
    wait_until(lambda: not daemon.children(), "the connector is still there")
    tale.note(f"{next(each for each in stopped if each in daemon.said())}, samkatd at most {daemon.most_memory()} MiB")
