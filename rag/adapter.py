"""A small change to the verifier's head that turns it to another task, kept apart from its weights.

Low-rank adaptation (Hu et al., ICLR 2022): the matrices of the layers stay, and each gets the product of two thin ones
added; what is not in the layers' matrices is trained whole.
"""

from __future__ import annotations

from collections.abc import Mapping

import torch
from torch import Tensor, nn
from torch.nn.utils import parametrize

__all__ = ["adapt", "adapted", "adapter_of"]

_RANK = 16
_INSIDE, _OUTSIDE = ".parametrizations.weight.0.", ".weight."


class _LowRank(nn.Module):
    def __init__(self, rows: int, columns: int) -> None:
        super().__init__()
        self.up = nn.Parameter(torch.zeros(rows, _RANK))
        self.down = nn.Parameter(torch.randn(_RANK, columns) / columns**0.5)

    def forward(self, weight: Tensor) -> Tensor:
        return weight + self.up @ self.down


def adapt(head: nn.Module) -> None:
    """Makes a head such that training it changes its adapter only. For the time being it says what it said."""
    for module in list(head.get_submodule("layers").modules()):
        if isinstance(module, nn.Linear):
            module.requires_grad_(False)
            parametrize.register_parametrization(module, "weight", _LowRank(*module.weight.shape))


def adapter_of(head: nn.Module) -> dict[str, Tensor]:
    """What training changed in a head that was adapted, by name."""
    return {
        name.replace(_INSIDE, _OUTSIDE): value.detach()
        for name, value in head.named_parameters()
        if value.requires_grad
    }


def adapted(state: Mapping[str, Tensor], adapter: Mapping[str, Tensor]) -> dict[str, Tensor]:
    """The weights of a head with an adapter put into them."""
    found = {name: adapter.get(name, value) for name, value in state.items()}
    for name in found:
        if f"{name}.up" in adapter:
            found[name] = found[name] + adapter[f"{name}.up"] @ adapter[f"{name}.down"]
    return found
