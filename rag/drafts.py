"""Where drafts are kept: every revision of each, in the database of the library."""

from __future__ import annotations

import sqlalchemy as sa

from .errors import NotFound
from .library import Library
from .revisions import Revision, from_json, to_json
from .texts import Refusal

__all__ = ["Drafts"]

_tables = sa.MetaData()
_revisions = sa.Table(
    "draft_revisions",
    _tables,
    sa.Column("draft", sa.String(16), primary_key=True),
    sa.Column("number", sa.Integer, primary_key=True),
    sa.Column("content", sa.Text, nullable=False),  # JSON of a Revision
)


class Drafts:
    """The drafts of a library. A revision is never changed, and none is deleted."""

    def __init__(self, library: Library) -> None:
        self._engine = library.engine
        _tables.create_all(self._engine)

    def latest(self) -> list[Revision]:
        """The newest revision of each draft, the one last worked on first."""
        newest = sa.select(_revisions.c.draft, sa.func.max(_revisions.c.number).label("number"))
        last = newest.group_by(_revisions.c.draft).subquery()
        is_last = sa.and_(_revisions.c.draft == last.c.draft, _revisions.c.number == last.c.number)
        with self._engine.connect() as db:
            found = [from_json(content) for content in db.scalars(sa.select(_revisions.c.content).join(last, is_last))]
        return sorted(found, key=lambda r: r.made, reverse=True)

    def revisions(self, draft: str) -> list[Revision]:
        """All revisions of a draft, the oldest first; it may be named by the beginning of its id. Raises NotFound."""
        whole = self._whole(draft)
        query = sa.select(_revisions.c.content).where(_revisions.c.draft == whole).order_by(_revisions.c.number)
        with self._engine.connect() as db:
            return [from_json(content) for content in db.scalars(query)]

    def revision(self, draft: str, number: int = 0) -> Revision:
        """One revision, the newest when no number is given. Raises NotFound."""
        whole = self._whole(draft)
        of_draft = _revisions.c.draft == whole
        with self._engine.connect() as db:
            last = db.execute(sa.select(sa.func.max(_revisions.c.number)).where(of_draft)).scalar_one()
            if not 0 <= number <= last:
                raise NotFound(f"The draft {draft} has {last} revisions, and none of the number {number}.")
            query = sa.select(_revisions.c.content).where(of_draft, _revisions.c.number == (number or last))
            return from_json(db.execute(query).scalar_one())

    def write(self, revision: Revision) -> Revision:
        """Keep a revision. Raises InputError when there is one of its number already."""
        row = {"draft": revision.draft, "number": revision.number, "content": to_json(revision)}
        try:
            with self._engine.begin() as db:
                db.execute(_revisions.insert(), row)
        except sa.exc.IntegrityError as error:
            raise Refusal("desk_meanwhile") from error
        return revision

    def _whole(self, beginning: str) -> str:
        begins = _revisions.c.draft.startswith(beginning, autoescape=True)
        with self._engine.connect() as db:
            found = list(db.scalars(sa.select(_revisions.c.draft).distinct().where(begins)))
        if not beginning or not found:
            raise NotFound(f'There is no draft "{beginning}". `aiqyn drafts list` shows their ids.')
        if len(found) > 1:
            raise NotFound(f'Several drafts begin with "{beginning}": give more of the id.')
        return str(found[0])
