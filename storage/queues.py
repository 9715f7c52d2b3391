"""The two durable queues of the delivery rooms, by one import."""

from storage.inbox import Inbox, Waiting
from storage.outbox import Outbox
from storage.outgoing import Queued

__all__ = ["Inbox", "Outbox", "Queued", "Waiting"]
