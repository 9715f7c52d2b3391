"""The operators' coming and going: who joins the group, runs it, hides his name, leaves it or is put out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bot.rehearsal.acts import ActError
from bot.rehearsal.things import BOT_RIGHTS, Chat, Json, Member, User

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from bot.rehearsal.world import World

NAMES = ("Olena", "Taras", "Iryna", "Bohdan", "Daryna", "Marko", "Nadia", "Petro", "Sofia", "Yurii")


def add(world: World, act: Mapping[str, Any]) -> User:
    """A new account, which joins the group of operators at once."""
    group = _group(world)
    known = {member.user.name for member in group.members.values()}
    name = str(act.get("name") or "").strip() or next((one for one in NAMES if one not in known), "Operator")
    user = world.add_user(name, str(act.get("language") or "en"))
    world.join(group, user)
    return user


def _group(world: World) -> Chat:
    for chat in world.groups.values():
        return chat
    raise ActError("There is no group of operators")


def _member(world: World, user: User) -> tuple[Chat, Member]:
    group = _group(world)
    if not group.inside(user):
        raise ActError(f"{user.name} is not in {group.title}")
    return group, group.member(user)


def _boss(group: Chat, *, but: User | None = None) -> User:
    """Whoever made the group; another supervisor where it is about him, himself where there is none."""
    ranks = ("creator", "administrator")
    bosses = [one.user for one in group.members.values() if one.status in ranks and not one.user.is_bot]
    return next((user for user in bosses if user is not but), but or bosses[0])


def _promote(world: World, user: User, act: Mapping[str, Any]) -> None:
    """Make a supervisor of an operator, or an operator of a supervisor. Who made the group stays what he is."""
    group, member = _member(world, user)
    if member.status == "creator":
        raise ActError(f"{user.name} made this group and stays its owner")
    on = bool(act.get("on"))
    by = _boss(group, but=user)
    world.stand(group, user, "administrator" if on else "member", rights=BOT_RIGHTS if on else frozenset(), by=by)


def _hide(world: World, user: User, act: Mapping[str, Any]) -> None:
    """Let a supervisor write in the group's name, or in his own again."""
    _, member = _member(world, user)
    if member.status not in {"creator", "administrator"}:
        raise ActError("Only supervisors, the admins of the group, can write in its name")
    member.anonymous = bool(act.get("on"))
    world.touch()


def _leave(world: World, user: User, act: Mapping[str, Any]) -> None:
    """An operator goes of his own will, or is put out (`by`)."""
    group, _ = _member(world, user)
    world.leave(group, user, by=_boss(group, but=user) if act.get("removed") else None)


def _return(world: World, user: User, _act: Mapping[str, Any]) -> None:
    """Somebody who went comes back, as an operator."""
    group = _group(world)
    if group.inside(user):
        raise ActError(f"{user.name} is in {group.title} already")
    world.join(group, user)


def _done(work: Callable[[World, User, Mapping[str, Any]], None]) -> Callable[[World, User, Mapping[str, Any]], Json]:
    def act(world: World, user: User, given: Mapping[str, Any]) -> Json:
        work(world, user, given)
        return {}

    return act


ACTS: Mapping[str, Callable[[World, User, Mapping[str, Any]], Json]] = {
    "supervisor": _done(_promote),
    "anonymous": _done(_hide),
    "leave_group": _done(_leave),
    "join_group": _done(_return),
}
"""By the name the page gives them."""


def role(group: Chat | None, user: User) -> str | None:
    """`owner`, `supervisor`, `operator`, `former` (he was in the group), or None: a person."""
    if group is None or user.id not in group.members:
        return None
    ranks = {"creator": "owner", "administrator": "supervisor", "member": "operator"}
    return ranks.get(group.member(user).status, "former")
