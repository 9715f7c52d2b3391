"""A bot's side of the Bot API, without any library."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import aiohttp

    from bot.rehearsal.world import World


class Client:
    """A bot's side of the Bot API, without any library. `now` is the world's clock."""

    def __init__(self, http: aiohttp.ClientSession, world: World, url: str, clock: list[float]) -> None:
        self.http, self.world, self.url, self.clock = http, world, url, clock

    async def raw(self, method: str, *, token: str | None = None, **how: Any) -> tuple[int, Any]:
        async with self.http.post(f"{self.url}/bot{token or self.world.token}/{method}", **how) as answer:
            return answer.status, await answer.json()

    async def call(self, method: str, **arguments: Any) -> Any:
        status, body = await self.raw(method, json=arguments)
        assert (status, body["ok"]) == (200, True), body
        return body["result"]

    async def refused(self, method: str, **arguments: Any) -> str:
        status, body = await self.raw(method, json=arguments)
        assert body["ok"] is False, body
        assert status == body["error_code"]
        return str(body["description"])

    async def updates(self, **arguments: Any) -> list[dict[str, Any]]:
        updates = await self.call("getUpdates", **arguments)
        if updates:
            await self.call("getUpdates", offset=updates[-1]["update_id"] + 1)
        return updates  # type: ignore[no-any-return]


def keyboard(**key: str) -> dict[str, Any]:
    return {"inline_keyboard": [[{"text": "Go", **key}]]}
