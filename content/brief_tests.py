"""The tests of a coding brief as a file: its interviewer sends it, the candidate runs it beside the solution."""

from __future__ import annotations

from content.interviewer import Brief

HEAD = '''\
"""{title}: tests for your code.

Save your code beside this file as solution.py, then run: python {name}
"""

import math


def close(found, wanted, tolerance=1e-6):
    """Whether two numbers agree, or two lists of numbers of any depth."""
    try:
        pairs = list(zip(found, wanted, strict=True))
    except TypeError:
        return abs(float(found) - float(wanted)) <= tolerance * max(1.0, abs(wanted))
    return all(close(one, other, tolerance) for one, other in pairs)


def raises(error, call, *values):
    """The error that a call raises."""
    try:
        call(*values)
    except error as problem:
        return problem
    raise AssertionError("nothing was raised")


def has_no_value(call, *values):
    """Whether a call gives None or raises ValueError: both say that there's no value."""
    try:
        return call(*values) is None
    except ValueError:
        return True


'''
TAIL = """

if __name__ == "__main__":
    import sys
    import traceback

    failed = 0
    for name, test in list(globals().items()):
        if name.startswith("test_"):
            try:
                test()
            except Exception as problem:
                failed += 1
                print("FAILED", name[5:].replace("_", " "), "-", repr(problem))
                print("      ", traceback.extract_tb(problem.__traceback__)[1].line)
            else:
                print("passed", name[5:].replace("_", " "))
    sys.exit(failed > 0)
"""


def name_test_file(brief: Brief) -> str:
    """`test_alg_b01.py`: pytest finds it, too."""
    return f"test_{brief.id.replace('-', '_')}.py"


def describe_calls(brief: Brief) -> str:
    """What the tests call, with its arguments: the comments above the first test."""
    head = brief.tests.partition("\ndef ")[0].partition("\nclass ")[0]
    return "; ".join(said.rstrip(",;") for line in head.splitlines() if (said := line.partition("# ")[2]))


def write_test_file(brief: Brief) -> str:
    """The whole file, ready to run. A brief of another round has no tests, and the file none."""
    return HEAD.format(title=brief.title, name=name_test_file(brief)) + brief.tests + TAIL
