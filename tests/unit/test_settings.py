"""Settings: what is accepted, the one line a wrong one gets, and that no value is ever said."""

from pathlib import Path

import pyrage
import pytest

from bot.env_example import env_example
from bot.errors import SettingError
from bot.setting_names import hotline_variables, variable
from bot.setting_values import is_loopback
from bot.settings import Settings, load

ROOT = Path(__file__).parents[2]
TOKEN = "4242:PLANTED-token_value"
PROXY = "http://user:PLANTED@10.0.0.1:3128"


def read(**values: str) -> Settings:
    return load({f"HOTLINE_{name}": value for name, value in values.items()}, env_file=None)


def test_defaults_need_nothing_set() -> None:
    settings = read()
    assert (settings.api_url, settings.data_dir, settings.log_level) == (
        "https://api.telegram.org",
        Path("data"),
        "info",
    )
    assert settings.root_key == Path("data/keys/root.key")
    assert not settings.rehearsed


def test_an_empty_variable_is_an_unset_one() -> None:
    assert read(BOT_TOKEN="", OPERATOR_CHAT_ID=" ") == read()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("BOT_TOKEN", "PLANTED"),
        ("BOT_TOKEN", "12:PLANTED with space"),
        ("OPERATOR_CHAT_ID", "1001234567890"),
        ("OPERATOR_CHAT_ID", "0"),
        ("OPERATOR_CHAT_ID", "@PLANTED"),
        ("OPERATOR_CHAT_ID", "-" + "9" * 40),
        ("API_URL", "PLANTED"),
        ("API_URL", "ftp://host"),
        ("API_URL", "http://api.example.org"),
        ("API_URL", "https://user:PLANTED@host"),
        ("API_URL", "http://[::"),
        ("API_URL", "http://127.0.0.1:port"),
        ("PROXY_URL", "PLANTED"),
        ("OPERATOR_RECIPIENTS", "age1wrong"),
        ("OPERATOR_RECIPIENTS", "AGE-SECRET-KEY-1PLANTED"),
        ("LOG_LEVEL", "PLANTED"),
    ],
)
def test_a_malformed_value_gets_one_line_with_an_example(name: str, value: str) -> None:
    with pytest.raises(SettingError) as caught:
        read(**{name: value})
    said = str(caught.value)
    assert said.startswith(f"HOTLINE_{name} ")
    assert f"for example HOTLINE_{name}=" in said
    assert "\n" not in said
    assert "PLANTED" not in said
    assert caught.value.exit_status == 2


def test_standing_by_needs_rows_on_a_server() -> None:
    with pytest.raises(SettingError, match="HOTLINE_STANDBY needs rows on PostgreSQL: set HOTLINE_DATABASE_URL"):
        read(STANDBY="yes")
    assert read(STANDBY="yes", DATABASE_URL="postgresql://parley@127.0.0.1/parley").standby


def test_sharing_is_for_those_that_stand_by() -> None:
    rows = {"DATABASE_URL": "postgresql://parley@127.0.0.1/parley"}
    with pytest.raises(SettingError, match="HOTLINE_SHARE is for processes that stand by for each other"):
        read(SHARE="yes", **rows)
    with pytest.raises(SettingError, match="HOTLINE_SHARE and HOTLINE_SPARE_BOT_TOKENS do not go together yet"):
        read(SHARE="yes", STANDBY="yes", SPARE_BOT_TOKENS="2222222:BBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBB", **rows)
    assert read(SHARE="yes", STANDBY="yes", **rows).share
    assert not read(STANDBY="yes", **rows).share


def test_what_is_missing_is_named_when_it_is_needed() -> None:
    with pytest.raises(SettingError, match="HOTLINE_BOT_TOKEN is not set; for example"):
        _ = read().token
    with pytest.raises(SettingError, match="HOTLINE_OPERATOR_CHAT_ID is not set; for example"):
        _ = read().operator_chat


def test_no_representation_says_the_token_or_the_proxy() -> None:
    settings = read(BOT_TOKEN=TOKEN, PROXY_URL=PROXY)
    assert settings.token == TOKEN
    assert settings.proxy == PROXY
    assert "PLANTED" not in f"{settings!r} {settings} {settings.model_dump()} {settings.model_dump_json()}"


def test_the_token_may_lie_in_a_file(tmp_path: Path) -> None:
    file = tmp_path / "token"
    file.write_text(TOKEN + "\n")
    file.chmod(0o644)
    with pytest.raises(SettingError, match="can be read by others"):
        _ = read(BOT_TOKEN_FILE=str(file)).token
    file.chmod(0o600)
    assert read(BOT_TOKEN_FILE=str(file)).token == TOKEN
    file.write_text("PLANTED but no token")
    with pytest.raises(SettingError, match="HOTLINE_BOT_TOKEN_FILE holds no token") as caught:
        _ = read(BOT_TOKEN_FILE=str(file)).token
    assert "PLANTED" not in str(caught.value)
    with pytest.raises(SettingError, match="HOTLINE_BOT_TOKEN_FILE can not be read"):
        _ = read(BOT_TOKEN_FILE=str(tmp_path / "none")).token
    with pytest.raises(SettingError, match="both set"):
        read(BOT_TOKEN=TOKEN, BOT_TOKEN_FILE=str(file))


def test_a_credential_of_systemd_may_show_its_services_right_as_the_groups(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """So it does where it gives the right by an access list: on a tmpfs, as newer ones take."""
    file = tmp_path / "token"
    file.write_text(TOKEN)
    file.chmod(0o440)
    monkeypatch.setenv("CREDENTIALS_DIRECTORY", str(tmp_path))
    assert read(BOT_TOKEN_FILE=str(file)).token == TOKEN
    for mode, folder in ((0o444, tmp_path), (0o460, tmp_path), (0o440, tmp_path / "another")):
        monkeypatch.setenv("CREDENTIALS_DIRECTORY", str(folder))
        file.chmod(mode)
        with pytest.raises(SettingError, match="can be read by others"):
            _ = read(BOT_TOKEN_FILE=str(file)).token


def test_a_file_of_another_user_is_no_matter_of_its_text(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever is root reads every file, so that the system's no is staged."""

    def refused(**_values: object) -> Settings:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("bot.settings.Settings", refused)
    with pytest.raises(SettingError, match=r"can not be read \(PermissionError\): say it as its owner"):
        load({}, env_file=tmp_path / ".env")


def test_the_environment_wins_over_the_file(tmp_path: Path) -> None:
    file = tmp_path / ".env"
    file.write_text("HOTLINE_LOG_LEVEL=error\nHOTLINE_DATA_DIR=/from/file\nOTHER=1\n")
    settings = load({"HOTLINE_LOG_LEVEL": "debug"}, env_file=file)
    assert (settings.log_level, settings.data_dir) == ("debug", Path("/from/file"))


def test_an_unreadable_file_is_named(tmp_path: Path) -> None:
    file = tmp_path / ".env"
    file.write_bytes(b"HOTLINE_LOG_LEVEL=\xff\xfe")
    with pytest.raises(SettingError, match="can not be read"):
        load({}, env_file=file)


def test_recipients_are_a_list_without_repeats() -> None:
    one, two = (str(pyrage.x25519.Identity.generate().to_public()) for _ in range(2))
    assert read(OPERATOR_RECIPIENTS=f" {one}, {two}\n{one} ").operator_recipients == (one, two)
    assert read(OPERATOR_RECIPIENTS=f"{one.upper()},{one}").operator_recipients == (one,)
    with pytest.raises(SettingError, match="entry 2 is a private key: give its public half") as fault:
        read(OPERATOR_RECIPIENTS=f"{one},AGE-SECRET-KEY-1PLANTED")
    assert "PLANTED" not in str(fault.value)


@pytest.mark.parametrize(
    ("url", "loopback"),
    [
        ("http://127.0.0.1:8081", True),
        ("http://127.8.9.1", True),
        ("http://localhost:1/x", True),
        ("http://[::1]:80", True),
        ("https://api.telegram.org", False),
        ("https://localhost.example.org", False),
        ("https://127.0.0.1.example.org", False),
        ("http://127.0.0.1@example.org", False),
        ("http://0.0.0.0", False),
        ("nonsense", False),
    ],
)
def test_loopback_is_decided_by_the_host_alone(url: str, loopback: bool) -> None:
    assert is_loopback(url) is loopback


def test_the_example_file_is_made_from_the_settings() -> None:
    assert (ROOT / ".env.example").read_text() == env_example(), "run: make env-example"


def test_every_setting_is_described_and_shown() -> None:
    for name, field in Settings.model_fields.items():
        assert field.description, name
        assert f"#{variable(name)}=" in env_example()


def test_only_our_variables_are_taken() -> None:
    assert hotline_variables({"HOTLINE_X": "1", "PATH": "2"}) == {"HOTLINE_X": "1"}
