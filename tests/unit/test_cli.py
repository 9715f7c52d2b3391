"""The command line: exit statuses, one line for each fault, help that fits, nothing leaked by a crash."""

import io
import json
import os
import re
import resource
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click
import pyrage
import pytest

from bot import cli, commands_migrate
from bot.cli import main
from bot.readiness import looking
from bot.settings import load

ROOT = Path(__file__).parents[2]


@pytest.fixture(autouse=True)
def _clean(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr("bot.memory.harden", lambda: True)  # it would hold for the tests' own process for good
    for name in [name for name in os.environ if name.startswith("HOTLINE_")]:
        monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)


def commands(
    group: click.Group = cli.cli, path: tuple[str, ...] = ()
) -> Iterator[tuple[tuple[str, ...], click.Command]]:
    yield path, group
    for name, command in group.commands.items():
        if isinstance(command, click.Group):
            yield from commands(command, (*path, name))
        else:
            yield (*path, name), command


PATHS = [path for path, _command in commands()]


def said(capsys: pytest.CaptureFixture[str]) -> list[str]:
    return capsys.readouterr().err.splitlines()


@pytest.mark.parametrize("path", PATHS, ids=" ".join)
def test_help_fits_and_shows_an_example(path: tuple[str, ...], capsys: pytest.CaptureFixture[str]) -> None:
    assert main([*path, "--help"]) == 0
    text = capsys.readouterr().out
    assert max(map(len, text.splitlines())) <= 80
    assert "python -m bot" in text.partition("\n")[2]
    assert "..." not in text.partition("Commands:")[2], "a summary is cut"


@pytest.mark.parametrize(
    "arguments",
    [
        ["nonsense"],
        ["run", "--loud"],
        ["rehearse", "--port", "99999"],
        ["open"],
        ["open", "ABC"],
        ["flows", "approve", "x"],
    ],
)
def test_wrong_usage_is_one_line_and_2(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(arguments) == 2
    (line,) = said(capsys)
    assert line.startswith("parley: ")
    assert "--help" in line


@pytest.mark.parametrize("path", [("run",), ("check",), ("migrate",), ("keys", "init"), ("keys", "show")])
def test_a_malformed_setting_is_one_line_and_2(
    path: tuple[str, ...], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    Path(".env").write_text("HOTLINE_LOG_LEVEL=loud\n")
    assert main(path) == 2
    (line,) = said(capsys)
    assert line.startswith("parley: HOTLINE_LOG_LEVEL is wrong")


def test_run_names_the_missing_setting_in_its_own_process() -> None:
    environ = {name: value for name, value in os.environ.items() if not name.startswith("HOTLINE_")}
    environ |= {"PYTHONPATH": str(ROOT), "HOTLINE_BOT_TOKEN": "4242:PLANTED"}
    done = subprocess.run(
        [sys.executable, "-m", "bot", "run"], env=environ, capture_output=True, text=True, check=False, timeout=30
    )
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("parley: HOTLINE_OPERATOR_CHAT_ID is not set; for example ")
    assert done.stderr.count("\n") == 1


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("BOT_TOKN", "is no setting; see .env.example for the names"),
    ],
)
@pytest.mark.parametrize("in_file", [True, False])
def test_run_refuses_a_variable_it_does_not_read(
    name: str, words: str, in_file: bool, capsys: pytest.CaptureFixture[str]
) -> None:
    reader, writer = os.pipe()
    given = {} if in_file else {f"HOTLINE_{name}": "PLANTED"}
    os.write(writer, json.dumps(given).encode())
    os.close(writer)
    if in_file:
        Path(".env").write_text(f"HOTLINE_LOG_LEVEL=info\nexport HOTLINE_{name}=PLANTED\n# HOTLINE_NOTHING=1\n")
    assert main(["run", "--handed-over", str(reader)]) == 2
    (line,) = said(capsys)
    assert line.startswith(f"parley: HOTLINE_{name} {words}")
    assert line.endswith("; take it out")
    assert "PLANTED" not in line


def test_the_hidden_option_is_for_run_alone(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["run", "--handed-over", "999"]) == 2
    assert "--handed-over is for `run` itself" in said(capsys)[0]


def test_run_serves_with_the_content_that_it_looked_at(monkeypatch: pytest.MonkeyPatch) -> None:
    given: list[object] = []

    async def serve(_settings: object, tuning: Any, **_rest: object) -> None:
        given.append(tuning.content)

    monkeypatch.setattr("bot.app.serve", serve)
    looked = looking()
    cli._serve(load({}, env_file=None), None, looked)
    assert given == [looked.take]


def test_an_unknown_fault_is_told_without_its_text(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(_environ: object) -> None:
        raise RuntimeError("PLANTED text of a person")

    monkeypatch.setattr(commands_migrate, "load", broken)
    assert main(["migrate"]) == 1
    (line,) = said(capsys)
    assert line.startswith("parley: a fault of this program, please report it: RuntimeError at ")
    assert "PLANTED" not in line


def test_interrupted_is_130(monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(_environ: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(commands_migrate, "load", interrupted)
    assert main(["migrate"]) == 130


def test_a_question_that_nobody_answers_is_one_line_and_2(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    main(["keys", "init"])
    monkeypatch.setattr("sys.stdin", io.StringIO(""))
    assert main(["forget-keys"]) == 2
    assert said(capsys)[-1] == "parley: nobody answers here; --help names the option that answers beforehand"
    assert main(["keys", "verify"]) == 0, "nothing was destroyed"


def test_keys_are_made_once_and_shown(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["keys", "init"]) == 0
    out = capsys.readouterr().out
    assert "operator.key opens every case: move it off this machine" in out
    assert Path("operator.key").stat().st_mode & 0o777 == 0o600
    before = {path: path.read_bytes() for path in Path("data").rglob("*") if path.is_file()}
    assert main(["keys", "init"]) == 0
    assert "made" not in capsys.readouterr().out
    assert {path: path.read_bytes() for path in Path("data").rglob("*") if path.is_file()} == before
    assert main(["keys", "verify"]) == 0
    assert main(["keys", "show"]) == 0
    out = capsys.readouterr().out
    assert "recipient   age1" in out
    assert main(["keys", "show", "--json"]) == 0
    told = capsys.readouterr().out
    assert set(json.loads(told)) == {"root_key", "key_folder", "epochs", "recipients"}
    out += told
    secrets = [line for line in Path("data/keys/root.key").read_text().split(":") if len(line) > 40]
    assert not [secret for secret in secrets if secret.strip() in out]


def test_recipients_come_from_the_setting(capsys: pytest.CaptureFixture[str]) -> None:
    names = [str(pyrage.x25519.Identity.generate().to_public()) for _ in range(2)]
    Path(".env").write_text(f"HOTLINE_OPERATOR_RECIPIENTS={','.join(names)}\n")
    assert main(["keys", "init"]) == 0
    assert not Path("operator.key").exists()
    assert main(["keys", "show"]) == 0
    out = capsys.readouterr().out
    assert all(name in out for name in names)


def test_a_wide_key_file_is_named_with_the_remedy(capsys: pytest.CaptureFixture[str]) -> None:
    main(["keys", "init"])
    Path("data/keys/root.key").chmod(0o644)
    capsys.readouterr()
    assert main(["keys", "verify"]) == 1
    (line,) = said(capsys)
    assert "root.key" in line
    assert "chmod 600" in line


def test_migrate_says_the_version_and_again(capsys: pytest.CaptureFixture[str]) -> None:
    main(["keys", "init"])
    assert main(["migrate"]) == 0
    assert main(["migrate"]) == 0
    lines = capsys.readouterr().out.splitlines()[-2:]
    assert lines[0] == lines[1]
    assert lines[0].startswith("data/parley.db: version 0")


def test_opening_an_unknown_case_is_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    main(["keys", "init"])
    main(["migrate"])
    capsys.readouterr()
    assert main(["open", "ZZZZZZ", "--identity", "operator.key"]) == 1
    (line,) = said(capsys)
    assert "ZZZZZZ" in line


def test_stats_are_read_beside_a_running_bot(capsys: pytest.CaptureFixture[str]) -> None:
    from storage.locking import hold

    main(["keys", "init"])
    assert main(["stats"]) == 1
    assert "run: python -m bot migrate" in said(capsys)[-1]
    main(["migrate"])
    capsys.readouterr()
    held = hold(Path("data") / "parley.db")
    assert main(["stats", "--period", "day"]) == 0
    told = capsys.readouterr().out
    assert "Fewer than five, not shown: new" in told
    assert "<b>" not in told
    assert main(["stats", "--public"]) == 0
    assert capsys.readouterr().out.splitlines()[-1] == (
        "A contact is not a surrender. An application is not a person. Nobody outside has checked these numbers."
    )
    assert main(["stats", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["first"] < told["last"]
    assert told["opened"]["total"] is told["open"] is None
    assert main(["stats", "--public", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["months"] == []
    held.release()
    assert main(["stats", "--period", "decade"]) == 2


def test_published_figures_have_their_units() -> None:
    from bot.commands_stats import _month
    from bot.desk.knowing.stats import Month

    told = _month(Month(year=2026, month=5, cases=120, applications=None, taken=110, median=0))
    assert told[:2] == ["2026-05", "  contacts: about 120 cases opened"]
    assert told[2] == "  applications: fewer than 10 applications received"
    assert all(re.search(r"cases|applications", line) for line in told[1:-1])
    assert not re.search(r"closed|answered|surrender|place", " ".join(told[:4]))


PAGES = [["pocket-cards", "--bot", "parley_bot", "--number", "5", "--sample", "--out"], ["flows", "preview", "--out"]]


@pytest.mark.parametrize("command", PAGES, ids=["cards", "preview"])
def test_a_page_that_can_not_be_written_is_one_line_and_the_old_one_stays(
    command: list[str], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.flows.preview_page.page", lambda _book: "x" * 100_000)
    Path("there").write_text("a file")
    assert main([*command, "there/below"]) == 2
    (line,) = said(capsys)
    assert line.startswith("parley: there/below")
    assert line.endswith("can not be written (Not a directory); name another place")
    cards = command[0] == "pocket-cards"
    assert main([*command, "out"]) == 0
    before = {path: path.read_text() for path in (Path("out").iterdir() if cards else [Path("out")])}
    capsys.readouterr()
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (5_000, limits[1]))  # as a disk that takes so much and no more
    try:
        assert main([*command, "out"]) == 2
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    (line,) = said(capsys)
    assert line.removeprefix("parley: ").removesuffix(": can not be written (File too large); name another place") in {
        str(path) for path in before
    }
    assert {path: path.read_text() for path in before} == before
    assert not list(Path().rglob("*.part"))
