"""Every store over one vault: who needs them all takes them from here."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any

from storage.approved import ApprovedAnswers
from storage.audit import Audit
from storage.bans import Bans
from storage.boards import Boards
from storage.calls import Calls
from storage.cases import Cases
from storage.charts import Charts
from storage.clock import Hours
from storage.code_tries import CodeTries
from storage.groups import Groups
from storage.inbox import Inbox
from storage.keeps import Keeps
from storage.links import Links
from storage.marks import Marks
from storage.offers import Offers
from storage.openings import Openings
from storage.outbox import Outbox
from storage.overdue import Overdue
from storage.parts import Parts
from storage.people import Operators, People
from storage.posts import Posts
from storage.prints import Prints
from storage.requests import Requests
from storage.shifts import Shifts
from storage.standing import Standing
from storage.tallies import Tallies
from storage.watches import Watches

if TYPE_CHECKING:
    from storage.keys import Keyring
    from storage.sealing import Vault


@dataclass(frozen=True, slots=True, kw_only=True)
class Stores:
    """One of each. None of them keeps a state of its own."""

    people: People
    operators: Operators
    posts: Posts
    parts: Parts
    keeps: Keeps
    links: Links
    groups: Groups
    cases: Cases
    tries: CodeTries
    watches: Watches
    shifts: Shifts
    calls: Calls
    tallies: Tallies
    inbox: Inbox
    outbox: Outbox
    offers: Offers
    approved: ApprovedAnswers
    audit: Audit
    prints: Prints
    marks: Marks
    bans: Bans
    charts: Charts
    standing: Standing
    openings: Openings
    requests: Requests
    boards: Boards
    hours: Hours
    overdue: Overdue


def stores_over(vault: Vault, keyring: Keyring) -> dict[str, Any]:
    """Every field of `Stores`, by name, for whatever is made of them."""
    posts = Posts(vault)
    made = Stores(
        people=People(vault),
        operators=Operators(vault),
        posts=posts,
        parts=Parts(vault),
        keeps=Keeps(vault),
        links=Links(vault),
        groups=Groups(vault),
        cases=Cases(vault, keyring),
        tries=CodeTries(vault),
        watches=Watches(vault),
        shifts=Shifts(vault),
        calls=Calls(vault),
        tallies=Tallies(vault),
        inbox=Inbox(vault),
        outbox=Outbox(vault, posts),
        offers=Offers(vault),
        approved=ApprovedAnswers(vault),
        audit=Audit(keyring),
        prints=Prints(vault),
        marks=Marks(vault),
        bans=Bans(vault),
        charts=Charts(vault),
        standing=Standing(vault),
        openings=Openings(vault),
        requests=Requests(vault),
        boards=Boards(vault),
        hours=Hours(),
        overdue=Overdue(vault),
    )
    return {one.name: getattr(made, one.name) for one in fields(made)}
