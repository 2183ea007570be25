"""Nothing faulty passes the gate: each defect of a catalogue is made in a good film, and refused for its own reason.

The catalogue is that of the gate's own tests, which try each defect alone; here they are counted. The good films are
accepted, or refusing everything would keep the promise.
"""

from pathlib import Path

import pytest

from tasks.domain.film.verdict import judge
from tasks.machine.storage.assets import assets
from tasks.render.gate.measure import measure
from tests.bench.assemble import assemble
from tests.bench.inputs import encoded, photograph, timeline
from tests.bench.staged import staged
from tests.faults.promises import check, share
from tests.render.gate import test_carried, test_entrances, test_measure
from tests.render.gate.test_entrances import Studio, altered

pytestmark = [pytest.mark.media, pytest.mark.integration]


def test_defects_of_a_file(tmp_path: Path) -> None:
    store = assets()
    plan = timeline(store, seconds=5, scenes=3, output=test_measure.SMALL)
    film, target = store.path(assemble(plan, store).file), tmp_path / "defect.mp4"
    kept = {"the good film is accepted": test_measure.judged(film, plan, store).passed}
    for name in list(test_measure.DEFECTS)[: share(len(test_measure.DEFECTS), 2)]:
        make, *reasons = test_measure.DEFECTS[name]
        make(film, target)
        report = test_measure.judged(target, plan, store)
        failed = {each.name for each in report.checks if not each.passed}
        kept[name] = not report.passed and set(reasons) <= failed
    check("Nothing faulty passes the gate: files", kept)


def test_films_of_another_plan() -> None:
    store, kept = assets(), {}
    plan = timeline(store, seconds=5, scenes=3, output=test_measure.SMALL)
    stranger = store.put(encoded(photograph(77, 414, 736), quality=95), ".jpg")
    pictures = [*(shot.picture for shot in plan.shots), stranger]
    for name in list(test_measure.OTHERS)[: share(len(test_measure.OTHERS), 1)]:
        other, failed, _ = test_measure.OTHERS[name]
        film = assemble(other(plan, pictures), store).file
        report = judge(measure(film, plan, store), plan, film)
        kept[name] = not report.passed and failed in {each.name for each in report.checks if not each.passed}
    check("Nothing faulty passes the gate: films of another plan", kept)


def test_defects_of_moving_scenes() -> None:
    studio = Studio(staged(assets(), sentences=test_entrances.SENTENCES, output=test_entrances.SMALL), assets())
    kept = {"the good film is accepted": studio.report(studio.film(studio.plan)).passed}
    for name in list(test_entrances.DEFECTS)[: share(len(test_entrances.DEFECTS), 1)]:
        defect = test_entrances.DEFECTS[name]
        report = studio.report(studio.film(altered(studio.plan, defect.scene, defect.acts)))
        kept[name] = not report.passed and defect.reason in " ".join(report.reasons)
    check("Nothing faulty passes the gate: moving scenes", kept)


def test_defects_of_what_is_carried_over_a_cut() -> None:
    studio = Studio(staged(assets(), sentences=test_carried.SENTENCES, output=test_entrances.SMALL), assets())
    kept = {"the good film is accepted": studio.report(studio.film(studio.plan)).passed}
    for name in list(test_carried.DEFECTS)[: share(len(test_carried.DEFECTS), 1)]:
        scene, act, reason = test_carried.DEFECTS[name]
        film = studio.film(altered(studio.plan, scene, {test_carried.carried(studio, scene): act}))
        report = studio.report(film)
        kept[name] = not report.passed and reason in " ".join(report.reasons)
    check("Nothing faulty passes the gate: what is carried over a cut", kept)
