"""Who is where: groups that are not ours, people who block the bot, operators who come and go."""

from telegram import ChatMember, Update
from telegram.constants import ChatType

from bot.desk import access
from handlers.context import Context

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
        access.moved(context.house)
    elif change.new_chat_member.status not in GONE and not await context.house.became(change.chat.id):
        await access.leave(context.house, change.chat.id, context.work)


async def theirs_changed(update: Update, context: Context) -> None:
    """Somebody left the operator chat or came into it: he is no operator any more, or is one, at once."""
    change = update.chat_member
    if change is None or not context.house.ours(change.chat.id):
        return
    member = change.new_chat_member
    if member.status in GONE or (member.status == ChatMember.RESTRICTED and not getattr(member, "is_member", True)):
        await access.left(context.house, member.user.id, context.work)
    elif not member.user.is_bot:
        await access.joined(context.house, member.user.id, member.user.first_name, context.work)
