"""Languages by their codes: their English names for messages, and whether two codes mean the same language."""

from tasks.domain.errors import BadInput

_SAME = {"nb": "no", "nn": "no", "iw": "he", "ary": "ar", "cmn": "zh"}


def base(language: str) -> str:
    """The language of a code, without its region: "pt" of pt-BR."""
    code = language.partition("-")[0].partition("_")[0].lower()
    return _SAME.get(code, code)


def named(language: str) -> str:
    """The English name of a language, such as German; the code itself if it has none."""
    from babel import Locale  # noqa: PLC0415 - only messages and prompts need it

    return str(Locale("en").languages.get(base(language), language))


def described(language: str) -> str:
    """The language for a prompt: its English name and its code, such as Portuguese (pt-BR)."""
    return f"{named(language)} ({language})"


def check_same(name: str, text: str, channel: str) -> None:
    """Raises BadInput, which asks which of the two is meant, if a text is in another language than the channel."""
    if text and base(text) != base(channel):
        raise BadInput(
            f"The source {name!r} is in {named(text)}, and the channel's language is {named(channel)}.",
            advice=f"Write language: {base(text)} in the channel's file, give a text in {named(channel)}, or set "
            f"OPENAI_API_KEY: a language model writes in {named(channel)} from any source.",
        )
