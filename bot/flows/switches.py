"""What `project.toml` switches on: a name or a place is asked only where it says who reads them."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Final

from bot.flows.model import (
    END,
    Asking,
    Flow,
    IdentityAsking,
    Need,
    PlaceAsking,
    Project,
    Relatives,
    SearchAsking,
    Second,
    Statement,
    Step,
    Way,
)

if TYPE_CHECKING:
    from bot.flows.talk import Arg

_SAMPLE: Final = Statement(ru="—", uk="—", en="—", checked=date.min)


def asking(project: Project, need: Need) -> Asking | None:
    """Return who reads what this switch stands for, why and how long; None where it is off."""
    match need:
        case Need.IDENTITY:
            return project.second.identity
        case Need.PLACE:
            return project.second.place
        case Need.SEARCH:
            return project.relatives.search


def switched(flow: Flow, project: Project) -> Flow:
    """Return the flow without the steps whose switch is off; what led to one leads to the next that is there."""
    there = tuple(step for step in flow.steps if step.needs is None or asking(project, step.needs))
    if len(there) == len(flow.steps):
        return flow
    kept = tuple(step.model_copy(update={"goto": _led(flow, step, there)}) for step in there)
    return flow.model_copy(update={"steps": kept})


def _led(flow: Flow, step: Step, there: tuple[Step, ...]) -> dict[str, str]:
    names = {one.name for one in there}
    order = [one.name for one in flow.steps]
    return {
        option: next((name for name in order[order.index(target) :] if name in names), END) if target != END else END
        for option, target in step.goto.items()
    }


def all_on(project: Project) -> Project:
    """Return the project with every switch on, for the checks: texts must be right before anybody is asked."""
    second = Second(
        identity=project.second.identity or IdentityAsking(readers=_SAMPLE, why=_SAMPLE, days=1),
        place=project.second.place or PlaceAsking(readers=_SAMPLE, why=_SAMPLE, hours=2),
    )
    way = Way(label=_SAMPLE, where="—")
    relatives = Relatives(
        tracing=project.relatives.tracing or way,
        contacts=project.relatives.contacts or (way,),
        search=project.relatives.search or SearchAsking(readers=_SAMPLE, why=_SAMPLE, days=1),
    )
    return project.model_copy(update={"second": second, "relatives": relatives})


def told(project: Project, step: Step, language: str) -> dict[str, Arg]:
    """Return what a step that needs a switch says about it: who reads, why, how long."""
    said = asking(project, step.needs) if step.needs else None
    if said is None:
        return {}
    return {"readers": said.readers.in_language(language), "reason": said.why.in_language(language), "long": said.long}
