"""Updates as no Telegram should send them: valid ones with one thing broken, and the valid ones they come from."""

from __future__ import annotations

import copy
import json
from typing import TYPE_CHECKING, Any

from bot.rehearsal.methods import UPDATE_KINDS
from bot.rehearsal.things import Media, Message
from tests.promises.invented import invented

if TYPE_CHECKING:
    import random
    from collections.abc import Callable, Iterator

    from bot.rehearsal.things import Chat, User
    from bot.rehearsal.world import World

MARK = "Слово№marker"
"""In every text and name of these updates, and nowhere else."""

DEEP = 300
HUGE = 2**20
HUGE_ONE_IN = 100
STRANGERS = 20
INVENTED = 0.3
HIS = 0.7

Where = tuple[Any, Any]


def templates(world: World, group: Chat) -> list[dict[str, Any]]:
    """Valid updates of every kind the bot asks for, from people who exist; they do not wait in the queue any more."""
    world.bot.allowed = UPDATE_KINDS
    for number in range(STRANGERS):
        user = world.add_user(f"{MARK} {number}", "ru", username=f"marker{number}")
        world.join(group, user)
        _acts(world, user, group)
        world.leave(group, user)
    found = [update for _, update in world.bot.updates]
    world.bot.updates.clear()
    return found


def _acts(world: World, user: User, group: Chat) -> None:
    said = world.say(user, None, f"{MARK} сказано")
    world.edit(user, said, f"{MARK} исправлено")
    world.say(user, None, "/start", reply_to=said.id)
    world.photo(user, caption=f"{MARK} снимок")
    world.voice(user)
    world.location(user)
    world.sticker(user)
    world.poll(user)
    world.album(user, caption=MARK)
    world.forward(user, text=f"{MARK} чужое")
    world.send(user, None, Media(kind="video", file=world.sample("video").file), caption=MARK)
    world.press_data(user, said, f"{MARK}")
    posted = world.say(user, group, f"{MARK} в группе")
    world.say(user, group, f"{MARK} ответ", reply_to=posted.id)
    card = Message(chat=group, id=world.next_id(group), sender=world.bot.user, date=world.now(), text=MARK)
    world.press_data(user, world.put(group, card), "AAAAAAAAAAAAAAAAAAAA")
    world.block(user)
    world.unblock(user)


def broken(dice: random.Random, valid: list[dict[str, Any]], number: int) -> bytes:
    """One update as raw bytes with one thing broken in it, or several; perhaps its number."""
    update = _made(dice, valid) | {"update_id": number}
    if dice.random() < 1 / HUGE_ONE_IN:
        _put(dice, update, dice.choice([MARK * (HUGE // 20), "щ" * HUGE, [0] * HUGE, {str(n): n for n in range(9999)}]))
    else:
        for _ in range(dice.choice([1, 1, 1, 2, 5])):
            dice.choice(_BREAKERS)(dice, update)
    piece = json.dumps(update, ensure_ascii=dice.random() < 0.5).encode("utf-8", "surrogatepass")
    return dice.choice(_BYTES)(piece) if dice.random() < 0.1 else piece


def _made(dice: random.Random, valid: list[dict[str, Any]]) -> dict[str, Any]:
    """What somebody did in the rehearsal; or of everything the library knows some of it, perhaps as somebody's."""
    if dice.random() > INVENTED:
        return copy.deepcopy(dice.choice(valid))
    update = invented(dice)
    for body in filter(lambda one: isinstance(one, dict), update.values()):
        if dice.random() < HIS:
            known = next(one for one in dice.choice(valid).values() if isinstance(one, dict))
            body.update({key: known[key] for key in ("from", "chat", "date") if key in known})
    return update


def _places(inside: Any) -> Iterator[Where]:
    """Every place in a tree but the update's number."""
    pairs = inside.items() if isinstance(inside, dict) else enumerate(inside) if isinstance(inside, list) else ()
    for key, value in list(pairs):
        if key != "update_id":
            yield inside, key
            yield from _places(value)


def _anywhere(dice: random.Random, update: dict[str, Any]) -> Where:
    """A place; the upper ones, which matter more, as often as the deep ones."""
    if set(update) <= {"update_id"}:
        update["message"] = None
    places = list(_places(update))
    return dice.choice(places[: dice.choice([3, 10, len(places)])])


def _put(dice: random.Random, update: dict[str, Any], value: Any) -> None:
    inside, key = _anywhere(dice, update)
    inside[key] = value


def _drop(dice: random.Random, update: dict[str, Any]) -> None:
    inside, key = _anywhere(dice, update)
    inside.pop(key, None) if isinstance(inside, dict) else inside.pop(key)


def _retype(dice: random.Random, update: dict[str, Any]) -> None:
    """Another type, or a value of the same type that is none of its kind."""
    odd: list[Any] = [None, True, 0, -1, 1.5, 2**31, 2**53, 2**63, -(2**63), 10**30, "", "0", "\x00", MARK, "\u202e"]
    odd += [[], [[]], {}, {"id": MARK}, [None], [{}], {"": ""}, "\ud800", float("nan"), float("inf"), "9" * 5000]
    _put(dice, update, dice.choice(odd))


def _swap(dice: random.Random, update: dict[str, Any]) -> None:
    """A part of the update where another belongs."""
    inside, key = _anywhere(dice, update)
    other, name = _anywhere(dice, update)
    inside[key] = copy.deepcopy(other[name]) if isinstance(other, dict | list) else None


def _nest(dice: random.Random, update: dict[str, Any]) -> None:
    inside, key = _anywhere(dice, update)
    value: Any = inside[key]
    for _ in range(dice.choice([2, 30, 70])):
        value = [value] if dice.random() < 0.5 else {str(key): value}
    inside[key] = value


def _rename(dice: random.Random, update: dict[str, Any]) -> None:
    """A kind of update, or a field, of which nobody has heard."""
    inside, key = _anywhere(dice, update)
    if isinstance(inside, dict):
        inside[f"{MARK}_{key}"] = inside.pop(key)


def _add(dice: random.Random, update: dict[str, Any]) -> None:
    inside, _ = _anywhere(dice, update)
    if isinstance(inside, dict):
        inside[dice.choice(["hologram", "text", "from", "chat", "message", "data", "date", "id"])] = dice.choice(
            [MARK, {"id": 5}, 10**12, None, [MARK]]
        )


def _misnumber(dice: random.Random, update: dict[str, Any]) -> None:
    number = update.get("update_id")
    update["update_id"] = dice.choice([None, str(number), [number], -7, 1.5, 10**30, True, {"update_id": number}])
    if dice.random() < 0.3:
        del update["update_id"]


_BREAKERS: tuple[Callable[[random.Random, dict[str, Any]], None], ...] = (
    *(_drop, _drop, _retype, _retype, _retype, _swap, _nest, _rename, _add),
    _misnumber,
)
_BYTES: tuple[Callable[[bytes], bytes], ...] = (
    lambda piece: piece[:-1] + b",}",
    lambda piece: piece.replace(b'"', b'"\xff', 1),
    lambda piece: piece.replace(b'":', b'"::', 1),
    lambda piece: piece.replace(b'"from"', b'"\\x"'),
    lambda piece: piece[:-1] + b',"text":"\n\x00"}',
    lambda piece: piece[:-1] + b',"update_id":' + (piece.partition(b'"update_id":')[2] or b"1}"),
    lambda piece: b'{"message":' + piece + b"}",
    lambda piece: b'{"message":' * DEEP + piece + b"}" * DEEP,
    lambda piece: piece[:-1] + b',"deep":' + b"[" * DEEP + b"]" * DEEP + b"}",
    lambda _piece: b"{}",
    lambda _piece: b'{"x":"' + MARK.encode() + b'"}',
)
