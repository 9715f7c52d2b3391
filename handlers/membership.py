"""Who is where: groups that are not ours, people who block the bot, operators who come and go."""

from functools import partial

from telegram import ChatMember, Update
from telegram.constants import ChatType

from bot.desk import access, desks, orders
from handlers.context import Context

RIGHTS = ("can_delete_messages", "can_pin_messages")
RANKS = frozenset({ChatMember.OWNER, ChatMember.ADMINISTRATOR})
GONE = frozenset({ChatMember.LEFT, ChatMember.BANNED})


async def leave_foreign(update: Update, context: Context) -> None:
    """A message from a group that is not the operator chat: answer nobody, leave."""
    chat = update.effective_chat
    if chat is not None and not await context.house.became(chat.id):
        await access.leave(context.house, chat.id, context.work)


async def mine_changed(update: Update, context: Context) -> None:
    """The bot was blocked or unblocked by a person, or put into a chat that is not ours."""
    change = update.my_chat_member
    if change is None:
        return
    if change.chat.type == ChatType.PRIVATE:
        blocked = change.new_chat_member.status in GONE
        await access.blocked(context.house, change.chat.id, context.work, blocked=blocked)
    elif context.house.ours(change.chat.id):
        standing, house = change.new_chat_member, context.house
        chat, title = house.home(change.chat.id), change.chat.title or ""
        lacks = _lacks(standing, forum=house.is_forum(chat))
        await desks.changed(house, chat, title, lacks, context.work)
    elif change.new_chat_member.status not in GONE and not await context.house.became(change.chat.id):
        await access.leave(context.house, change.chat.id, context.work)


def _lacks(standing: ChatMember, *, forum: bool) -> tuple[str, ...] | None:
    """The rights the bot lacks in an operator chat; None: it is out, or may not write."""
    if standing.status in GONE or getattr(standing, "can_send_messages", True) is False:
        return None
    wanted = (*RIGHTS, "can_manage_topics") if forum else RIGHTS
    return tuple(right for right in wanted if not getattr(standing, right, False))


async def theirs_changed(update: Update, context: Context) -> None:
    """Somebody left the operator chat or came into it: he is no operator any more, or is one, at once."""
    change = update.chat_member
    if change is None or not context.house.ours(change.chat.id):
        return
    member = change.new_chat_member
    if member.status in GONE or (member.status == ChatMember.RESTRICTED and not getattr(member, "is_member", True)):
        await access.left(context.house, change.chat.id, member.user.id, context.work)
    elif not member.user.is_bot:
        offer = partial(orders.offer, supervisor=member.status in RANKS)
        where = (change.chat.id, member.user.id)
        await access.joined(context.house, where, member.user.first_name, context.work, offer=offer)
