"""Tests of how the soak of faults tells its stories, and of the people in them. samkat is not run."""
import contextlib
import io
import subprocess
import unittest

from tests.soak import faults
from tests.soak.faults import people, telling
from tests.soak.faults.telling import Done, NotHere, Wrong, check, check_said, check_silent


def ended(status, out="", err=""):
    return Done(["apply", "--yes"], subprocess.CompletedProcess([], status, out, err))


def told(function):
    """The cells of the row that a story gets."""
    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        faults.tell(6, "a story", function)
    return out.getvalue().rstrip("\n").split(" | ")


class Stories(unittest.TestCase):
    def test_a_row_says_what_was_run_and_what_came_of_it(self):
        def story(tale):
            tale.show(ended(3, "ENGINE_GUARD_UNIT_GONE\n"), times=2)
            tale.note("0 in grace")
        self.assertEqual(told(story), ["6", "a story", "apply --yes ×2", "exit 3 ENGINE_GUARD_UNIT_GONE; 0 in grace", "ok"])

    def test_a_fault_and_whatever_a_story_runs_into_are_wrong(self):
        def fault(_):
            raise Wrong("4 in grace")

        def trouble(_):
            return {}["newly_protected"]
        self.assertEqual(told(fault)[3:], ["4 in grace", "WRONG"])
        self.assertEqual(told(trouble)[3:], ["KeyError: 'newly_protected'", "WRONG"])

    def test_what_a_story_started_ends_with_it(self):
        ends = []

        def story(tale):
            tale.at_the_end(lambda: ends.append("first"))
            tale.at_the_end(lambda: ends.append("second"))
            check(False, "wrong")
        told(story)
        self.assertEqual(ends, ["second", "first"])

    def test_what_cannot_be_shown_is_neither_good_nor_bad(self):
        def story(_):
            raise NotHere("only root can")
        self.assertEqual(told(story)[4], "not here")
        self.assertEqual(faults.summed_up(["ok", "not here"]), ("1 of 2 faults are held, 1 cannot be shown here", True))
        self.assertEqual(faults.summed_up(["ok", "WRONG"]), ("1 of 2 faults are held", False))
        self.assertFalse(faults.summed_up(["not here"])[1])

    def test_items_are_those_that_were_found(self):
        self.assertEqual({item for item, _, _ in telling.STORIES} | set(faults.ELSEWHERE), set(range(1, 12)))


class Checks(unittest.TestCase):
    def test_status_and_ids(self):
        check_said(ended(1, err="x.csv:2: ENGINE_MAP_DATE: …\n"), 1, "ENGINE_MAP_DATE", "RUN_OTHER|ENGINE_MAP_DATE")
        for wrong in (ended(0), ended(1, "ENGINE_MAP_DATES")):
            with self.assertRaises(Wrong):
                check_said(wrong, 1, "ENGINE_MAP_DATE")

    def test_secrets(self):
        check_silent("row 1201001012384", ["201001012384"], "plan")
        with self.assertRaises(Wrong):
            check_silent("row 201001012384.", ["201001012384"], "plan")


class People(unittest.TestCase):
    def test_each_has_a_name_and_a_number_of_their_own(self):
        pupils = [people.pupil(number) for number in range(600)]
        self.assertEqual(len({(row["given"], row["family"]) for row in pupils}), 600)
        self.assertEqual(len({row["civic"] for row in pupils} | {people.staff(number)["civic"] for number in range(20)}), 620)


if __name__ == "__main__":
    unittest.main()
