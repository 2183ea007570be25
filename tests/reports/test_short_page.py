"""The short's page shows its words and cover as a feed will, and how alike it is to the channel's last shorts."""

from datetime import date
from pathlib import Path

from tasks.domain.film.sameness import Likeness
from tasks.domain.runs.kpi import RunRecord
from tasks.machine.storage.assets import AssetStore
from tasks.reports.short_page import FEED_TEXT, FEED_TITLE, Listed, write_report
from tests.providers.publishing import edition

LONG = "A title of many words that goes on until no feed shows all of it, and past what any platform takes at all"


def page(tmp_path: Path, sameness: Likeness) -> str:
    store = AssetStore(tmp_path / "store")
    short = edition(store)
    script = short.story.script.model_copy(
        update={"title": LONG, "description": f"<b>{'word ' * 60}</b>", "hashtags": ("#GreatFire", "#Мост")}
    )
    short = short.model_copy(update={"story": short.story.model_copy(update={"script": script})})
    record = RunRecord(run_key=short.run_key, flow_run="1", channel="demo", day=short.day, total_seconds=1.0, stages=())
    write_report(tmp_path, short, record, store, sameness)
    return (tmp_path / "report.html").read_text(encoding="utf-8")


def test_a_feed_cuts_title_and_description_after_a_word(tmp_path: Path) -> None:
    store = AssetStore(tmp_path)
    short = edition(store)
    script = short.story.script.model_copy(update={"title": LONG, "description": "word " * 60})
    listed = Listed.of(short.model_copy(update={"story": short.story.model_copy(update={"script": script})}))
    assert len(listed.title) <= FEED_TITLE
    assert LONG.startswith(f"{listed.title} ")
    assert listed.title + listed.hidden_title + listed.refused_title == LONG
    assert len(listed.title + listed.hidden_title) <= 100
    assert listed.refused_title
    assert len(listed.text) <= FEED_TEXT
    assert listed.hidden_text


def test_the_card_links_hashtags_and_escapes_texts(tmp_path: Path) -> None:
    html = page(tmp_path, Likeness())
    assert 'href="https://www.youtube.com/hashtag/greatfire" rel="noreferrer">#GreatFire</a>' in html
    assert 'hashtag/%D0%BC%D0%BE%D1%81%D1%82" rel="noreferrer">#Мост</a>' in html
    assert "<b>word" not in html
    assert f'alt="Cover: {LONG}"' in html
    assert "There is no earlier short of this channel" in html


def test_sameness_is_shown_by_part_with_a_warning_above_the_bound(tmp_path: Path) -> None:
    parts = {"hook": 0.9, "music": 1.0}
    html = page(tmp_path, Likeness(whole=0.71, parts=parts, title="Old", day=date(2026, 11, 20)))
    assert "Sameness: 71 %" in html
    assert "“Old” of 2026-11-20" in html
    assert html.count("<meter") == 2
    assert "This short is 71% like" in html
