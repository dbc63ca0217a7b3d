"""The sample library that comes with Aiqyn: invented articles that show what it does before there are real ones."""

from __future__ import annotations

from pathlib import Path

from rag.library import Listed

__all__ = ["is_sample", "sample_folder"]


def sample_folder() -> Path:
    """Folder of the sample articles."""
    return Path(__file__).parent / "sample"


def is_sample(listed: Listed) -> bool:
    """Whether the article is in the library only as a part of the sample.

    Told by the ends of the places it was read from, since the folder moves with the installation, and by its address
    under ``.example``, which no real site has (RFC 2606).
    """
    places = [Path(origin).parts[-3:-1] for origin in listed.origins]
    return bool(places) and set(places) == {("ingest", "sample")} and ".example/" in listed.article.url
