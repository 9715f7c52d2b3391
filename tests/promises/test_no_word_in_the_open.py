"""A whole conversation through the real program; then every byte it left is searched for words, names and ids."""

from __future__ import annotations

import base64
import json
from typing import TYPE_CHECKING
from urllib.parse import quote

import pytest

from tests.acceptance.conftest import bot, operator, phone, ready, rehearsal, with_topics  # noqa: F401
from tests.acceptance.stories import takes, words_on

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from bot.rehearsal.process import BotProcess
    from tests.acceptance.driver import Operator, Phone, Stage

KEY_FILES = ("keys",)
OWN_WORDS = "маркер-анкета-Жолудь QZXMARKFORM"
QUESTION = "маркер-вопрос-Камыш QZXMARKSAID"
ANSWER = "маркер-ответ-Осока QZXMARKREPLY"
NOTE = "маркер-заметка-Рябина QZXMARKNOTE"
PERSON = "QZXPersonПырей"
DESK = "QZXDeskЛютик"


def encodings(marker: str) -> Iterator[bytes]:
    """The bytes a marker could hide in."""
    for name in ("utf-8", "utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be", "cp1251", "koi8-r"):
        yield marker.encode(name, "ignore")
    raw = marker.encode()
    yield json.dumps(marker)[1:-1].encode()
    yield json.dumps(marker)[1:-1].upper().encode()
    yield quote(marker).encode()
    yield raw.hex().encode()
    yield raw.hex().upper().encode()
    for shift in range(3):
        # Without its ends, which depend on the neighbours.
        yield base64.b64encode(b"\0" * shift + raw)[4:-4]
        yield base64.urlsafe_b64encode(b"\0" * shift + raw)[4:-4]


def numbers(value: int) -> Iterator[bytes]:
    """A Telegram id in the forms it could stand in."""
    yield str(value).encode()
    for order in ("little", "big"):
        yield value.to_bytes(8, order, signed=True)
    yield f"{value:x}".encode()


def found(haystacks: dict[str, bytes], needles: dict[str, list[bytes]]) -> list[str]:
    """Which marker stands where."""
    return [
        f"{name} in {where}"
        for where, data in haystacks.items()
        for name, forms in needles.items()
        if any(form in data for form in forms)
    ]


def left_behind(folder: Path, process: BotProcess) -> dict[str, bytes]:
    """Every file under the data folder but the keys, the log, and what the system tells of the process."""
    files = {
        str(path.relative_to(folder)): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and not set(path.relative_to(folder).parts) & set(KEY_FILES)
    }
    told = {"log": "\n".join(process.log).encode()}
    for name in ("environ", "cmdline"):
        if process.pid is not None:
            with open(f"/proc/{process.pid}/{name}", "rb") as file:  # noqa: PTH123 - no file of ours
                told[name] = file.read()
    return files | told


@pytest.fixture
def command() -> tuple[str, ...]:
    """The program itself: only `run` takes its settings out of the environment."""
    return ("-m", "bot", "run")


@pytest.fixture
def needles(rehearsal: Stage) -> dict[str, list[bytes]]:  # noqa: F811
    texts = {name: list(encodings(name)) for name in (OWN_WORDS, QUESTION, ANSWER, NOTE, PERSON, DESK)}
    token = rehearsal.world.token.partition(":")[2]
    return texts | {"token": [token.encode()]}


async def converse(person: Phone, desk: Operator) -> str:
    """An application, a room, words both ways, a note; the return code."""
    await person.sends("/start")
    await person.taps("I am serving")
    await person.taps("Apply")
    for label in ("Yes, nobody can see", "No", "Only about me", "Mine, only I use it"):
        await person.taps(label)
    await person.sees("Question 5 of 6")
    await person.sends(OWN_WORDS)
    await person.taps("Here, as soon as possible")
    await person.taps("Send")
    await person.taps("Yes, send it")
    words = words_on((await person.sees("five words")).text)
    alias = await takes(desk)
    await person.sends(QUESTION)
    await desk.replies(await desk.sees(QUESTION, in_=alias), ANSWER)
    await person.sees(ANSWER)
    await desk.sends(NOTE, in_=alias)
    await desk.sees("Internal note", in_=alias)
    return words


async def test_no_word_name_or_id_stands_in_the_open(
    phone: Callable[..., Phone],  # noqa: F811
    operator: Callable[..., Operator],  # noqa: F811
    bot: BotProcess,  # noqa: F811
    needles: dict[str, list[bytes]],
) -> None:
    person, desk = phone(PERSON), operator(DESK)
    code = await converse(person, desk)
    group = desk.stage.group.id
    ids = {"person": person.user.id, "operator": desk.user.id}
    sought = needles | {"code": list(encodings(code))} | {name: list(numbers(value)) for name, value in ids.items()}
    running = left_behind(bot.folder / "data", bot)
    assert any(name.endswith("-wal") for name in running)
    assert found(running, sought) == []
    await bot.stop()
    assert found(left_behind(bot.folder / "data", bot), sought | {"group": list(numbers(group))[1:3]}) == []


async def test_a_planted_leak_is_found(
    bot: BotProcess,  # noqa: F811
    needles: dict[str, list[bytes]],
) -> None:
    (bot.folder / "data" / "leak").write_bytes(b"\x07" + base64.b64encode(b"ab" + QUESTION.encode()) + b"\x07")
    bot.log.append(f'{{"event": "{PERSON}"}}')
    leaks = found(left_behind(bot.folder / "data", bot), needles)
    assert f"{QUESTION} in leak" in leaks
    assert f"{PERSON} in log" in leaks
