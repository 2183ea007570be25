"""The domain models reject inconsistent values, and errors keep their fields and exit codes."""

import pytest
from pydantic import ValidationError

from tasks.domain.channel import Channel, Shape
from tasks.domain.edition import ApprovedVideo, Check, QualityReport, Video
from tasks.domain.errors import DailiesError, QuotaSpent, RateLimited, Refused
from tasks.domain.story import Script, Topic
from tasks.domain.timeline import SHAPES
from tasks.domain.values import Artifact

FILE = Artifact(sha256="a" * 64, bytes=1, suffix=".mp4")


def report(*, passed: bool, about: Artifact = FILE) -> QualityReport:
    return QualityReport(video=about, checks=(Check(name="size", passed=passed, wanted="x", measured="y"),))


def test_only_a_video_that_passed_can_be_approved() -> None:
    video = Video(file=FILE, encoder="libx264")
    assert ApprovedVideo(video=video, report=report(passed=True)).video == video
    with pytest.raises(ValidationError, match="not approved: size: y, wanted x"):
        ApprovedVideo(video=video, report=report(passed=False))


def test_a_report_about_another_file_approves_nothing() -> None:
    other = Artifact(sha256="b" * 64, bytes=1, suffix=".mp4")
    with pytest.raises(ValidationError, match="another file"):
        ApprovedVideo(video=Video(file=FILE, encoder="libx264"), report=report(passed=True, about=other))


def test_a_scripts_scenes_repeat_it_word_for_word() -> None:
    scene = {"time": "0:00-0:04", "narration": "The sea rose.", "visual_description": "sea"}
    fields = {"title": "Sea", "hook": "The sea rose.", "scenes": [scene], "hashtags": [], "description": ""}
    assert Script.model_validate({**fields, "script": "The sea  rose."})
    with pytest.raises(ValidationError, match="word for word"):
        Script.model_validate({**fields, "script": "The sea fell."})


def all_errors(kind: type[DailiesError]) -> list[type[DailiesError]]:
    """`kind` and all of its subclasses."""
    return [kind, *(descendant for child in kind.__subclasses__() for descendant in all_errors(child))]


def test_the_error_tree_matches_the_one_in_its_docstring() -> None:
    from tasks.domain import errors

    tree = errors.__doc__ or ""
    for error in all_errors(DailiesError):
        assert error.__name__ in tree
        if error not in {DailiesError, errors.ServiceError, errors.Permanent, errors.Transient}:
            line = next(line for line in tree.splitlines() if f" {error.__name__} " in line)
            assert str(error.exit_code) in line.split(error.__name__)[1].split()[0]


def test_errors_survive_pickling() -> None:
    import pickle

    for error in (
        RateLimited("Slow.", service="X", retry_after=3.0),
        Refused(["a", "b"]),
        QuotaSpent("No.", service="Y"),
    ):
        again = pickle.loads(pickle.dumps(error))  # noqa: S301 - pickled on this line
        assert (type(again), str(again), again.__dict__) == (type(error), str(error), error.__dict__)


@pytest.mark.parametrize(
    ("shape", "width", "height"),
    [("vertical", 1080, 1920), ("square", 1080, 1080), ("wide", 1920, 1080), ("vertical-4k", 2160, 3840)],
)
def test_a_channels_shape_sets_the_frame_size(shape: str, width: int, height: int) -> None:
    output = SHAPES[Channel.model_validate({"shape": shape}).shape]
    assert (output.width, output.height, output.tall) == (width, height, height > width)
    assert set(SHAPES) == set(Shape)


def test_facts_do_not_depend_on_who_chose_the_topic() -> None:
    trend = Topic(
        title="Octopus", slug="octopus", origin="trend", reason="The strongest of 3 trends.", about="A sea animal."
    )
    asked = Topic(title="Octopus", slug="octopus", origin="user", reason="Asked for.")
    assert trend.for_facts() == asked.for_facts()
    shipped = Topic(
        title="Octopus", slug="octopus", origin="shipped", reason="Next.", text="It has hearts.", about="Hearts."
    )
    assert (shipped.for_facts().text, shipped.for_facts().about) == ("It has hearts.", "Hearts.")
    for origin in ("document", "script"):
        assert Topic(title="Octopus", slug="octopus", origin=origin, reason="Given.").for_facts().origin == origin
