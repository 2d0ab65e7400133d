"""What a rule is: a kind of change, and what it does to the Python caller."""

from __future__ import annotations

from attrs import frozen

from .findings import ORDER, Severity

BREAKING, BEHAVIOURAL, SAFE = Severity.BREAKING, Severity.BEHAVIOURAL, Severity.SAFE


@frozen
class Effect:
    """How bad a change is, and why."""

    severity: Severity
    why: str


@frozen
class Rule:
    """A kind of change; ``sent`` and ``received`` differ only where the direction matters."""

    name: str
    sent: Effect
    received: Effect
    adds: bool = False
    """Whether it gives the caller something new: a minor version, even where it is safe."""

    def effect(self, *, sent: bool, received: bool) -> Effect:
        """The worse of those that apply."""
        if sent and received:
            return min(
                (self.sent, self.received),
                key=lambda effect: ORDER.index(effect.severity),
            )
        return self.received if received else self.sent


def rule(name: str, severity: Severity, why: str, *, adds: bool = False) -> Rule:
    """One whose direction does not matter."""
    effect = Effect(severity, why)
    return Rule(name, effect, effect, adds)


def both_ways(
    name: str,
    sent: tuple[Severity, str],
    received: tuple[Severity, str],
    *,
    adds: bool = False,
) -> Rule:
    """One whose direction does."""
    return Rule(name, Effect(*sent), Effect(*received), adds)
