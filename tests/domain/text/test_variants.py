"""Units, money, ranges, times, powers, numerals and numbers of telephones, as strangers write them."""

import pytest

from tasks.domain.text.spoken import spoken
from tests.domain.text.short_forms import SHORT_FORMS
from tests.domain.text.variants import VARIANTS


@pytest.mark.parametrize("language", SHORT_FORMS | VARIANTS)
def test_a_notation_is_said_as_it_is_meant(language: str) -> None:
    wanted = VARIANTS.get(language, {}) | SHORT_FORMS.get(language, {})
    assert {text: spoken(text, language).text for text in wanted} == wanted


@pytest.mark.parametrize("sign", ["≠", "√", "^", "−", "<", "₿"])
def test_a_sign_that_changes_a_number_is_never_left_out(sign: str) -> None:
    texts = {"≠": "3 ≠ 5", "√": "√9", "^": "3^5", "−": "−5 °C", "<": "p<.05", "₿": "₿5"}
    for language in ("en", "de", "fr", "es", "ru"):
        said = spoken(texts[sign], language).text
        assert len(said.split()) > len(spoken(texts[sign].replace(sign, " "), language).text.split()), said
