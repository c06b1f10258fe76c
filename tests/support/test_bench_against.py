"""Tests of how two checkouts are compared."""
import unittest

from tests.bench import against


def run(**values):
    return {"commit": "c", "results": [{"name": name, "unit": "s", "value": value} for name, value in values.items()]}


class Ratios(unittest.TestCase):
    def test_are_of_pairs_and_their_median_counts(self):
        here = [run(plan=2.0), run(plan=20.0), run(plan=2.2)]
        there = [run(plan=1.0), run(plan=20.0), run(plan=2.0)]  # the machine was slow in the second pair
        (line,) = against.ratios(here, there)
        self.assertEqual((line["value"], line["against"], line["ratio"]), (2.2, 2.0, 1.1))

    def test_are_only_of_what_both_measure(self):
        lines = against.ratios([run(plan=1.0, new=3.0)], [run(plan=0.0, old=2.0)])
        self.assertEqual([(line["name"], line["ratio"]) for line in lines], [("plan", None)])


if __name__ == "__main__":
    unittest.main()
