"""What comes in over the frame's edge looks to the gate as the renderer draws it, in every frame of its way."""

from itertools import islice

import pytest

from tasks.domain.film.segments import segments
from tasks.domain.timeline import OutputSpec
from tasks.machine.storage.assets import assets
from tasks.render.gate.looks import STRANGE, Look, captioned
from tasks.render.gate.miniature import Grid, miniature
from tasks.render.segment import draw
from tests.bench.staged import staged

pytestmark = pytest.mark.media
SENTENCES = ("Children skate.", "The harbour freezes in December.")


@pytest.mark.parametrize(("width", "height"), [(360, 360), (270, 480)])
def test_a_sticker_that_drops_in_fast_is_no_stranger(width: int, height: int) -> None:
    """It is smeared along its way, and a part of it is not in the frame yet."""
    plan = staged(assets(), sentences=SENTENCES, output=OutputSpec(width=width, height=height))
    shot, grid = plan.shots[1], Grid.of(plan.output)
    assert shot.stage
    (drop,) = (cued for cued in shot.stage.cast if cued.element.entrance == "drop")
    stage = miniature(plan, 1, assets())
    assert stage
    for now, (luma, _) in enumerate(islice(draw(segments(plan, "libx264")[1], assets()), drop.rests)):
        cues = [cue for cue in plan.captions.cues if cue.first <= shot.first + now < cue.end]
        look = Look(now, grid.shrunk(luma), captioned(plan, cues, grid))
        if now >= shot.transition.frames:
            assert not look.differing(stage.planned(now).luma, STRANGE).any(), f"frame {now}"
