"""The manifest of a library: what it was built with, so that it is never read with something else."""

from __future__ import annotations

import json
import uuid
from dataclasses import asdict, dataclass
from pathlib import Path

from .errors import LibraryError, ManifestMismatch

__all__ = ["Manifest", "Recipe"]

_FILE = "manifest.json"
_SCHEMA = 1  # of the tables; a library of another version is told apart before it is opened


@dataclass(frozen=True, slots=True)
class Recipe:
    """What decides the content of the indexes."""

    embedding: str  # name of the model, for people
    fingerprint: str  # SHA-256 of its weights, for certainty
    dimension: int
    chunker: str
    analyser: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """A recipe, and the name under which a Chroma server keeps this library's vectors."""

    recipe: Recipe
    collection: str
    schema: int = _SCHEMA

    @classmethod
    def new(cls, recipe: Recipe) -> Manifest:
        """The manifest of a library that begins now."""
        return cls(recipe, f"aiqyn-{uuid.uuid4().hex[:16]}")

    @classmethod
    def read(cls, folder: Path) -> Manifest | None:
        """The manifest of a folder, or None when it has none. Raises LibraryError when it cannot be read."""
        path = folder / _FILE
        if not path.exists():
            return None
        try:
            data = json.loads(path.read_text("utf-8"))
            return cls(Recipe(**data["recipe"]), data["collection"], int(data["schema"]))
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise LibraryError(
                f"The manifest {path} cannot be read ({error}). Run `aiqyn library repair --reembed` to write it anew "
                "from the articles."
            ) from error

    def write(self, folder: Path) -> None:
        """Write it at once or not at all."""
        new = folder / f"{_FILE}.new"
        new.write_text(json.dumps(asdict(self), indent=2) + "\n", "utf-8")
        new.replace(folder / _FILE)

    def check(self, recipe: Recipe, folder: Path) -> None:
        """Raise ManifestMismatch, naming both sides and the cure, unless the library was built with ``recipe``."""
        mine = self.recipe
        if self.schema != _SCHEMA:
            raise ManifestMismatch(
                f"The library {folder} has tables of version {self.schema}; this Aiqyn reads version {_SCHEMA}. Open "
                "it with the Aiqyn that made it, export it with `aiqyn library export` and ingest the export here."
            )
        if (mine.fingerprint, mine.dimension) != (recipe.fingerprint, recipe.dimension):
            raise ManifestMismatch(
                f'The library {folder} was embedded with "{mine.embedding}" ({mine.fingerprint[:12]}), not with '
                f'"{recipe.embedding}" ({recipe.fingerprint[:12]}). Set AIQYN_EMBEDDING to the first, choose another '
                "library with --library, or run `aiqyn library repair --reembed` to embed it anew."
            )
        if (mine.chunker, mine.analyser) != (recipe.chunker, recipe.analyser):
            raise ManifestMismatch(
                f"The library {folder} was cut and analysed as {mine.chunker}, {mine.analyser}; this Aiqyn does "
                f"{recipe.chunker}, {recipe.analyser}. Run `aiqyn library repair --reembed` to bring it up to date."
            )
