"""Finds what a sentence relates: two amounts, a part and its whole, a span of time, a route, an order, a formula.

Each rule reads one kind and answers nothing when a sentence may mean something else: a diagram that is not drawn costs
a picture, one that is wrong tells the viewer something false. A negation, a condition or a question anywhere in the
sentence leaves it without a diagram.
"""

from tasks.artwork.relations.comparisons import change, compared, percentages
from tasks.artwork.relations.courses import date, route, span
from tasks.artwork.relations.formulas import formula
from tasks.artwork.relations.marked import Marked, mark
from tasks.artwork.relations.orders import listed, ranking, steps
from tasks.artwork.relations.relation import Kind, Part, Relation
from tasks.artwork.relations.shares import score, share

__all__ = ["Kind", "Part", "Relation", "relation_in"]

# The most specific first: a change is also a comparison, and a list may hold any of the others.
_RULES = (formula, steps, change, score, compared, percentages, share, span, route, ranking, listed, date)


def relation_in(sentence: str, language: str = "en") -> Relation | None:
    """What the sentence relates beyond doubt; None if it relates nothing, or has two readings."""
    marked: Marked = mark(sentence, language)
    if marked.unsure:
        return None
    return next((found for rule in _RULES if (found := rule(marked))), None)
