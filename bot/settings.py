"""Settings: the HOTLINE_ variables, from the environment or a .env file. `.env.example` is made from this module."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import AfterValidator, BeforeValidator, Field, SecretStr, ValidationError
from pydantic_settings import NoDecode, PydanticBaseSettingsSource, SettingsConfigDict

from bot import setting_values
from bot.errors import SettingError
from bot.period_settings import PeriodSettings
from bot.places import Place, Server
from bot.reach_settings import ReachSettings
from bot.routes import Route, routes
from bot.setting_names import PREFIX, field_of, hotline_variables, variable
from bot.setting_values import is_loopback, read_token

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from pydantic_core import ErrorDetails
    from pydantic_settings import BaseSettings

PUBLIC_API = "https://api.telegram.org"
ENV_FILE = Path(".env")


def _secret(check: Callable[[str], str]) -> AfterValidator:
    def checked(value: SecretStr) -> SecretStr:
        check(value.get_secret_value())
        return value

    return AfterValidator(checked)


Token = Annotated[SecretStr, _secret(setting_values.token)]
RootKey = Annotated[SecretStr, _secret(setting_values.root_key)]
CredentialName = Annotated[str, AfterValidator(setting_values.credential)]
Proxy = Annotated[SecretStr, _secret(setting_values.proxy)]
DatabaseUrl = Annotated[SecretStr, _secret(setting_values.database)]
HostName = Annotated[str, AfterValidator(setting_values.host)]
Routes = Annotated[tuple[Route, ...], NoDecode, BeforeValidator(routes)]
ApiRoot = Annotated[str, AfterValidator(setting_values.api_root)]
UserPath = Annotated[Path, AfterValidator(Path.expanduser)]
Recipients = Annotated[tuple[str, ...], NoDecode, BeforeValidator(setting_values.recipients)]
Level = Annotated[Literal["debug", "info", "warning", "error"], BeforeValidator(lambda value: str(value).lower())]


class Settings(PeriodSettings, ReachSettings):
    """Everything that can be set. Paths may be relative to the working folder; the token never shows in a repr."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX,
        env_file=ENV_FILE,
        extra="ignore",
        env_ignore_empty=True,
        frozen=True,
        hide_input_in_errors=True,
    )

    bot_token: Token | None = Field(
        None,
        description="The bot's token, as BotFather gave it. Better in a file: see BOT_TOKEN_FILE.",
        examples=["123456789:AAExampleExampleExampleExampleExample"],
    )
    bot_token_file: UserPath | None = Field(
        None,
        description="A file that holds nothing but the token, mode 0600 or narrower. Instead of BOT_TOKEN.",
        examples=["/etc/parley/token"],
    )
    operator_chat_id: Routes = Field(
        (),
        description="The id of the group in which operators answer: a supergroup, with or without topics. Negative. "
        "Several, each with what it takes, and one that takes all else: "
        "-1001;-1002:language=uk/ru;-1003:door=relative,urgent",
        examples=["-1001234567890"],
    )
    desk: Literal["group", "private"] = Field(
        "group",
        description="Where operators work a case they took: in the group, where every member reads along, or each in "
        "his private chat with the bot. `private` is best with topics, see docs/ADMIN.md.",
        examples=["group"],
    )
    api_url: ApiRoot = Field(
        PUBLIC_API,
        description="Root of the Bot API server. A loopback address is a rehearsal: what `run` refuses on real "
        "Telegram is allowed there, unless API_REAL is set.",
        examples=[PUBLIC_API],
    )
    proxy_url: Proxy | None = Field(
        None,
        description="A proxy for all that leaves this machine, where the direct way is blocked: http, https or socks5, "
        "with user and password if it needs them. A socks5 proxy looks names up itself.",
        examples=["socks5://127.0.0.1:9050"],
    )
    data_dir: UserPath = Field(
        Path("data"),
        description="The folder of the database and the keys, mode 0700. Made by `keys init`.",
        examples=["./data"],
    )
    database_url: DatabaseUrl | None = Field(
        None,
        description="A PostgreSQL database (15 or newer) instead of the SQLite file in the data folder; the keys stay "
        "in that folder. See docs/OPERATING.md.",
        examples=["postgresql://parley:PASSWORD@127.0.0.1/parley"],
    )
    standby: bool = Field(
        default=False,
        description="Whether this process waits while another serves the same PostgreSQL database, and serves when "
        "that one is gone. Set it for both; they share DATA_DIR, unless HOST is set. See docs/OPERATING.md.",
        examples=["no"],
    )
    share: bool = Field(
        default=False,
        description="Whether the process that stands by works beside the one that serves: it takes the webhook's posts "
        "at its own WEB_LISTEN and works what persons write. Set it, with STANDBY, for all. See docs/OPERATING.md.",
        examples=["no"],
    )
    host: HostName | None = Field(
        None,
        description="The name of this host, where processes that stand by for each other are on several, each with a "
        "DATA_DIR of its own: keys of days travel sealed through the database. Another one on each. Needs STANDBY. See "
        "docs/OPERATING.md.",
        examples=["north"],
    )
    root_key_file: UserPath | None = Field(
        None,
        description="The root key, mode 0400. Default: keys/root.key under the data folder; better on another disk.",
        examples=["/etc/parley/root.key"],
    )
    root_key_credential: CredentialName | None = Field(
        None,
        description="The name of the systemd credential that is the root key (LoadCredentialEncrypted= in the unit). "
        "Instead of ROOT_KEY_FILE; see docs/OPERATING.md.",
        examples=["parley-root"],
    )
    development_root_key: RootKey | None = Field(
        None,
        description="A root key of 64 hex digits in the environment, for tests of what is around this program. Every "
        "process of the same user can read it there: refused on real Telegram.",
        examples=["00" * 32],
    )
    operator_recipients: Recipients = Field(
        (),
        description="The operators' age public keys, two or more, separated by commas. Read by `keys init` alone.",
        examples=["age1...,age1..."],
    )
    locales_dir: UserPath | None = Field(
        None,
        description="The folder of texts, flows and answers. Default: the one that ships. A running bot takes a "
        "change in it at once, whole or not at all.",
        examples=["/etc/parley/locales"],
    )
    allow_unapproved: bool = Field(
        default=False,
        description="Whether answers that two people have not approved are shown on real Telegram, each with the words "
        '"not yet checked by our lawyer". Otherwise `run` refuses.',
        examples=["no"],
    )
    log_level: Level = Field(
        "info",
        description="How much is logged: debug, info, warning or error. At no level a text, an id or the token.",
        examples=["info"],
    )

    backup_dir: UserPath | None = Field(
        None,
        description="The folder of the backups, mode 0700. Default: backups under the data folder; better on another "
        "disk, and copied from there to another machine.",
        examples=["/var/backups/parley"],
    )

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """`load` hands the environment in as arguments, so that a process can be given another one."""
        del settings_cls, env_settings, file_secret_settings
        return init_settings, dotenv_settings

    @property
    def token(self) -> str:
        """The bot's token. Raises SettingError where none is set or its file does not hold one."""
        if self.bot_token is not None:
            return self.bot_token.get_secret_value()
        if self.bot_token_file is not None:
            return read_token(self.bot_token_file, variable("bot_token_file"))
        raise _missing("bot_token")

    @property
    def names_token(self) -> bool:
        """Whether a token is set, wherever it stands."""
        return self.bot_token is not None or self.bot_token_file is not None

    @property
    def operator_chat(self) -> int:
        """The operators' group that takes what fits no other. Raises SettingError where none is set."""
        if not self.operator_chat_id:
            raise _missing("operator_chat_id")
        return self.operator_chat_id[0].chat

    @property
    def operator_chats(self) -> tuple[int, ...]:
        """Every group of operators, that one first. Raises SettingError where none is set."""
        return tuple(dict.fromkeys((self.operator_chat, *(route.chat for route in self.operator_chat_id))))

    @property
    def proxy(self) -> str | None:
        """The proxy's address, with its password if it has one."""
        return None if self.proxy_url is None else self.proxy_url.get_secret_value()

    @property
    def root_key(self) -> Path:
        """Where the root key lies."""
        return self.root_key_file or self.keys_dir / "root.key"

    @property
    def keys_dir(self) -> Path:
        """The key folder: root key (by default), epochs, pepper, recipients."""
        return self.data_dir / "keys"

    @property
    def database(self) -> Path:
        """The SQLite database."""
        return self.data_dir / "parley.db"

    @property
    def backups(self) -> Path:
        """The folder of the backups."""
        return self.backup_dir or self.data_dir / "backups"

    @property
    def place(self) -> Place:
        """Where the rows are: on the server that is set, else in that file."""
        return self.database if self.database_url is None else Server(self.database_url.get_secret_value())

    @property
    def rehearsed(self) -> bool:
        """Whether the Bot API is a loopback address, and not said to be the real one."""
        return is_loopback(self.api_url) and not self.api_real


def load(environ: Mapping[str, str] | None = None, *, env_file: Path | None = ENV_FILE) -> Settings:
    """Settings from `environ` (default: this process's) over `env_file`.

    Raises SettingError: one line that never says the value.
    """
    given = hotline_variables(os.environ if environ is None else environ)
    values: dict[str, Any] = {field_of(name): value for name, value in given.items() if value.strip()}
    try:
        settings = Settings(_env_file=env_file, **values)
    except ValidationError as fault:
        raise SettingError(_sentence(fault.errors(include_input=False, include_url=False)[0])) from None
    except (OSError, UnicodeDecodeError) as fault:
        remedy = "say it as its owner" if isinstance(fault, PermissionError) else "make it UTF-8 text with mode 0600"
        raise SettingError(f"{env_file} can not be read ({type(fault).__name__}): {remedy}") from None
    if settings.bot_token is not None and settings.bot_token_file is not None:
        raise SettingError(f"{PREFIX}BOT_TOKEN and {PREFIX}BOT_TOKEN_FILE are both set: keep one, better the file")
    if settings.standby and settings.database_url is None:
        raise SettingError(f"{PREFIX}STANDBY needs rows on PostgreSQL: set {PREFIX}DATABASE_URL, or take it out")
    if settings.share and not settings.standby:
        raise SettingError(f"{PREFIX}SHARE is for processes that stand by for each other: set {PREFIX}STANDBY for all")
    if settings.share and settings.spare_bot_tokens:
        raise SettingError(f"{PREFIX}SHARE and {PREFIX}SPARE_BOT_TOKENS do not go together yet: take one of them out")
    if settings.host is not None and not settings.standby:
        raise SettingError(f"{PREFIX}HOST is for processes that stand by: set {PREFIX}STANDBY=yes, or take it out")
    if settings.host is not None and settings.share:
        raise SettingError(f"{PREFIX}HOST and {PREFIX}SHARE do not go together yet: take one of them out")
    return settings.reaching(None if settings.bot_token is None else settings.bot_token.get_secret_value())


def example(field: str) -> str:
    """One value a field could have."""
    return str((Settings.model_fields[field].examples or [""])[0])


def _sentence(fault: ErrorDetails) -> str:
    name = str(fault["loc"][0])
    wrong = fault["msg"].removeprefix("Value error, ")
    if not fault["type"].startswith("value_error"):
        wrong = f"is wrong: {wrong[:1].lower()}{wrong[1:]}"
    return f"{variable(name)} {wrong}; for example {_assignment(name)}"


def _missing(name: str) -> SettingError:
    return SettingError(f"{variable(name)} is not set; for example {_assignment(name)}")


def _assignment(name: str) -> str:
    return f"{variable(name)}={example(name)}"
