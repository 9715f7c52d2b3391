"""What really ran: exits 1 where a stage of .ci/run has no test that ran, or where the page was not opened.

Usage: ran.py REPORT.xml          at least one test ran
       ran.py --browser REPORT... the browser tests ran, each of them
"""

import sys
from xml.etree.ElementTree import parse


def main(arguments: list[str]) -> str | None:
    """The complaint, or None."""
    browser = arguments[:1] == ["--browser"]
    reports = arguments[1:] if browser else arguments
    cases = [case for path in reports for case in parse(path).iter("testcase")]
    if browser:
        cases = [case for case in cases if "tests.browser" in case.get("classname", "")]
    skipped = sum(case.find("skipped") is not None for case in cases)
    print(f"{len(cases) - skipped} tests ran, {skipped} did not")
    if len(cases) == skipped:
        return "no test ran"
    if browser and skipped:
        return "the page was not opened in every test: is /usr/bin/chromium there?"
    return None


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
