"""Tests of what the soak of lies makes of its pieces."""
import unittest

from tests.soak import lies


def told(nights=500, worst=3, **harms):
    line = {"kind": "(all)", "later": False} | dict.fromkeys(lies.COLUMNS, 0) | {"worst_week": worst, "lies": 2} | harms
    return {"nights": nights, "kinds": [line]} | dict.fromkeys(lies.HONEST, 0) | {"ordinary_nights": 250}


def state_of(*pieces):
    state = {"seed": 1, "nights": 0, "pieces": 0, "kinds": {}, "honest": dict.fromkeys(lies.HONEST, 0)}
    for each in pieces:
        lies.add(state, each)
    return state


class Pieces(unittest.TestCase):
    def test_are_added_up_and_the_worst_week_is_the_worst(self):
        state = state_of(told(worst=3, left=1), told(worst=5, left=2), told(worst=4))
        everything = state["kinds"]["(all)"]
        self.assertEqual((state["nights"], everything["lies"], everything["left"], everything["worst_week"]), (1500, 6, 3, 5))
        self.assertIn("(all)", lies.table(state["kinds"]))


class Bounds(unittest.TestCase):
    def test_hold(self):
        self.assertEqual(lies.broken_bounds(state_of(told(left=4), told())), [])

    def test_are_told_when_broken(self):
        for name in ("revealed", "merged", "reissued", "over", "over_things", "not_healed"):
            self.assertEqual(len(lies.broken_bounds(state_of(told(), told(**{name: 1})))), 1, name)

    def test_one_honest_night_in_five_hundred_may_be_held(self):
        state = state_of(told(), told())
        state["honest"]["first_held"] = 1
        self.assertEqual(lies.broken_bounds(state), [])
        state["honest"]["ordinary_held"] = 1
        self.assertEqual(len(lies.broken_bounds(state)), 1)


if __name__ == "__main__":
    unittest.main()
