"""What an evaluation reports: one figure of a suite."""

from __future__ import annotations

from dataclasses import dataclass

from .stats import Estimate

__all__ = ["Figure"]


@dataclass(frozen=True, slots=True)
class Figure:
    """A metric, of what it was measured, and its value with a 95 % interval."""

    suite: str
    of: str
    metric: str
    estimate: Estimate

    @property
    def payload(self) -> dict[str, object]:
        """The figure as it is printed and written."""
        e = self.estimate
        numbers = {"value": e.value, "low": e.low, "high": e.high, "n": e.n, "clusters": e.clusters}
        return {"suite": self.suite, "of": self.of, "metric": self.metric, **numbers}
