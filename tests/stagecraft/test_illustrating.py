"""Services that make pictures are never searched, need their key before a run goes on, and are in cache keys."""

from pathlib import Path

import pytest

from tasks.artwork.direction import direct
from tasks.domain.channel import Channel, Palette
from tasks.domain.errors import NoKey
from tasks.domain.making import Wish
from tasks.images import PictureOrder
from tasks.stagecraft import services
from tasks.stagecraft.illustrating import models, searchable
from tests.providers.desks import desk_in


def test_makers_are_not_searched_and_a_missing_key_is_told(tmp_path: Path) -> None:
    named = Channel(pictures="commons, made")
    keyed = desk_in(tmp_path, {"openai": "sk-local"})
    assert searchable(("commons", "made"), named, keyed) == ("commons",)
    with pytest.raises(NoKey, match="OPENAI_IMAGE_KEY"):
        searchable(("commons", "made"), named, desk_in(tmp_path))
    bearing = Channel(pictures="commons, made", fall_back=True)
    assert searchable(("commons", "made"), bearing, desk_in(tmp_path)) == ("commons",)


def test_auto_never_has_pictures_made(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_IMAGE_KEY", "sk-local")
    assert "made" not in services.chain("pictures", "auto")
    assert services.chain("pictures", "commons, made") == ("commons", "made")


def test_another_model_makes_only_those_pictures_anew_that_are_made(monkeypatch: pytest.MonkeyPatch) -> None:
    (card,) = direct(["A ship left."], seed=1, palette=Palette.auto, language="en", title="Ships", fixed=False)
    plain = PictureOrder(card=card)
    wished = PictureOrder(card=card, made=Wish(vendor="made", shown="a ship"))

    def keys() -> tuple[object, object, object]:
        return models({"order": plain}), models({"order": wished}), models({"orders": (plain, wished)})

    before = keys()
    monkeypatch.setenv("OPENAI_IMAGE_MODEL", "another")
    after = keys()
    assert (before[0], after[0]) == (None, None)
    assert before[1] != after[1]
    assert before[2] != after[2]
    assert after[1] == after[2]


def test_made_pictures_may_have_a_budget(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DAILIES_BUDGETS", '{"made": 5}')
    assert services.budgets() == {"made": 5.0}
