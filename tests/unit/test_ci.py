"""`.ci/run` fails where a test failed, where none ran, and where the page was not opened. Its tools are stand-ins."""

import os
import re
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
TOOLS = ("ruff", "mypy", "lint-imports", "deptry")
RAN, SKIPPED = "", "<skipped/>"
MAKE = """#!/bin/sh
[ "$2" = setup ] && exit 0
cp "$2.xml" "reports/$(echo "$3" | sed 's|.*/||')"
exit "$(cat "$2.status")"
"""


def report(*cases: tuple[str, str]) -> str:
    listed = "".join(f'<testcase classname="{name}" name="x">{end}</testcase>' for name, end in cases)
    return f"<testsuites><testsuite>{listed}</testsuite></testsuites>"


def stand_in(path: Path, script: str = "#!/bin/sh\n") -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(script)
    path.chmod(0o755)


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A copy of the repository in which all is well."""
    shutil.copytree(ROOT / ".ci", tmp_path / ".ci")
    for tool in TOOLS:
        stand_in(tmp_path / ".venv" / "bin" / tool)
    (tmp_path / ".venv" / "bin" / "python").symlink_to(sys.executable)
    stand_in(tmp_path / "bin" / "dpkg")
    stand_in(tmp_path / "bin" / "make", MAKE)
    says(tmp_path, "test", report(("tests.unit", RAN)))
    says(tmp_path, "slow", report(("tests.browser.test_page", RAN)))
    return tmp_path


def says(copy: Path, target: str, xml: str, status: int = 0) -> None:
    (copy / f"{target}.xml").write_text(xml)
    (copy / f"{target}.status").write_text(str(status))


def passes(copy: Path) -> bool:
    path = f"{copy / 'bin'}:{os.environ['PATH']}"
    done = subprocess.run(
        [copy / ".ci" / "run"], env={"PATH": path}, capture_output=True, text=True, timeout=30, check=False
    )
    assert ("all stages passed" in done.stdout) is (done.returncode == 0)
    return done.returncode == 0


def test_a_good_run_passes(copy: Path) -> None:
    assert passes(copy)


@pytest.mark.parametrize("tool", TOOLS)
def test_what_a_tool_finds_ends_it(copy: Path, tool: str) -> None:
    stand_in(copy / ".venv" / "bin" / tool, "#!/bin/sh\nexit 1\n")
    assert not passes(copy)


@pytest.mark.parametrize("mark", ["pytestmark = elsewhere.SLOW", "pytestmark = pytest.mark.slow"])
def test_a_slow_test_that_a_slow_run_would_overlook_stops_a_fast_one(tmp_path: Path, mark: str) -> None:
    here, test = tmp_path / "test_here.py", "def test_it() -> None: ...\n"
    tmp_path.joinpath("conftest.py").write_text(ROOT.joinpath("tests/conftest.py").read_text())
    tmp_path.joinpath("elsewhere.py").write_text("import pytest\nSLOW = pytest.mark.slow\n")
    here.write_text(f"import elsewhere, pytest\n{mark}\n{test}")
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-c", ROOT / "pyproject.toml", here],
        env={"PATH": os.environ["PATH"], "PYTHONPATH": f"{ROOT}:{tmp_path}"},
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    overlooked = "would be overlooked" in done.stdout + done.stderr
    assert (overlooked, done.returncode) == ((True, 4) if "elsewhere" in mark else (False, 5)), done.stdout


def test_the_dots_of_a_setup_end_with_it_when_it_is_broken_off(tmp_path: Path) -> None:
    """Ctrl-C ends the recipe's shell without a word to its trap, and does not reach what it began beside itself."""
    (line,) = re.findall(r"(?m)^DOTS = (.*)$", (ROOT / "Makefile").read_text())
    dots = line.replace("$$", "$").replace("test ! -t 1", "false").replace("sleep 3", "sleep 0.05")
    with (tmp_path / "out").open("wb") as out:
        shell = subprocess.Popen(["sh", "-c", f"{dots}; sleep 30"], stdout=out, start_new_session=True)
    try:
        while len((tmp_path / "out").read_bytes()) < 2:
            time.sleep(0.05)
        shell.kill()
        shell.wait()
        time.sleep(0.3)
        ended = (tmp_path / "out").read_bytes()
        time.sleep(0.3)
        assert (tmp_path / "out").read_bytes() == ended
    finally:
        os.killpg(shell.pid, signal.SIGKILL)


@pytest.mark.parametrize("target", ["test", "slow"])
@pytest.mark.parametrize(
    ("xml", "status"),
    [
        (report(("tests.browser.test_page", RAN)), 2),
        (report(), 0),
        (report(("tests.browser.test_page", SKIPPED)), 0),
    ],
    ids=["a test failed", "none was there", "each was skipped"],
)
def test_a_bad_stage_ends_it(copy: Path, target: str, xml: str, status: int) -> None:
    says(copy, target, xml, status)
    assert not passes(copy)


@pytest.mark.parametrize("ends", [[], [SKIPPED], [RAN, SKIPPED]])
def test_a_page_that_was_not_opened_ends_it(copy: Path, ends: list[str]) -> None:
    says(copy, "slow", report(("tests.promises.x", RAN), *(("tests.browser.test_page", end) for end in ends)))
    assert not passes(copy)
