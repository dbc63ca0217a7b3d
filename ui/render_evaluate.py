"""A run of the evaluation as HTML: figures with their intervals, what changed, and the way to the whole report."""

from __future__ import annotations

from collections.abc import Sequence

from eval.runs import Change, Run
from rag.domain import Passage

from .marks import speech, text
from .render import notice, particulars
from .words import Words

__all__ = ["evaluation", "passages"]


def evaluation(run: Run, name: str, changes: Sequence[Change], baseline: str, words: Words) -> str:
    """The run called ``name``, compared with the one called ``baseline`` where there is one."""
    gates = notice(words("gates_broken", gates="; ".join(run.gates))) if run.gates else ""
    failed = sum(bool(outcome.failures) for outcome in run.outcomes)
    about = words("run_about", items=len(run.outcomes), failed=failed, model=run.facts.get("model", ""))
    asked = f"?baseline={text(baseline)}" if baseline else ""
    links = (
        f'<p class="links"><a href="/evaluations/{text(name)}{asked}" target="_blank" rel="noopener">'
        f'{text(words("open_report"))}</a> <a href="/evaluations/{text(name)}.zip" download>'
        f"{text(words('export_run'))}</a></p>"
    )
    return f"{gates}<p>{text(about)}</p>{links}{_changes(changes, words)}{_figures(run, words)}"


def _figures(run: Run, words: Words) -> str:
    heads = "".join(f"<th>{text(words(key))}</th>" for key in ("suite", "of", "metric", "value", "interval"))
    rows = "".join(
        f"<tr><td>{text(row['suite'])}</td><td>{text(row['of'])}</td><td>{text(row['metric'])}</td>"
        f'<td class="figure">{row["value"]:.3f}</td><td class="figure">{row["low"]:.3f}–{row["high"]:.3f}</td>'
        f'<td>{_bar(row["value"], row["low"], row["high"])}</td><td class="figure">{row["n"]}</td></tr>'
        for row in run.figures
    )
    return (
        f'<div class="scroll"><table class="figures"><thead><tr>{heads}<th>0 … 1</th><th>n</th></tr></thead>'
        f"<tbody>{rows}</tbody></table></div>"
    )


def _bar(value: float, low: float, high: float) -> str:
    """A value between 0 and 1 with its interval, drawn; nothing for one that is not."""
    if not 0 <= value <= 1:
        return ""
    left, right = max(0.0, low), min(1.0, high)
    return (
        f'<svg class="bar" viewBox="0 0 100 12" preserveAspectRatio="none" role="img" aria-label="{value:.3f}">'
        f'<line x1="0" y1="6" x2="100" y2="6"/><rect x="{100 * left:.1f}" y="4" '
        f'width="{max(0.5, 100 * (right - left)):.1f}" height="4"/>'
        f'<rect class="value" x="{max(0.0, 100 * value - 0.75):.1f}" y="1" width="1.5" height="10"/></svg>'
    )


def _changes(changes: Sequence[Change], words: Words) -> str:
    if not changes:
        return ""
    heads = "".join(f"<th>{text(words(key))}</th>" for key in ("suite", "metric", "difference", "interval"))
    worse = f'<strong class="wrong">{text(words("worse"))}</strong>'
    rows = "".join(
        f"<tr><td>{text(c.suite)}</td><td>{text(c.metric)}</td>"
        f'<td class="figure">{c.estimate.value:+.3f}</td>'
        f'<td class="figure">{c.estimate.low:+.3f} … {c.estimate.high:+.3f}</td><td class="figure">{c.estimate.n}</td>'
        f"<td>{worse if c.worse else ''}</td></tr>"
        for c in changes
    )
    return (
        f'<h3>{text(words("changes"))}</h3><div class="scroll"><table class="figures"><thead><tr>{heads}<th>n</th>'
        f"<th></th></tr></thead><tbody>{rows}</tbody></table></div>"
    )


def passages(question: str, found: Sequence[Passage], words: Words) -> str:
    """A question with the passages nearest to it, whole."""
    cards = "".join(
        f'<li class="card"><p class="meta">{particulars(p.article, words)}</p><h4 {speech(p.article)}>'
        f"{text(p.article.title)}</h4><blockquote {speech(p.article)}>{text(p.chunk.text)}</blockquote></li>"
        for p in found
    )
    return f'<h2 class="question" dir="auto">{text(question)}</h2><ol class="cards">{cards}</ol>'
