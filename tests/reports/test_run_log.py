"""What a run says at its end: what was made, cached, replaced and paid, and where the short is."""

from tasks.domain.edition import Receipt
from tasks.domain.values import replaced
from tasks.machine.storage.assets import assets
from tasks.reports.run_log import closing_lines, closing_message
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
    assert "encoded by libx264" in lines[2]
    assert "script 2, voiceover 2" in lines[3]
    assert lines[3].endswith("From the cache: trending 2, research 2.")
    assert "Note: A drawn scene replaces a picture." in lines
    assert "Paid: about $0.21. Left: openai: not reported." in lines
    assert lines[-1] == "Published at out/demo."


def test_a_repeated_run_says_that_there_was_nothing_to_do() -> None:
    again = a_run(cached=tuple(SPANS))
    assert closing_message(again, receipt()) == "Nothing to do: published before at out/demo."


def test_a_published_address_comes_with_its_folder() -> None:
    message = closing_message(a_run(), receipt(location="https://youtu.be/x"))
    assert message == "Published at https://youtu.be/x, and in the folder out/demo."
