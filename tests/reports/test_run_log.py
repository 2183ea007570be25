"""What a run says at its end: what was made, cached, replaced and paid, and where the short is."""

from datetime import date

from tasks.domain.channel import Channel
from tasks.domain.edition import Receipt
from tasks.domain.story import Brief, Document
from tasks.domain.values import replaced
from tasks.machine.storage.assets import assets
from tasks.reports.run_log import closing_lines, closing_message, failing_lines, opening_line
from tests.providers.publishing import KEY, edition
from tests.reports.histories import SPANS, a_run


def receipt(**changes: str) -> Receipt:
    film = edition(assets(), b"a film").approved.video.file
    return Receipt(
        run_key=KEY, publisher="folder", video=film, **{"location": "out/demo", "folder": "out/demo", **changes}
    )


def test_it_tells_the_story_in_a_few_lines() -> None:
    record = replaced(a_run(cached=("trending", "research"), cost_usd=0.21), left={"openai": "not reported"})
    record = replaced(record, notes=("A drawn scene replaces a picture.",))
    lines = list(closing_lines(record, edition(assets(), b"a film"), receipt()))
    assert len(lines) <= 8
    assert "'Tides & seas' by extractive; scenes: 1, words: 3" in lines[0]
    assert "encoded by libx264" in lines[3]
    assert "script 2, voiceover 2" in lines[4]
    assert lines[4].endswith("From the cache: trending 2, research 2.")
    assert "Note: A drawn scene replaces a picture." in lines
    assert "Paid: about $0.21. Left: openai: not reported." in lines
    assert lines[-1] == "Published at out/demo."


def test_a_repeated_run_says_that_there_was_nothing_to_do() -> None:
    again = a_run(cached=tuple(SPANS))
    assert closing_message(again, receipt()) == "Nothing to do: published before at out/demo."


def test_a_published_address_comes_with_its_folder() -> None:
    message = closing_message(a_run(), receipt(location="https://youtu.be/x"))
    assert message == "Published at https://youtu.be/x, and in the folder out/demo."


def test_a_failed_run_says_how_far_it_came() -> None:
    (work, paid) = failing_lines(a_run(outcome="failed", until="encode", cost_usd=0.02))
    assert work.endswith("From the cache: nothing. Failed: encode.")
    assert paid == "Paid: about $0.02."
    assert list(failing_lines(replaced(a_run(), stages=()))) == [], "it ended before its first stage"


def test_a_run_begins_with_what_is_wanted() -> None:
    brief = Brief(channel=Channel(name="Tides", review=True), day=date(2026, 11, 24), seed=1)
    assert opening_line(brief) == "Tides, 2026-11-24: a short of about 55 s for folder, published after a review."
    given = replaced(brief, channel=Channel(name="Tides"), document=Document(name="sea.md", url="https://sea.example"))
    assert opening_line(given).endswith("for folder, from sea.md.")
