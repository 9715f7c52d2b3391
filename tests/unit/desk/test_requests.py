"""What needs two supervisors: asked, confirmed, stopped, done after a day by one alone, lapsed."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

import pytest

from bot.cli import main
from bot.desk import orders, presses
from bot.desk.buttons import Buttons
from bot.desk.house import Turn
from bot.desk.seeing import leaving
from bot.desk.seeing.granted import RequestDesk
from bot.errors import ApiError
from bot.messages import Said, Tapped
from storage import age
from storage.archive import open_case, sealed_files
from storage.exports import unpacked
from storage.keys import KeyFolder, load_keyring
from storage.recipients import Recipients
from tests.promises.officer import DESK, build
from tests.unit.desk.seen import Watched
from tests.unit.desk.wire import CHAT, HOUR, OLGA, Talk

if TYPE_CHECKING:
    from pathlib import Path

    from bot.flows.model import Book
    from storage.requests import Request
    from tests.storage.conftest import Store

PETRO, DAY = 6, 24 * HOUR
GRANT, STOP = "r", "u"


@dataclass
class Line(Watched):
    """A line whose supervisors are those in `admins`; `uploads`: the files that went out, by chat."""

    admins: set[int] = field(default_factory=lambda: {OLGA, PETRO})
    unreachable: bool = False
    uploads: list[tuple[int, bytes, dict[str, Any]]] = field(default_factory=list)
    desk: Any = None

    async def upload(self, method: str, name: str, data: bytes, *, chat_id: int, **params: Any) -> Any:
        assert (method, params["document"]) == ("sendDocument", f"attach://{name}")
        self.uploads.append((chat_id, data, params))
        return await self.call(method, chat_id=chat_id, **params)

    async def commands(self, text: str, user: int = OLGA, *, look: bool = True) -> None:
        """A supervisor gives a command in the group."""
        self.desk_message += 1
        self.now += 1
        came = Said(chat=DESK, user=user, message=self.desk_message, text=text, name=f"N{user}")
        await orders.obey(self.house, came, self.work(), private=False)
        await (self.looks() if look else self.deliver())

    async def looks(self) -> None:
        await self.desk.look(self.house)
        await self.deliver()
        await self.desk.look(self.house)
        await self.deliver()

    async def presses(self, letter: str, user: int) -> str | None:
        """Somebody presses a button of the one open request."""
        (request,) = await self.requests()
        data = self.house.buttons.seal(
            action=Buttons.case_action(letter, request.id), user=0, chat=DESK, expires=self.now + HOUR
        )
        came = Tapped(chat=DESK, user=user, message=1, data=data, callback="1", name=f"N{user}")
        reply = await presses.tapped(self.house, came, self.work())
        await self.looks()
        return reply.toast

    async def requests(self) -> list[Request]:
        return await self.house.database.transact(self.house.requests.all)

    def told_any(self, text: str) -> bool:
        return any(text in one for one in self.told)


@pytest.fixture
async def line(store: Store, book: Book, keyring: Any, data: Path) -> Line:
    made: Line

    async def is_supervisor(_chat: int, user: int) -> bool:
        return user in made.admins

    async def supervisors(_chat: int) -> dict[int, str]:
        if made.unreachable:
            raise ApiError
        return dict.fromkeys(made.admins, "N")

    house = replace(build(store, book).house, is_supervisor=is_supervisor, supervisors=supervisors)
    made = Line(house, store=store)
    recipients = Recipients(KeyFolder.beside(data), keyring.recipients)
    made.desk = RequestDesk(recipients=recipients, now=lambda: made.now)
    await made.starts()
    return made


@pytest.fixture
async def case(line: Line) -> Talk:
    talk = Talk(line, line.phone(CHAT, "en"))
    await talk.begins()
    return talk


def actions(deeds: list[Any]) -> list[str]:
    return [deed.action for deed in deeds if deed.action not in {"taken", "opened"}]


async def test_an_export_is_confirmed_by_another_and_opens_with_an_operators_key(
    line: Line, case: Talk, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    alias = (await case.case()).alias
    await line.commands(f"/export {alias.lower()}")
    assert line.told_any("second supervisor")
    assert await line.presses(GRANT, OLGA) == line.house.plain("desk-request-own")
    assert line.uploads == []
    assert await line.presses(GRANT, PETRO) == line.house.plain("desk-request-granted-toast")
    ((chat, data, params),) = line.uploads
    assert (chat, params["protect_content"]) == (OLGA, True)
    assert b"case.key" not in data
    assert alias.encode() not in data
    identity = (folder / "operator.key").read_text()
    entries = open_case(unpacked(data, identity)[alias], identity)
    assert "question" in [entry.kind for entry in entries]
    (folder / "export.age").write_bytes(data)
    told = ["--identity", str(folder / "operator.key"), "--export", str(folder / "export.age")]
    assert main(["open", alias.lower(), *told]) == 0
    assert "когда это кончится" in capsys.readouterr().out
    assert main(["open", "ZZZZZZ", *told]) == 1
    assert await line.requests() == []
    assert actions(await line.deeds()) == ["export_asked", "export_granted", "exported"]


async def test_the_export_goes_from_the_chat_after_a_day(line: Line, case: Talk) -> None:
    await line.commands(f"/export {(await case.case()).alias}")
    await line.presses(GRANT, PETRO)
    assert any("document" in params for params in line.stands[OLGA].values())
    await line.passes(DAY + HOUR)
    assert not any("document" in params for params in line.stands[OLGA].values())


@pytest.mark.parametrize("words", ["", "NONSENSE", "ZZZZZZ"])
async def test_an_export_of_nothing_known_is_not_asked_for(line: Line, words: str) -> None:
    await line.commands(f"/export {words}")
    assert await line.requests() == []


async def test_one_alone_waits_a_day_in_the_open(line: Line, case: Talk) -> None:
    line.admins = {OLGA}
    await line.commands(f"/export {(await case.case()).alias}")
    assert line.told_any("no second supervisor")
    line.now += DAY - 60
    await line.looks()
    assert line.uploads == []
    line.now += 120
    await line.looks()
    assert [chat for chat, _, _ in line.uploads] == [OLGA]


async def test_anybody_there_stops_it(line: Line, case: Talk) -> None:
    line.admins = {OLGA}
    await line.commands(f"/export {(await case.case()).alias}")
    assert await line.presses(STOP, 77) == line.house.plain("desk-request-stopped-toast")
    line.now += 2 * DAY
    await line.looks()
    assert line.uploads == []
    assert actions(await line.deeds()) == ["export_asked", "request_stopped"]


async def test_nobody_confirmed_in_a_day_and_it_lapses(line: Line, case: Talk) -> None:
    await line.commands(f"/export {(await case.case()).alias}")
    line.now += DAY
    await line.looks()
    assert (line.uploads, await line.requests()) == ([], [])
    assert line.told_any("24 hours have passed")


async def test_who_made_himself_the_only_supervisor_gains_nothing(line: Line, case: Talk) -> None:
    await line.commands(f"/export {(await case.case()).alias}")
    line.admins = {OLGA}
    line.now += DAY
    await line.looks()
    assert (line.uploads, await line.requests()) == ([], [])


async def test_a_second_one_who_came_meanwhile_is_needed(line: Line, case: Talk) -> None:
    line.admins = {OLGA}
    await line.commands(f"/export {(await case.case()).alias}")
    line.admins = {OLGA, PETRO}
    line.now += DAY
    await line.looks()
    assert (line.uploads, await line.requests()) == ([], [])


async def test_whoever_is_no_supervisor_any_more_gets_nothing(line: Line, case: Talk) -> None:
    await line.commands(f"/export {(await case.case()).alias}")
    line.admins = {PETRO}
    await line.presses(GRANT, PETRO)
    assert (line.uploads, await line.requests()) == ([], [])
    assert line.told_any("no supervisor here any more")


async def test_who_leaves_takes_his_request_along(line: Line, case: Talk) -> None:
    await line.commands(f"/export {(await case.case()).alias}")
    await line.house.database.transact(lambda tx: leaving.gone(Turn(line.house, tx, line.work()), OLGA))
    assert await line.requests() == []


async def test_while_telegram_can_not_be_asked_nothing_happens(line: Line, case: Talk) -> None:
    line.unreachable = True
    await line.commands(f"/export {(await case.case()).alias}")
    assert not line.told_any("second supervisor")
    line.unreachable = False
    await line.looks()
    assert line.told_any("second supervisor")


async def test_another_recipient_opens_open_cases_and_new_ones(line: Line, case: Talk, path: Path, data: Path) -> None:
    boris = age.new_identity()
    await line.commands(f"/recipient add {boris.recipient}")
    assert line.told_any(boris.recipient)
    assert len(line.house.cases.sealed_to) == 1
    await line.presses(GRANT, PETRO)
    later = Talk(line, line.phone(CHAT + 1, "en"))
    await later.begins()
    for talk in (case, later):
        assert open_case(sealed_files(path, (await talk.case()).alias), boris.secret)
    assert boris.recipient in load_keyring(data, now=line.now).recipients
    assert actions(await line.deeds()) == ["recipient_asked", "recipient_granted", "recipient_added"]
    await line.commands(f"/recipient add {boris.recipient}")
    assert await line.requests() == []


async def test_after_a_crash_in_the_middle_it_is_done_again(line: Line, case: Talk, path: Path) -> None:
    boris = age.new_identity()
    await line.commands(f"/recipient add {boris.recipient}")
    (request,) = await line.requests()
    line.desk.recipients.add(boris.recipient)
    await line.presses(GRANT, PETRO)
    assert await line.requests() == []
    assert open_case(sealed_files(path, (await case.case()).alias), boris.secret)
    assert line.house.cases.sealed_to.count(boris.recipient) == 1
    assert request.about == (boris.recipient,)


@pytest.mark.parametrize("key", ["age1nonsense", "AGE-SECRET-KEY-1QQQ"])
async def test_what_is_no_public_key_is_refused(line: Line, key: str) -> None:
    await line.commands(f"/recipient add {key}")
    assert await line.requests() == []
    assert line.told_any("no age public key")


async def test_where_a_setting_names_them_the_group_changes_nothing(line: Line) -> None:
    line.house = replace(line.house, recipients_fixed=True)
    await line.commands(f"/recipient add {age.new_identity().recipient}")
    assert await line.requests() == []
    assert line.told_any("HOTLINE_OPERATOR_RECIPIENTS")


async def test_what_can_not_be_done_is_said(line: Line, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_key: str) -> None:
        raise OSError

    await line.commands(f"/recipient add {age.new_identity().recipient}")
    monkeypatch.setattr(line.desk.recipients, "add", full)
    await line.presses(GRANT, PETRO)
    assert await line.requests() == []
    assert line.told_any("could not be done")


async def test_what_supervisors_read_of_recipients_and_of_two_cases(line: Line, case: Talk) -> None:
    listed = line.house.cases.sealed_to
    await line.commands("/recipient")
    assert line.told[-1] == line.house.say("desk-recipients", count=len(listed), keys="\n".join(listed))
    other = Talk(line, line.phone(CHAT + 1, "en"))
    await other.begins()
    aliases = [(await one.case()).alias for one in (case, other)]
    await line.commands(f"/export {' '.join(aliases)}")
    assert line.told_any(", ".join(aliases))


async def test_a_press_on_what_is_over_says_so_until_it_is_closed(line: Line) -> None:
    for letter, user in ((GRANT, PETRO), (STOP, OLGA)):
        action = Buttons.case_action(letter, bytes(16))
        data = line.house.buttons.seal(action=action, user=0, chat=DESK, expires=line.now + HOUR)
        came = Tapped(chat=DESK, user=user, message=1, data=data, callback="1", name="N")
        reply = await presses.tapped(line.house, came, line.work())
        assert (reply.toast, reply.alert) == (line.house.plain("desk-request-gone"), True)


async def test_who_confirmed_is_kept_with_the_request(line: Line, case: Talk) -> None:
    await line.commands(f"/export {(await case.case()).alias}")
    (asked,) = await line.requests()
    action = Buttons.case_action(GRANT, asked.id)
    data = line.house.buttons.seal(action=action, user=0, chat=DESK, expires=line.now + HOUR)
    came = Tapped(chat=DESK, user=PETRO, message=1, data=data, callback="1", name="N")
    await presses.tapped(line.house, came, line.work())
    (granted,) = await line.requests()
    assert (granted.asker, granted.granter) == (OLGA, PETRO)
