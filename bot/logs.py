"""Logs: events from a closed vocabulary with numbers, and nothing else."""

from enum import StrEnum


class Event(StrEnum):
    """Everything this program can say in its log. Append; never put a text, an id or a token beside one."""

    STARTED = "started"
    STOPPED = "stopped"
    STOPPING = "stopping"
    MIGRATED = "migrated"
    POLL_FAILED = "poll_failed"
    POLL_RECOVERED = "poll_recovered"
    TOKEN_REFUSED = "token_refused"
    UPDATE_QUARANTINED = "update_quarantined"
    UPDATE_FAILED = "update_failed"
    UPDATE_DEAD = "update_dead"
    SEND_RETRIED = "send_retried"
    SEND_DEAD = "send_dead"
    LOOP_FAILED = "loop_failed"
    FOREIGN = "foreign"
