"""State machines as tables: which step leads from where to where, and who may take it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from inventory.core.errors import Conflict, Forbidden


@dataclass(frozen=True)
class Step:
    """One step: from any of `sources` to `target`, for the roles in `by`."""

    name: str
    name_zh: str
    sources: frozenset[str]
    target: str
    by: frozenset[str]


@dataclass(frozen=True)
class Machine:
    """The states of one sort of paper and every legal step between them.

    `states` gives each state its Chinese name; the first is the one that papers begin in.
    """

    name_zh: str
    name_en: str
    states: Mapping[str, str]
    steps: Sequence[Step]

    @property
    def start(self) -> str:
        return next(iter(self.states))

    def step(self, name: str) -> Step:
        return next(step for step in self.steps if step.name == name)

    def allowed(self, state: str, who: str) -> list[Step]:
        """The steps that `who` may take from a state."""
        return [step for step in self.steps if state in step.sources and who in step.by]

    def after(self, state: str, name: str, who: str) -> str:
        """The state that a step leads to.

        Raises Forbidden where the step is never this person's, and Conflict with the steps that
        are allowed where the state does not permit it.
        """
        step = self.step(name)
        if who not in step.by:
            raise Forbidden.of(
                "workflow.forbidden",
                name_zh=step.name_zh,
                name_zh_2=self.name_zh,
                name=name,
                name_en=self.name_en,
            )
        if state not in step.sources:
            raise self.illegal(state, name, who)
        return step.target

    def illegal(self, state: str, name: str, who: str) -> Conflict:
        """The refusal of a step that the state does not permit, with the steps that it does."""
        allowed = self.allowed(state, who)
        return Conflict.of(
            "workflow.illegal_step",
            name_zh=self.name_zh,
            name_en=self.name_en,
            state=state,
            state_zh=self.states[state],
            step=name,
            step_zh=self.step(name).name_zh,
            allowed_zh="、".join(step.name_zh for step in allowed) or "无",
            allowed_en=", ".join(step.name for step in allowed) or "nothing",
            details=[
                {"field": "step", "value": step.name, "message": step.name_zh} for step in allowed
            ],
        )
