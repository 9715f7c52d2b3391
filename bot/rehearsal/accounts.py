"""Accounts, groups and topics of the rehearsal: how they come to be and who enters and leaves."""

from __future__ import annotations

from bot.rehearsal.ground import Ground
from bot.rehearsal.shapes import user_json
from bot.rehearsal.things import BOT_RIGHTS, Chat, Json, Member, Message, Topic, User


class Accounts(Ground):
    """Who there is."""

    def add_user(self, name: str, language: str | None = None, *, username: str | None = None) -> User:
        """A new account."""
        user = User(id=1_000_000_000 + self.number() * 7919, name=name, language=language, username=username)
        self.users[user.id] = user
        self.touch()
        return user

    def add_group(self, title: str, *, forum: bool = False, admin: bool = True, by: User | None = None) -> Chat:
        """A new supergroup to which somebody has added every bot, as administrators unless `admin` is false."""
        owner = by or self.add_user("Owner", "en")
        chat = Chat(id=-1_001_000_000_000 - self.number(), type="supergroup", title=title, forum=forum)
        self.groups[chat.id] = chat
        chat.members[owner.id] = Member(user=owner, status="creator")
        for bot in self.bots:
            rights = BOT_RIGHTS if admin else frozenset()
            self.stand(chat, bot.user, "administrator" if admin else "member", rights=rights, by=owner)
            self._service(chat, owner, f"added {bot.user.name}", {"new_chat_members": [user_json(bot.user)]})
        return chat

    def join(self, chat: Chat, user: User, *, admin: bool = False) -> None:
        """An account enters a group."""
        self.stand(chat, user, "administrator" if admin else "member", by=user)
        self._service(chat, user, "joined", {"new_chat_members": [user_json(user)]})

    def leave(self, chat: Chat, user: User, *, by: User | None = None) -> None:
        """An account leaves a group, or is removed by another."""
        words = f"removed {user.name}" if by and by is not user else "left"
        self._service(chat, by or user, words, {"left_chat_member": user_json(user)})
        self.stand(chat, user, "kicked" if by else "left", by=by or user)

    def open_topic(self, chat: Chat, user: User, title: str) -> Topic:
        """A person opens a topic."""
        return self.make_topic(chat, self._service(chat, user, f"created topic {title}", {}), title)

    def make_topic(self, chat: Chat, message: Message, title: str) -> Topic:
        """Turn a service message into a topic's first one, and tell."""
        topic = Topic(id=message.id, title=title)
        chat.topics[topic.id] = topic
        message.thread = topic.id
        message.extra["forum_topic_created"] = {"name": title, "icon_color": 7322096}
        self.tell_message(message)
        self.touch()
        return topic

    def _service(self, chat: Chat, user: User, words: str, extra: Json) -> Message:
        message = Message(
            chat=chat, id=self.next_id(chat), sender=user, date=self.now(), service=words, extra=dict(extra)
        )
        self.put(chat, message)
        if extra:
            self.tell_message(message)
        return message

    def place(self, chat: Chat, reply_to: int | None, thread: int | None) -> tuple[int | None, int | None]:
        """Where a message stands: (the message it answers, its thread).

        In a topic a plain post answers the topic's first message. In a group without topics an answer belongs to the
        thread of what it answers.
        """
        answered = chat.messages.get(reply_to or 0)
        reply_to = answered.id if answered else None
        if chat.type == "private" and not chat.topics:
            return reply_to, None
        if chat.forum or chat.topics:
            thread = answered.thread if answered else thread
            return (reply_to or thread), thread
        return reply_to, (answered.thread or answered.id) if answered else None
