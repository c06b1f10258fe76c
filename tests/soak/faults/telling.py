"""How a fault is told again: a story is a function of a Tale, and what it finds wrong ends it."""
import contextlib
import functools
import re

STORIES = []
ID = re.compile(r"\b(?:BASE|CLI|CONFIG|CSV|DIRECTORY|ENGINE|LOG|RUN|SERVICE|SOURCES|STORE|XML)_[A-Z][A-Z_]+[A-Z]\b")
MOST_IDS = 6  # in a row of the table


class Wrong(Exception):
    """A fault shows; the text says what was seen."""


class NotHere(Exception):
    """This machine, or this user, cannot show it; the text says why."""


def story(item, title):
    """A function of a Tale that retells a fault of the item with that number."""
    def keep(function):
        STORIES.append((item, title, function))
        return function
    return keep


class Done:
    """What a command printed and ended with."""

    def __init__(self, words, finished):
        self.command = " ".join(map(str, words))
        self.status, self.out, self.err = finished.returncode, finished.stdout, finished.stderr

    @property
    def text(self):
        return self.out + self.err

    @functools.cached_property
    def ids(self):
        """The ids of messages, in the order they were said."""
        return list(dict.fromkeys(ID.findall(self.err + self.out)))


class Tale:
    """One story being told: its folder, and what its row of the table says."""

    def __init__(self, folder):
        self.folder = folder
        self.ran, self.seen, self._ends = [], [], contextlib.ExitStack()

    def show(self, done, times=1):
        """Puts a command and how it ended in the row."""
        self.ran.append(done.command + (f" ×{times}" if times > 1 else ""))
        more = len(done.ids) - MOST_IDS
        self.seen.append(" ".join([f"exit {done.status}", *done.ids[:MOST_IDS], *([f"and {more} more"] if more > 0 else [])]))
        return done

    def note(self, what):
        """Puts a count, or what was compared, in the row."""
        self.seen.append(what)

    def at_the_end(self, act):
        """Whatever becomes of the story, `act` is done after it; the last first."""
        self._ends.callback(act)

    def close(self):
        self._ends.close()


def check(condition, what):
    if not condition:
        raise Wrong(what)


def check_said(done, status, *ids):
    """The command ended with that status, and said a message with each of those ids; of several with | between them any will do."""
    last = " / ".join(done.text.strip().splitlines()[-3:])
    check(done.status == status, f"samkat {done.command}: exit {done.status}, not {status}: {last}")
    for each in ids:
        said = set(each.split("|")) & set(done.ids)
        check(said, f"samkat {done.command} does not say {each}: {' '.join(done.ids)}")


def check_silent(text, secrets, where):
    """None of the secrets stands in the text."""
    for each in secrets:
        check(not re.search(rf"(?<!\w){re.escape(each)}(?!\w)", text), f"{where} shows {each}")
