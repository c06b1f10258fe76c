"""Tests of the line that ./run test ends with."""
import unittest

from tests.support.closing_line import summary

GOOD = '<testcase name="good" status="run"/>'
BAD = '<testcase name="bad" status="fail"><failure message=""/></testcase>'
SKIPPED = '<testcase name="live" status="notrun"><skipped message="SKIP_RETURN_CODE=77"/></testcase>'
GONE = '<testcase name="gone" status="notrun"><skipped message="Unable to find executable"/></testcase>'


def told(*cases, ci=False):
    return summary("<testsuite>" + "".join(cases) + "</testsuite>", ci)


class ClosingLine(unittest.TestCase):
    def test_counts_what_passed(self):
        self.assertEqual(told(GOOD, GOOD), (["2 passed, 0 failed, 0 skipped"], True))

    def test_a_failure_is_named_and_fails(self):
        self.assertEqual(told(GOOD, BAD), (["failed: bad", "1 passed, 1 failed, 0 skipped"], False))

    def test_a_skipped_test_is_counted(self):
        lines, good = told(GOOD, SKIPPED)
        self.assertEqual(lines[-1], "1 passed, 0 failed, 1 skipped")
        self.assertIn("live", lines[0])
        self.assertTrue(good)

    def test_a_skipped_test_fails_in_ci(self):
        lines, good = told(GOOD, SKIPPED, ci=True)
        self.assertEqual(lines[-1], "1 passed, 1 failed, 0 skipped")
        self.assertFalse(good)

    def test_what_a_kernel_lacks_is_skipped_in_ci_too(self):
        lines, good = told(GOOD, SKIPPED.replace('"live"', '"cage_live"'), ci=True)
        self.assertEqual(lines[-1], "1 passed, 0 failed, 1 skipped")
        self.assertIn("cage_live", lines[0])
        self.assertTrue(good)

    def test_a_program_that_was_not_built_has_failed(self):
        self.assertEqual(told(GOOD, GONE), (["failed: gone", "1 passed, 1 failed, 0 skipped"], False))

    def test_nothing_at_all_is_no_success(self):
        self.assertFalse(told()[1])


if __name__ == "__main__":
    unittest.main()
