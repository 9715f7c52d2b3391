"""The questions of `setup`, in their order; nothing is written before all of them are answered."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from bot import setting_values
from bot.desk.succession import require_ours
from bot.errors import SettingError
from bot.readiness import RECIPIENTS_NEEDED, Light
from bot.routes import routes
from bot.setting_values import bot_of, is_loopback
from bot.settings import PUBLIC_API
from bot.setup import line_texts
from bot.setup.there import other_settings, token_there
from bot.setup.there import owner as owner_of
from bot.setup.trying import Telegram, UnreachableError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from bot.settings import Settings
    from bot.setup.asking import Answers

NAMES: Final = frozenset(
    {
        "api_url",
        "contacts",
        "desk",
        "identity",
        "operator_chat_id",
        "operators_language",
        "proxy_url",
        "recipients",
        "texts",
        "token",
    }
)
"""What an answers file may hold."""
_SHORT: Final = 60
_LONG: Final = 200
_ASKED: Final = {
    "name": ("Who runs this line: the name people know", _SHORT),
    "state_body": ("Is it a state body, linked to an army or to intelligence? One short sentence", _LONG),
    "responsible": ("Who is responsible for the data people leave here", _SHORT),
    "second_channel": ("A second way to make sure this bot is the true one", _LONG),
}


@dataclass(kw_only=True)
class Plan:
    """What is to be written once everything is answered.

    `texts`: the folder of texts. `me`: what getMe said.
    """

    values: dict[str, str | None] = field(default_factory=dict)
    recipients: tuple[str, ...] = ()
    texts: Path = Path("texts")
    project: dict[str, dict[str, Any]] = field(default_factory=dict)
    me: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Steps:
    """One run. `known`: what the .env says now, by field; `today`: written beside what somebody says now."""

    answers: Answers
    known: Mapping[str, str]
    today: date

    def ask(self) -> Plan:
        """Everything, one after the other. Raises SettingError where an answer of a file does not hold.

        What else is set is looked at first: nobody answers for nothing.
        """
        there = other_settings(self.known)
        plan = Plan()
        telegram = self._address(plan)
        token = self._token(plan, telegram, there)
        self._group(plan, telegram, token)
        self._desk(plan)
        self._keys(plan, rehearsed=is_loopback(telegram.root) and not there.api_real)
        self._texts(plan)
        self._identity(plan)
        self._contacts(plan)
        return plan

    def _address(self, plan: Plan) -> Telegram:
        """Where Telegram is: a file may say; a terminal is asked for a proxy where nothing answers."""
        root, proxy = self.known.get("api_url", PUBLIC_API), self.known.get("proxy_url", "")
        if not self.answers.patient:
            root = self.answers.get("api_url", "", setting_values.api_root, default=root)
            proxy = self.answers.get("proxy_url", "", _proxy, default=proxy)
        plan.values["api_url"] = None if root == PUBLIC_API else root
        return Telegram(root, proxy or None)

    def _token(self, plan: Plan, telegram: Telegram, settings: Settings) -> str:
        there = token_there(self.known)
        owner = owner_of(self.answers, settings)
        self.answers.say("1 of 6  The bot. BotFather gives the token; it is not shown while you paste it.")

        def check(text: str) -> str:
            token = _named(self.answers, plan, telegram, text)
            settings.reaching(token)
            require_ours(owner, bot_of(token), settings.spare_ids)
            return token

        token = self.answers.get("token", "Token", check, default=there, secret=True)
        if token != there:
            plan.values |= {"bot_token": token, "bot_token_file": None}
        plan.values["proxy_url"] = telegram.proxy
        return token

    def _group(self, plan: Plan, telegram: Telegram, token: str) -> None:
        self.answers.say("\n2 of 6  The operators' group: a supergroup, the bot an administrator of it.")
        there = self.known.get("operator_chat_id", "")
        for chat, title in ({} if there else telegram.groups(token)).items():
            self.answers.say(f"  {chat}  {title!r}: the bot was added to it")
            there = there or str(chat)
        check = partial(_tried, self.answers, telegram, token)
        plan.values["operator_chat_id"] = self.answers.get("operator_chat_id", "Id of the group", check, default=there)

    def _desk(self, plan: Plan) -> None:
        self.answers.say("  group: all its members read what is talked there. private: each in his chat with the bot.")
        desk = self.answers.get("desk", "Where cases are talked", _desk, default=self.known.get("desk", "group"))
        plan.values["desk"] = desk
        if desk == "private" and not plan.me.get("has_topics_enabled"):
            self.answers.say("  note: switch on Threaded Mode at BotFather, else cases stand side by side in one chat")

    def _keys(self, plan: Plan, *, rehearsed: bool) -> None:
        keys = Path(self.known.get("data_dir", "data")).expanduser() / "keys"
        self.answers.say("\n3 of 6  The operators' keys: each makes his own, elsewhere: age-keygen -o anna.key")
        if keys.exists():
            self.answers.say(f"  {keys} is there and stays; change recipients with: python -m bot keys recipients")
            return
        if not self.known.keys() & {"root_key_credential", "development_root_key"}:
            self._root_key(keys)
        least = 1 if rehearsed else RECIPIENTS_NEEDED
        there = self.known.get("operator_recipients", "")
        check = partial(_recipients, least)
        plan.recipients = self.answers.get("recipients", "Public keys (age1..., with commas)", check, default=there)
        plan.values["operator_recipients"] = None

    def _root_key(self, keys: Path) -> None:
        self.answers.say(f"  The root key will lie in {self.known.get('root_key_file', keys / 'root.key')}.")
        if "root_key_file" in self.known:
            self.answers.say(
                "  As a passphrase it is on no disk: for that take HOTLINE_ROOT_KEY_FILE out of .env first."
            )
            return
        self.answers.say("  As a passphrase it is on no disk: make the keys first, with the public keys:")
        self.answers.say("  HOTLINE_OPERATOR_RECIPIENTS=age1...,age1... python -m bot keys init --passphrase")
        self.answers.say("  The price: after every reboot the line is down until you type it.")

    def _texts(self, plan: Plan) -> None:
        self.answers.say("\n4 of 6  Texts. The line gets a folder of its own: an update leaves your words alone.")
        there = self.known.get("locales_dir", "")
        folder = self.answers.get("texts", "Folder of texts", _folder, default=there or "texts")
        plan.texts, plan.values["locales_dir"] = folder, str(folder)
        if folder.exists():
            self.answers.say(f"  {folder} is there and stays")
        self.answers.say(f"  The bot speaks {', '.join(line_texts.SPOKEN)}; one more language: docs/EDITORS.md")
        before = str(self._project(plan).get("desk", {}).get("language", "en"))
        check = partial(_one_of, line_texts.SPOKEN)
        desk = self.answers.get("operators_language", "Language of the operators", check, default=before)
        plan.project["desk"] = {"language": desk}

    def _identity(self, plan: Plan) -> None:
        self.answers.say("\n5 of 6  Who you are: shown to everybody. Empty: to be filled in later; - takes words out.")
        before = self._project(plan).get("identity", {})
        said = {key: self._statement(f"identity.{key}", *_ASKED[key], before.get(key, {})) for key in _ASKED}
        plan.project["identity"] = {key: one for key, one in said.items() if one}
        if missing := [key for key, one in said.items() if not one]:
            self.answers.say(f"  missing: {', '.join(missing)}; on real Telegram the bot does not start without them")

    def _contacts(self, plan: Plan) -> None:
        self.answers.say("\n6 of 6  Other ways to reach you while nobody is on shift: a phone, a site. Empty: no more.")
        before = self._project(plan).get("desk", {}).get("contacts", [])
        ways: list[dict[str, Any]] = []
        while True:
            old = before[len(ways)] if len(ways) < len(before) else {}
            name = f"contacts.{len(ways)}"
            where = self.answers.get(f"{name}.where", "Number or address", _short, default=old.get("where", ""))
            if not where:
                break
            old_label = old.get("label", {})
            label = self._statement(f"{name}.label", "What it is", _SHORT, old_label, needed=True)
            ways.append({"label": label, "where": where})
        if ways or before:
            plan.project["desk"]["contacts"] = ways

    def _statement(
        self, name: str, question: str, most: int, old: Mapping[str, Any], *, needed: bool = False
    ) -> dict[str, Any]:
        """One sentence in each language. Empty in the first: there is no such sentence, unless it is `needed`."""
        said: dict[str, str] = {}
        for language in line_texts.SPOKEN:
            least = 1 if needed or any(said.values()) else 0
            check = partial(_short, least=least, most=most)
            default = str(old.get(language, ""))
            said[language] = self.answers.get(f"{name}.{language}", f"{question} ({language})", check, default=default)
            if not said[language]:
                return {}
        same = all(old.get(one) == words for one, words in said.items())
        return {**said, "checked": old["checked"] if same else self.today}

    def _project(self, plan: Plan) -> Mapping[str, Any]:
        return line_texts.project_of(plan.texts) if plan.texts.exists() else {}


def _named(answers: Answers, plan: Plan, telegram: Telegram, text: str) -> str:
    """A token Telegram knows. While Telegram does not answer, a way to it is asked for."""
    token = setting_values.token("".join(text.split()).strip("\"'"))  # as it is pasted
    while True:
        try:
            plan.me = telegram.me(token)
        except UnreachableError as fault:
            if not answers.patient:
                raise
            answers.say(f"  {fault}")
            telegram.proxy = answers.get("proxy_url", "HTTP proxy (empty: none, try again)", _proxy, default="") or None
        else:
            answers.say(f"  ok: every phone shows {plan.me.get('first_name', '')!r} (@{plan.me.get('username', '')})")
            return token


def _tried(answers: Answers, telegram: Telegram, token: str, text: str) -> str:
    """Groups in which the line can work: rights asked, a card and a topic made and removed."""
    for route in dict.fromkeys(route.chat for route in routes(text)):
        for one in telegram.group(token, route):
            if one.light is Light.RED:
                raise SettingError(one.words)
            answers.say(f"  ok: {one.words}")
    return text


def _recipients(least: int, text: str) -> tuple[str, ...]:
    if "AGE-SECRET-KEY" in text.upper():
        raise ValueError("that was a private key, which opens every case and must not come here: make a new pair")
    names = setting_values.recipients(text)
    if len(names) < least:
        raise ValueError("one key alone: if it is lost, so is every sealed case; give two or more")
    return names


def _desk(text: str) -> str:
    return _one_of(("group", "private"), text)


def _one_of(allowed: tuple[str, ...], text: str) -> str:
    if text.lower() not in allowed:
        raise ValueError(f"say {' or '.join(allowed)}")
    return text.lower()


def _folder(text: str) -> Path:
    folder = Path(text).expanduser()
    if folder.exists() and not (folder / line_texts.PROJECT).is_file():
        raise ValueError(f"{folder} is there and holds no {line_texts.PROJECT}; name another folder")
    return folder


def _proxy(text: str) -> str:
    return setting_values.proxy(text) if text else ""


def _short(text: str, least: int = 0, most: int = _LONG) -> str:
    if len(text) < least:
        raise ValueError("is needed in every language, or in none")
    if len(text) > most:
        raise ValueError(f"has {len(text)} characters; at most {most}")
    return text
