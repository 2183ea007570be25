"""Tells whether an English line says something: whether it has a finite verb, by HanTa's tagger."""

import re
from functools import cache
from typing import Any, cast

_SURE = re.compile(  # the tagger need not be asked
    r"\b(?:is|are|was|were|am|be|been|has|have|had|do|does|did|can|could|will|would|shall|should|must|may|might)\b"
    r"|\b(?:I|you|he|she|it|we|they|who|that|there|what)['’](?:s|re|m|ve|d|ll)\b|n['’]t\b",
    re.IGNORECASE,
)


def tags(text: str) -> list[str]:
    """The part of speech of each word, in the tags of the British National Corpus."""
    return [str(tag) for _, _, tag in tagger().tag_sent(re.findall(r"[\w’'-]+|[.,]", text))]


def says(text: str) -> bool:
    """Whether an English text has a finite verb. "The best kettles under ten pounds" has none."""
    return bool(_SURE.search(text)) or any(re.fullmatch(r"V.[BDZ]|VM0", tag) for tag in tags(text))


@cache
def tagger() -> Any:
    """HanTa's tagger for English. It takes a second to load."""
    from HanTa.HanoverTagger import HanoverTagger  # noqa: PLC0415 - only English needs it

    return cast("Any", HanoverTagger("morphmodel_en.pgz"))
