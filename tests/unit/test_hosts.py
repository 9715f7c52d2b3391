"""A host with a data folder of its own: what its settings, a start and the commands refuse, each with its remedy."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import pytest

from bot.errors import KeyFault, SettingError
from bot.hosts import require_fit, require_here
from bot.readiness import Light, findings
from bot.settings import Settings, load
from storage.age import new_identity
from storage.key_making import init_keys

if TYPE_CHECKING:
    from pathlib import Path

SERVER = "postgresql://parley@127.0.0.1:1/parley"


def of_host(data: Path, **more: str) -> Settings:
    values = {"DATA_DIR": str(data), "DATABASE_URL": SERVER, "STANDBY": "yes", "HOST": "south"} | more
    return load({f"HOTLINE_{name}": value for name, value in values.items()}, env_file=None)


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """What is carried to a host by hand: all but the keys of days."""
    init_keys(tmp_path / "data", recipients=(), operator_key_out=tmp_path / "key", now=int(time.time()))
    for path in (tmp_path / "data" / "keys" / "epochs").iterdir():
        path.unlink()
    return tmp_path / "data"


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"STANDBY": "no"}, "HOST is for processes that stand by"),
        ({"SHARE": "yes"}, "HOST and HOTLINE_SHARE do not go together"),
        ({"HOST": "South Pole"}, "HOTLINE_HOST is no name of a host"),
    ],
)
def test_a_setting_that_does_not_fit_is_refused(tmp_path: Path, values: dict[str, str], said: str) -> None:
    with pytest.raises(SettingError, match=said):
        of_host(tmp_path, **values)


def test_a_host_without_keys_of_days_may_stand_by_and_is_not_told_to_forget(data: Path) -> None:
    settings = of_host(data)
    require_fit(settings, None)
    (told,) = [one for one in findings(settings, {}) if one.name == "keys"]
    assert told.light is Light.YELLOW
    assert "by letter" in told.words
    assert "forget" not in told.words


@pytest.mark.parametrize("name", ["root.key", "pepper", "recipients"])
def test_what_comes_by_no_letter_must_be_there(data: Path, name: str) -> None:
    (data / "keys" / name).unlink()
    with pytest.raises(KeyFault, match=name):
        require_fit(of_host(data), None)


def test_a_key_of_another_root_is_said_at_the_start_not_when_its_turn_comes(data: Path, tmp_path: Path) -> None:
    init_keys(tmp_path / "other", recipients=(), operator_key_out=tmp_path / "key2", now=int(time.time()))
    (foreign,) = (tmp_path / "other" / "keys" / "epochs").iterdir()
    foreign.rename(data / "keys" / "epochs" / foreign.name)
    with pytest.raises(KeyFault) as told_at:
        require_fit(of_host(data), None)
    words = str(told_at.value)
    assert f"{foreign.name}: does not open with this root key; give the root key it was made with; only if" in words
    assert words.endswith("where another host serves now, move it aside, do not delete it: letters bring its keys anew")
    assert "take the file away" not in words, "this host may be the last that has it"
    (told,) = [one for one in findings(of_host(data), {}) if one.name == "keys"]
    assert told.light is Light.RED
    assert foreign.name in told.words


def test_a_key_that_others_may_read_is_told_its_own_remedy_alone(data: Path, tmp_path: Path) -> None:
    init_keys(tmp_path / "other", recipients=(), operator_key_out=tmp_path / "key2", now=int(time.time()))
    (key,) = (tmp_path / "other" / "keys" / "epochs").iterdir()
    key = key.rename(data / "keys" / "epochs" / key.name)
    key.chmod(0o644)
    with pytest.raises(KeyFault, match=r"lets others in; run: chmod 600 \S+$"):
        require_fit(of_host(data), None)


def test_half_a_key_of_a_day_stops_no_host(data: Path) -> None:
    half = data / "keys" / "epochs" / "2026-01-01-00000000.epoch"
    half.write_bytes(b"half")
    half.chmod(0o600)
    require_fit(of_host(data), None)


def test_a_fixed_list_of_recipients_does_not_go_with_hosts(data: Path) -> None:
    settings = of_host(data, OPERATOR_RECIPIENTS=new_identity().recipient)
    with pytest.raises(SettingError, match="unset it on each"):
        require_fit(settings, None)


@pytest.mark.parametrize(("serves", "refused"), [("north", True), ("south", False), (None, False)])
def test_the_list_is_changed_where_the_line_is_served(
    data: Path, monkeypatch: pytest.MonkeyPatch, serves: str | None, *, refused: bool
) -> None:
    rows = [{"host": "south", "serving": 0}, *([{"host": serves, "serving": 1}] if serves else [])]
    monkeypatch.setattr("bot.hosts.read_beside", lambda _place, _unit: rows)
    if refused:
        with pytest.raises(KeyFault, match="the host north serves"):
            require_here(of_host(data))
    else:
        require_here(of_host(data))
