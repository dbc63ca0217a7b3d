"""The sample library in a folder of its own, for measuring."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from rag.embedding import Embedder
from rag.service import Service
from rag.settings import Settings

__all__ = ["sample_library"]


@contextmanager
def sample_library(settings: Settings, embedder: Embedder | None = None) -> Iterator[Service]:
    """A fresh library of the sample articles, gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="aiqyn-eval-") as folder:
        opened = settings.model_copy(update={"library": Path(folder)})
        with Service.open(opened, embedder=embedder) as service:
            service.add_sample()
            yield service
