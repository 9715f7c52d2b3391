"""What objects that know a secret say of themselves: each of a running line, asked in all ways to show itself."""

from __future__ import annotations

import base64
import dataclasses
import gc
import importlib
import pkgutil
import re
import tempfile
import types
from contextlib import AsyncExitStack, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from bot.app import Tuning, assemble
from bot.rehearsal.server import serve
from bot.rehearsal.world import World
from bot.settings import load
from storage.epochs import derive
from storage.key_making import init_keys
from storage.keys import Keyring, load_keyring
from storage.migrate import migrate
from storage.sealing import _PURPOSES
from tests.acceptance.conftest import bot_settings

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

ASKED: Final = ("bot", "handlers", "storage", "telegram")
"""Whose objects are asked: ours, and those that a library makes for us and keeps."""
PLAYED: Final = "bot.rehearsal"
SECRET_FIELDS: Final = re.compile(r"^(secret|pepper|pin|identity|passphrase|root|link_words|group_words)$|_secret$")
HARMLESS: Final = ("Path", "bool", "int", "Any")
_PLUMBING: Final = (types.ModuleType, types.BuiltinFunctionType, types.CodeType, types.FrameType, type)
_PLAIN: Final = (str, bytes, bytearray, int, float, complex, bool, type(None))


async def asked() -> tuple[int, list[str]]:
    """How many objects of a line were asked, and those that told a secret."""
    with tempfile.TemporaryDirectory() as folder:
        async with AsyncExitStack() as stack:
            world = World()
            server = await serve(world)
            stack.push_async_callback(server.close)
            data = Path(folder) / "data"
            init_keys(data, recipients=(), operator_key_out=Path(folder) / "operator.key", now=world.now())
            migrate(data / "parley.db")
            given = bot_settings(world.token, world.add_group("Desk", forum=True).id, server.url, data)
            settings, keyring = load(given, env_file=None), load_keyring(data, now=world.now())
            plant = await assemble(settings, Tuning(code_memory_kib=64, warm=False), stack)
            return told(_secrets(world.token, keyring), plant, settings, keyring)


def told(secrets: dict[str, str], *roots: object) -> tuple[int, list[str]]:
    """Ask everything that these lead to. `secrets`: spelling to name."""
    count, found = 0, set[str]()
    for one in reachable(*roots):
        module = type(one).__module__
        if module.split(".")[0] not in ASKED or module.startswith(PLAYED):
            continue
        count += 1
        shown = "\n".join(shows(one))
        found |= {f"{module}.{type(one).__qualname__} shows {name}" for way, name in secrets.items() if way in shown}
    return count, sorted(found)


def reachable(*roots: object) -> Iterator[object]:
    """Every object that these lead to, once; not into modules and classes."""
    seen: set[int] = set()
    waiting: list[object] = list(roots)
    while waiting:
        one = waiting.pop()
        if id(one) in seen or isinstance(one, (*_PLAIN, *_PLUMBING)):
            continue
        seen.add(id(one))
        if isinstance(one, types.FunctionType):
            waiting += [one.__closure__, one.__defaults__, one.__kwdefaults__]
            continue
        yield one
        waiting += gc.get_referents(one)


def shows(one: Any) -> Iterator[str]:
    """All that an object says of itself."""
    ways: tuple[Callable[[Any], str], ...] = (repr, str, format, ascii)
    for way in ways:
        with suppress(Exception):
            yield way(one)


def _secrets(token: str, keyring: Keyring) -> dict[str, str]:
    """The token, each key, and each key made of one, by every spelling."""
    epoch = keyring.newest.secret
    keys = {
        "the token": token.partition(":")[2].encode(),
        "the root key": keyring.root,
        "the pepper": keyring.pepper,
        "an epoch's key": epoch,
        "the key of buttons": keyring.button_key,
    } | {f"the key of {name}": derive(epoch, f"epoch/{name}") for name in {*_PURPOSES.values(), "blind"}}
    return {way: name for name, key in keys.items() for way in _spelled(key)}


def _spelled(secret: bytes) -> set[str]:
    shown = {secret.hex(), secret.hex().upper(), repr(secret)[2:-1], base64.b64encode(secret).decode().rstrip("=")}
    with suppress(UnicodeDecodeError):
        shown.add(secret.decode("ascii"))
    return shown


def secret_fields() -> tuple[int, list[str]]:
    """How many fields of our dataclasses are named like a secret, and those that would be printed."""
    fields = [(kind, one) for kind in _dataclasses() for one in dataclasses.fields(kind)]
    named = [(kind, one) for kind, one in fields if SECRET_FIELDS.search(one.name) and _may_hold(one.type)]
    shown = [f"{kind.__module__}.{kind.__qualname__}.{one.name} is printed" for kind, one in named if one.repr]
    return len(named), shown


def _may_hold(kind: Any) -> bool:
    return not any(name in str(kind) for name in HARMLESS)


def _dataclasses() -> Iterator[Any]:
    for room in ASKED[:3]:
        package = importlib.import_module(room)
        for found in pkgutil.walk_packages(package.__path__, f"{room}."):
            if not re.search(r"\.rehearsal|__main__|\.migrations|\.repaint|\.chart_paint", found.name):
                module = importlib.import_module(found.name)
                yield from (one for one in vars(module).values() if _own(one, found.name))


def _own(one: object, module: str) -> bool:
    return isinstance(one, type) and dataclasses.is_dataclass(one) and one.__module__ == module
