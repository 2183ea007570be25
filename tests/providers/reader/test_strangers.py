"""A second set of everyday texts, in five languages: only the prose is said, and all of it."""

import pytest

from tasks.providers.reader.formats import read_source
from tests.providers.reader.strangers import PAGE, PROSE, ROWS


@pytest.mark.parametrize(("language", "suffix", "text", "said"), ROWS)
def test_only_the_text_itself_is_said(language: str, suffix: str, text: str, said: str) -> None:
    prose = PROSE[language]
    written = PAGE.format(language, prose, text) if suffix == ".html" else text.replace("¶", prose)
    reading = read_source(written.encode(), f"notes{suffix}", language, suffix)
    assert " ".join(sentence.text for sentence in reading.text.spoken) == said.replace("¶", prose)
