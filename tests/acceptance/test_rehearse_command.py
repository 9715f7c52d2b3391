"""`python -m bot rehearse`: one line, an address only this machine may ask, an end that leaves nothing."""

import json
import os
import select
import signal
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.rehearsal.process import ROOT, clean_environment

pytestmark = [pytest.mark.slow]


def start(tmp_path: Path, *arguments: str) -> subprocess.Popen[str]:
    environment = {**clean_environment({}), "TMPDIR": str(tmp_path)}
    return subprocess.Popen(
        [sys.executable, "-m", "bot", "rehearse", "--no-browser", *arguments],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment, cwd=ROOT,
    )  # fmt: skip


def address(process: subprocess.Popen[str]) -> str:
    assert process.stdout
    line = process.stdout.readline()
    assert line.startswith("The rehearsal is at http://127.0.0.1:"), line
    return line.split()[4].rstrip("/")


def refusal(process: subprocess.Popen[str]) -> str:
    _, errors = process.communicate(timeout=240)
    assert process.returncode == 1
    assert errors.count("\n") == 1
    return errors


@pytest.fixture
def rehearsal(tmp_path: Path) -> Iterator[tuple[subprocess.Popen[str], str]]:
    process = start(tmp_path)
    try:
        yield process, address(process)
    finally:
        if process.poll() is None:
            process.send_signal(signal.SIGINT)
        process.communicate(timeout=240)


def test_a_bot_of_ones_own_is_told_where_to_come(tmp_path: Path) -> None:
    process = start(tmp_path, "--own-bot")
    try:
        url = address(process)
        assert process.stdout
        assert f"HOTLINE_API_URL={url} " in process.stdout.readline()
        token = process.stdout.readline().split()[1]
        with urllib.request.urlopen(f"{url}/bot{token}/getMe", timeout=240) as answer:
            assert json.load(answer)["result"]["first_name"] == "Parley"
        assert not list(tmp_path.glob("parley-rehearsal-*/data/parley.db"))
    finally:
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=240)


def ask(url: str, *, body: object = None, **headers: str) -> int:
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(url, data=data, headers={"Content-Type": "application/json", **headers})
    try:
        with urllib.request.urlopen(request, timeout=240) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as error:
        with error:
            return error.code


def test_ctrl_c_ends_everything_and_leaves_nothing(
    rehearsal: tuple[subprocess.Popen[str], str], tmp_path: Path
) -> None:
    process, _ = rehearsal
    (folder,) = tmp_path.glob("parley-rehearsal-*")
    assert folder.stat().st_mode & 0o777 == 0o700
    assert (folder / "data" / "keys" / "root.key").exists()
    children = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()
    assert children
    process.send_signal(signal.SIGINT)
    _, errors = process.communicate(timeout=240)
    assert (process.returncode, errors) == (0, "")
    assert not folder.exists()
    assert not any(Path(f"/proc/{child}").exists() for child in children)


@pytest.mark.usefixtures("rehearsal")
def test_what_a_killed_rehearsal_left_goes_at_the_next_start(tmp_path: Path) -> None:
    (its,) = tmp_path.glob("parley-rehearsal-*")
    killed = start(tmp_path)
    address(killed)
    (left,) = set(tmp_path.glob("parley-rehearsal-*")) - {its}
    bot = int(Path(f"/proc/{killed.pid}/task/{killed.pid}/children").read_text().split()[0])
    child = os.pidfd_open(bot)
    killed.kill()
    killed.communicate(timeout=240)
    assert select.select([child], [], [], 240)[0], "the bot outlives the rehearsal"
    os.close(child)
    assert (left / "data" / "keys" / "root.key").exists()
    last = start(tmp_path)
    address(last)
    assert not left.exists()
    assert (its / "data" / "keys" / "root.key").exists()
    last.send_signal(signal.SIGINT)
    _, errors = last.communicate(timeout=240)
    assert errors == f"removed {left}, which a rehearsal that was killed had left\n"


CONTROLS = [
    ("/", None),
    ("/play/store?table=cases", None),
    ("/play/look?word=secret", None),
    ("/play/tour", {"act": "stop"}),
    ("/play/kill", {}),
]


def test_only_this_page_may_ask(rehearsal: tuple[subprocess.Popen[str], str]) -> None:
    _, url = rehearsal
    for path, body in CONTROLS:
        assert ask(url + path, body=body, Host="evil.example") == 403, path
        assert ask(url + path, body=body, Origin="https://evil.example") == 403, path
        assert ask(url + path, body=body) in {200, 400}, path


def test_bad_wishes_are_refused_in_words(rehearsal: tuple[subprocess.Popen[str], str]) -> None:
    _, url = rehearsal
    assert ask(f"{url}/play/store?table=nothing") == 400
    assert ask(f"{url}/play/look?word=ab") == 400
    wishes: tuple[object, ...] = ({}, [], {"act": "dance"}, {"act": "start", "pace": "quick"})
    for wish in wishes:
        assert ask(f"{url}/play/tour", body=wish) == 400, wish


def test_a_kept_folder_stays_and_is_never_used_twice(tmp_path: Path) -> None:
    kept = tmp_path / "kept"
    process = start(tmp_path, "--keep", str(kept))
    address(process)
    process.send_signal(signal.SIGTERM)
    process.communicate(timeout=240)
    assert process.returncode == 0
    assert (kept / "data" / "keys" / "root.key").exists()
    assert (kept / "operator.key").exists()
    assert "is not empty: name a new folder" in refusal(start(tmp_path, "--keep", str(kept)))


def test_a_taken_port_is_named(rehearsal: tuple[subprocess.Popen[str], str], tmp_path: Path) -> None:
    port = rehearsal[1].rpartition(":")[2]
    assert f"Port {port} can not be used" in refusal(start(tmp_path, "--port", port))


def test_settings_of_this_machine_stay_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither a .env nor an exported token changes what the rehearsal talks to."""
    (tmp_path / ".env").write_text("HOTLINE_PROXY_URL=http://127.0.0.1:9\n")
    environment = {**os.environ, "HOTLINE_BOT_TOKEN": "1:AAAAAAAA", "PYTHONPATH": str(ROOT), "TMPDIR": str(tmp_path)}
    process = subprocess.Popen(
        [sys.executable, "-m", "bot", "rehearse", "--no-browser"],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment, cwd=tmp_path,
    )  # fmt: skip
    url = address(process)
    assert ask(f"{url}/") == 200
    process.send_signal(signal.SIGINT)
    process.communicate(timeout=240)
    assert process.returncode == 0
