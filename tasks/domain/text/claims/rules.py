"""Compares a claim with the sentences it cites: figures, dates, names, denials and doubts."""

from collections.abc import Collection

from tasks.domain.languages import base
from tasks.domain.text.claims.claim import Claim
from tasks.domain.text.claims.figures import strange_dates, strange_figures
from tasks.domain.text.claims.names import strange_names
from tasks.domain.text.claims.polarity import turned


def misstated(claim: Claim, language: str, of_facts: str, known: Collection[str] = ()) -> tuple[str, ...]:
    """What the claim says and its cited sentences do not, a sentence each; none if the rules find nothing.

    `language` is the claim's and `of_facts` that of the facts: words are compared in one language only, figures always.
    `known`: the names in all of the facts (`names.names_of`), which are names at the beginning of a sentence too.
    """
    grounds = (*claim.cited, *claim.around)
    figures = strange_figures(claim.text, grounds, language, of_facts)
    faults = [f"it says {figure}, and what it cites does not" for figure in figures]
    if base(language) != base(of_facts):
        return tuple(faults)
    dates = strange_dates(claim.text, grounds, language)
    names = [name for name in strange_names(claim.text, grounds, language, known) if name not in dates]
    return (
        *faults,
        *(f"it says {date}, and what it cites does not" for date in dates),
        *(f"it names {name}, and what it cites does not" for name in names),
        *turned(claim.text, claim.cited, language),
    )
