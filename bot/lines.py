"""Which bot serves which operator chat, and how: from the settings, and from what Telegram said at the start."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bot.desk.house import Line

if TYPE_CHECKING:
    from bot.delivery.greeting import Greeting
    from bot.delivery.members import Members
    from bot.delivery.moves import Moves
    from bot.settings import Settings
    from bot.tuning import Tuning


def line_of(settings: Settings, tuning: Tuning, bot: int, greeting: Greeting) -> Line:
    """The line before its content is known."""
    return Line(
        bot=bot,
        username=greeting.username,
        chat=settings.operator_chat,
        forum=settings.operator_chat in greeting.forums,
        routes=settings.operator_chat_id,
        forums=greeting.forums,
        private=settings.desk == "private",
        private_topics=greeting.private_topics,
        hooked=settings.webhook_url is not None,
        silence=tuning.silence,
        periods=settings.periods,
    )


def chats_of(members: Members, moves: Moves, greeting: Greeting) -> dict[str, Any]:
    """Every field of `House` that tells of operator chats and their members, by name, for whatever is made of them."""
    return {
        "is_member": members.is_member,
        "is_supervisor": members.is_admin,
        "supervisors": members.admins,
        "ours": moves.ours,
        "home": moves.home,
        "absent": set(greeting.missing),
        "became": moves.became,
        "forget_member": members.forget,
        "serves": members.serves,
    }
