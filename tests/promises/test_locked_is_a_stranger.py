"""A locked account answers an officer as a stranger's: the same texts, buttons and calls, whatever he tries."""

from __future__ import annotations

from dataclasses import replace
from itertools import product
from typing import TYPE_CHECKING, Any

import pytest

from bot.desk.codes import codes
from bot.desk.talks import lock, screens, silence
from tests.promises.officer import Bench, build
from tests.promises.searched import LOCKS, PIN, STATES, answer, close, said, searched, take
from tests.switched import shipped

if TYPE_CHECKING:
    from tests.storage.conftest import Store

PAIRS = list(product(STATES, LOCKS))
EVERY_DAY = [(state, list(LOCKS)[number % len(LOCKS)]) for number, state in enumerate(STATES)][::4]
"""A few of them; all are walked with the slow tests."""


@pytest.fixture(scope="module")
def book() -> Any:
    return shipped()


@pytest.fixture
def bench(store: Store, book: Any) -> Bench:
    return build(store, book)


async def looks_like_a_stranger(bench: Bench, state: str, way: str) -> None:
    officer = await searched(bench, 100, state, way)
    assert await officer.locked.plainly() == await officer.stranger.plainly()
    await officer.searches()
    await erases_everything(officer)


async def erases_everything(officer: Any) -> None:
    both = (officer.locked, officer.stranger)
    await officer.same("/delete", *(phone.writes("/delete") for phone in both))
    await officer.same("yes", *(phone.does("delete-yes") for phone in both))
    await officer.same("/start", *(phone.writes("/start") for phone in both))
    assert [len(phone.messages) for phone in both] == [1, 1], "nothing stands beside the new first screen"
    assert await officer.locked.cases() == []


@pytest.mark.parametrize(("state", "way"), EVERY_DAY)
async def test_an_officer_finds_a_stranger(bench: Bench, state: str, way: str) -> None:
    await looks_like_a_stranger(bench, state, way)


@pytest.mark.slow
@pytest.mark.parametrize(("state", "way"), PAIRS)
async def test_an_officer_finds_a_stranger_in_every_state(bench: Bench, state: str, way: str) -> None:
    await looks_like_a_stranger(bench, state, way)


def _leaking(leak: str) -> Any:
    """The lock with one thing left outside it."""
    whole = lock.lock

    async def lock_badly(scene: Any) -> None:
        before, talk = scene.person, scene.talk
        await whole(scene)
        match leak:
            case "language":
                scene.person = replace(scene.person, language=before.language)
            case "case":
                scene.person = replace(scene.person, case=before.case)
            case "draft":
                scene.talk = replace(scene.talk, form=talk.form)
            case _:
                scene.person = replace(scene.person, pin_tries=(scene.turn.now,) * 5)

    return lock_badly


@pytest.mark.parametrize(
    ("leak", "state"),
    [
        ("language", "another language"),
        ("case", "a new case"),
        ("draft", "the summary, with a PIN"),
        ("time", "a new case"),
    ],
)
async def test_a_lock_that_leaks_is_found(bench: Bench, monkeypatch: pytest.MonkeyPatch, leak: str, state: str) -> None:
    """The planted faults: the chosen language, the case, a draft, or less work for digits than a stranger's cost."""
    monkeypatch.setattr(lock, "lock", _leaking(leak))
    with pytest.raises(AssertionError):
        await tries_the_obvious(bench, state)


async def tries_the_obvious(bench: Bench, state: str) -> None:
    officer = await searched(bench, 100, state, "silence")
    for words in ("/start", "0000"):
        await officer.same(words, officer.locked.writes(words), officer.stranger.writes(words))


async def test_without_a_leak_the_obvious_finds_nothing(bench: Bench) -> None:
    await tries_the_obvious(bench, "another language")


async def words_of(phone: Any) -> str:
    house = phone.bench.house
    (case,) = await phone.cases()
    await codes.finish(house, case.id, phone.bench.now)
    words = await house.database.transact(lambda tx: house.cases.words(tx, case.id))
    return " ".join(words)


@pytest.mark.parametrize("locked", [False, True])
@pytest.mark.parametrize("next_step", ["/start", "home", "words"])
async def test_after_everything_was_erased_one_message_stands(bench: Bench, next_step: str, *, locked: bool) -> None:
    phone = bench.phone(100, "ru")
    await STATES["a new case"](phone)
    if locked:
        await phone.writes("/clear")
    await phone.writes("/delete")
    await phone.does("delete-yes")
    assert len(phone.messages) == 1
    await (
        phone.does("home") if next_step == "home" else phone.writes({"words": "как мне быть"}.get(next_step, next_step))
    )
    assert len(phone.messages) == 1
    assert said(phone, "gone") not in str(phone.sees())
    await phone.writes("/delete")
    await phone.does("delete-yes")
    bench.now += 25 * 3_600
    await phone.writes("/start")
    assert len(phone.messages) == 1


async def test_two_screens_would_be_seen(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    async def forgets(_scene: Any) -> None:
        return None

    monkeypatch.setattr(screens, "_leave_screen", forgets)
    phone = bench.phone(100, "ru")
    await phone.writes("/delete")
    await phone.does("delete-yes")
    await phone.writes("/start")
    assert len(phone.messages) == 2


@pytest.mark.parametrize("way", LOCKS)
async def test_five_words_bring_the_case_back(bench: Bench, way: str) -> None:
    phone = bench.phone(100, "ru")
    await STATES["a new case"](phone)
    words = await words_of(phone)
    await LOCKS[way](phone)
    assert said(phone, "button-status") not in str(phone.sees())
    await phone.writes(words)
    assert "Слова подошли" in str(phone.sees()) or "Это ваше обращение" in str(phone.sees())
    assert words not in str(phone.sees()), "what unlocks does not stay in the chat"
    (case,) = await phone.cases()
    assert case.reach == "open"
    await phone.writes("/start")
    assert said(phone, "button-status") in str(phone.sees())


async def test_misspelt_words_cost_no_try_and_tell_a_locked_phone_what_they_tell_a_stranger(bench: Bench) -> None:
    phone, stranger = bench.phone(100, "ru"), bench.phone(200, "ru")
    await STATES["a new case"](phone)
    words = (await words_of(phone)).split()
    await phone.writes("/clear")
    await stranger.writes("/start")
    cooked = bench.cooked
    wrong = [*words[:2], "щщщщжжжж", *words[3:]]
    assert await phone.writes(" ".join(wrong)) == await stranger.writes(" ".join(wrong))
    for one in (phone, stranger):
        await one.writes("/start")
        await one.does("code")
    for _ in range(7):
        assert await phone.writes(" ".join(wrong)) == await stranger.writes(" ".join(wrong))
        assert "Третье слово не из нашего списка." in str(phone.sees())
        assert "щщщщжжжж" not in str(phone.sees())
    assert bench.cooked == cooked, "nothing was tried"
    slips = [f"{words[0]}!", words[1].upper(), words[2][:-1] + words[2][-1] * 2, *words[3:]]
    await phone.writes(", ".join(slips))
    assert "Слова подошли" in str(phone.sees())


@pytest.mark.parametrize("way", LOCKS)
async def test_the_pin_brings_the_draft_back(bench: Bench, way: str) -> None:
    phone = bench.phone(100, "ru")
    await STATES["a draft half way, with a PIN"](phone)
    await LOCKS[way](phone)
    assert "Продолжить" not in str(phone.sees())
    await phone.writes(PIN)
    assert said(phone, "hint-unlocked") in str(phone.sees())
    assert "Продолжить" in str(phone.sees())
    assert PIN not in str(phone.sees())


async def test_five_wrong_pins_shut_out_the_right_one_for_an_hour(bench: Bench) -> None:
    phone = bench.phone(100, "ru")
    await STATES["a draft half way, with a PIN"](phone)
    await phone.writes("/clear")
    for digits in ("0001", "0002", "0003", "0004", "0005"):
        await phone.writes(digits)
    await phone.writes("/clear")
    await phone.writes("/clear")
    await phone.writes(PIN)
    assert said(phone, "hint-unlocked") not in str(phone.sees()), "a new start of the talk gives no new tries"
    bench.now += 3_700
    await phone.writes("/start")
    await phone.writes(PIN)
    assert said(phone, "hint-unlocked") in str(phone.sees())


async def test_what_a_locked_person_asks_is_a_case_of_its_own_and_nothing_of_either_is_lost(bench: Bench) -> None:
    phone = bench.phone(100, "ru")
    await STATES["a new case"](phone)
    words = await words_of(phone)
    await phone.writes("/clear")
    await phone.writes("а что с отпуском после этого всего")
    await phone.does("ask-send")
    first, second = sorted(await phone.cases(), key=lambda case: case.kind)
    assert (first.kind, first.reach, second.kind, second.reach) == ("application", "locked", "question", "open")
    await phone.writes("и ещё одно, не отправлено")
    await phone.writes(words)
    assert {case.reach for case in await phone.cases()} == {"open"}
    person = await bench.house.database.transact(lambda tx: bench.house.people.find(tx, bot=7, chat=100))
    assert person is not None
    assert person.case == first.id
    assert person.lives == ()


async def test_what_operators_do_to_a_locked_case_does_not_touch_the_chat(bench: Bench) -> None:
    phone = bench.phone(100, "ru")
    await STATES["words learned"](phone)
    await phone.writes("/clear")
    before = phone.sees()
    await take(phone)
    assert phone.calls == []
    await close(phone)
    assert phone.calls == []
    assert phone.sees() == before


async def test_who_could_not_unlock_is_not_locked_by_silence_and_is_asked_before_clear(bench: Bench) -> None:
    phone = bench.phone(100, "ru")
    await phone.writes("когда это кончится и что мне делать")
    await phone.does("ask-send")
    await LOCKS["silence"](phone)
    (case,) = await phone.cases()
    assert case.reach == "open"
    await phone.writes("/clear")
    assert "нет ни пяти слов, ни PIN-кода" in str(phone.sees())
    (case,) = await phone.cases()
    assert case.reach == "open"
    await phone.does("clear-yes")
    (case,) = await phone.cases()
    assert case.reach == "lost"
    await answer(phone)
    assert phone.calls == [], "words that nobody could read are not announced"


async def test_words_from_another_account_leave_the_locked_phone_a_strangers(bench: Bench) -> None:
    phone, other = bench.phone(100, "ru"), bench.phone(200, "ru")
    await STATES["a new case"](phone)
    words = await words_of(phone)
    await phone.writes("/clear")
    before = phone.sees()
    await other.writes(words)
    assert [case.reach for case in await other.cases()] == ["open"]
    assert phone.sees() == before
    assert await phone.cases() == []
    await phone.writes(words)
    assert [case.chat for case in await phone.cases()] == [phone.chat]


async def test_the_look_at_ten_thousand_people_reads_only_who_stirred(bench: Bench) -> None:
    """Those whose talk is old are not opened again each minute."""
    phone = bench.phone(100, "ru")
    await STATES["words learned"](phone)
    bench.now += 6 * 3_600
    assert await silence.lock_silent(bench.house, bench.now) == 0
    assert await silence.lock_silent(bench.house, bench.now, everybody=True) == 1
    assert await silence.lock_silent(bench.house, bench.now, everybody=True) == 0
