"""Whether a script says no more than the sentences it cites: by rules that need no model."""

from tasks.domain.text.claims.claim import DESCRIPTION, TITLE, Claim, claims_of
from tasks.domain.text.claims.figures import dates_of
from tasks.domain.text.claims.rules import misstated

__all__ = ["DESCRIPTION", "TITLE", "Claim", "claims_of", "dates_of", "misstated"]
