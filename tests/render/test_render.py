"""The renderer, tested by measuring its output: smooth motion, exact timing, repeatable bytes."""

import io
import os
import subprocess
import sys
from itertools import pairwise
from pathlib import Path

import av
import cv2
import numpy as np
import pytest

from tasks.domain.channel import CaptionStyle, Shape
from tasks.domain.errors import SetupError, ToolError
from tasks.domain.film.motion import KINDS, plan_motions
from tasks.domain.film.segments import Take, segments
from tasks.domain.timeline import SHAPES, CaptionWord, Cue, OutputSpec, Timeline, Transition
from tasks.domain.transition_kinds import TRANSITION_KINDS
from tasks.machine.media.pictures import picture_size
from tasks.machine.media.typefaces import runs
from tasks.machine.storage.assets import AssetStore, assets
from tasks.render import resample
from tasks.render.camera import Canvas, Frame, move
from tasks.render.captions.fonts import check_fonts
from tasks.render.captions.layout import Placed, caption_box, layout
from tasks.render.planes import FROM_BGR, PAD, Plane, size_of, to_planes
from tasks.render.segment import draw, encode_segment
from tasks.render.transitions import BLACK, DARKEST, TRANSITIONS, blend
from tests.bench.assemble import assemble
from tests.bench.inputs import encoded, timeline

OUTPUT = OutputSpec()
SMALL = OutputSpec(width=360, height=640)
PERIOD = 64.0  # pixels of the source picture: period of the waves that show where a frame was sampled


@pytest.fixture(scope="module")
def store() -> AssetStore:
    return assets()


@pytest.fixture(scope="module")
def plan(store: AssetStore) -> Timeline:
    return timeline(store, seconds=6, scenes=3, output=SMALL)


@pytest.fixture(scope="module")
def film(plan: Timeline, store: AssetStore) -> bytes:
    return store.read(assemble(plan, store).file)


@pytest.mark.media
def test_the_file_matches_the_timeline(film: bytes, plan: Timeline) -> None:
    with av.open(io.BytesIO(film), "r") as file:
        video = file.streams.video[0]
        context = video.codec_context
        assert (context.width, context.height, context.pix_fmt, context.profile) == (360, 640, "yuv420p", "High")
        assert (context.color_primaries, context.color_trc, context.colorspace, context.color_range) == (1, 1, 1, 1)
        assert context.sample_aspect_ratio == 1
        times = [frame.time or 0.0 for frame in file.decode(video)]
    assert len(times) == plan.frames
    assert max(abs(time - n / 30) for n, time in enumerate(times)) < 1e-4


@pytest.mark.media
@pytest.mark.parametrize("shape", [Shape.square, Shape.wide])
def test_a_film_of_one_scene_fills_its_shape(shape: Shape, store: AssetStore) -> None:
    output = SHAPES[shape]
    plan = timeline(store, seconds=2, scenes=1, output=output)
    with av.open(io.BytesIO(store.read(assemble(plan, store).file)), "r") as file:
        frames = [frame.to_ndarray(format="gray") for frame in file.decode(video=0)]
    assert {frame.shape for frame in frames} == {(output.height, output.width)}
    assert len(frames) == plan.frames == 60
    # The picture reaches every edge: an edge without picture would have a single tone.
    assert min(float(edge.std()) for edge in (frames[30][:, 0], frames[30][:, -1], frames[30][0], frames[30][-1])) > 15


@pytest.mark.media
def test_every_shot_begins_with_a_keyframe_and_decode_times_increase(film: bytes, plan: Timeline) -> None:
    with av.open(io.BytesIO(film), "r") as file:
        packets = [packet for packet in file.demux(video=0) if packet.size]
    keys = {round(float((packet.pts or 0) * packet.time_base) * 30) for packet in packets if packet.is_keyframe}
    assert keys >= {shot.first for shot in plan.shots}
    assert all((a.dts or 0) < (b.dts or 0) for a, b in pairwise(packets))


@pytest.mark.media
def test_sound_and_picture_end_together(film: bytes, plan: Timeline) -> None:
    with av.open(io.BytesIO(film), "r") as file:
        last = list(file.decode(audio=0))[-1]
        assert abs((last.time or 0.0) + last.samples / last.sample_rate - plan.seconds) < 0.022


@pytest.mark.media
def test_the_same_segment_gives_the_same_frames(plan: Timeline, store: AssetStore) -> None:
    part = segments(plan, "libx264")[1]
    first = [(luma.tobytes(), chroma.tobytes()) for luma, chroma in draw(part, store)]
    again = [(luma.tobytes(), chroma.tobytes()) for luma, chroma in draw(part, store)]
    assert first == again
    assert len(first) == part.frames


@pytest.mark.integration
@pytest.mark.media
def test_uninitialised_memory_does_not_affect_the_bytes(tmp_path: Path) -> None:
    """MALLOC_PERTURB_ makes glibc fill allocated memory with a byte, which must not show in the film."""
    hashes = {_encoded_in_a_process(tmp_path, perturbed) for perturbed in ("1", "85", "254")}
    assert len(hashes) == 1


def _encoded_in_a_process(folder: Path, perturbed: str) -> str:
    """SHA-256 of a segment encoded by a child with this MALLOC_PERTURB_."""
    code = (
        "import sys; from pathlib import Path\n"
        "from tasks.domain.film.segments import segments; from tasks.machine.storage.assets import AssetStore\n"
        "from tasks.render.segment import encode_segment; from tests.bench.inputs import encoded, timeline\n"
        "store = AssetStore(Path(sys.argv[1])); part = segments(timeline(store, seconds=4, scenes=2), 'libx264')[1]\n"
        "print(encode_segment(part, store).sha256)"
    )
    environment = {**os.environ, "MALLOC_PERTURB_": perturbed}
    command = [sys.executable, "-c", code, str(folder)]
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=True).stdout.strip()


@pytest.mark.media
def test_progress_counts_up_to_all_frames(plan: Timeline, store: AssetStore) -> None:
    progress: list[float] = []
    part = segments(plan, "libx264")[0]
    encode_segment(part, store, progress.append)
    assert progress == sorted(progress)
    assert progress[-1] == part.frames


def test_an_interrupted_encoder_leaves_nothing_behind(plan: Timeline, store: AssetStore) -> None:
    def stop(_: float) -> None:
        raise KeyboardInterrupt

    part = segments(plan, "libx264")[2]
    before = set(store.root.rglob("*.seg"))
    with pytest.raises(KeyboardInterrupt):
        encode_segment(part, store, stop)
    assert set(store.root.rglob("*.seg")) == before


def test_segments_of_different_encodes_are_not_joined(plan: Timeline, store: AssetStore) -> None:
    from tasks.render.mux import mux

    segment = encode_segment(segments(plan, "libx264")[0], store)
    other_plan = timeline(store, seconds=2, scenes=1, output=OutputSpec(width=240, height=426))
    other = encode_segment(segments(other_plan, "libx264")[0], store)
    with pytest.raises(ToolError, match="different settings"):
        mux([segment, other], segment, SMALL, store)


# ------------------------------------------------------------------ motion


@pytest.mark.sampled(5)
@pytest.mark.parametrize("plain", [False, True], ids=["compiled", "OpenCV"])
@pytest.mark.parametrize("kind", range(len(KINDS)))
def test_motion_is_smooth_to_a_fiftieth_of_a_pixel(kind: int, plain: bool) -> None:
    """The phase of a pattern of waves shows where each frame was sampled, which must match the planned path.

    Errors are in pixels of each plane: chroma has half the resolution, and the eye resolves it half as finely.
    """
    width, height = picture_size(OUTPUT)
    column, row = np.meshgrid(np.arange(width), np.arange(height))
    waves = (np.sin(2 * np.pi * column / PERIOD) + np.sin(2 * np.pi * row / PERIOD))[..., None]
    grey = to_planes((128 + 50 * waves).astype(np.uint8).repeat(3, 2))
    # Blue and red in antiphase give a strong chroma and a weak luma signal.
    coloured = to_planes((128 + 60 * waves * [1, 0, -1]).astype(np.uint8))
    (motion,) = plan_motions([KINDS[kind]], [(0.4, 0.45)], [60])
    take = Take(picture=assets().put(b"x", ".jpg"), motion=motion, at=0, span=60)
    canvas = Canvas(OUTPUT, plain=plain)
    assert (canvas.resample is None) == plain, "this test needs a C compiler and AVX2"
    errors: dict[str, list[float]] = {"luma": [], "blue": [], "red": []}
    moved = move(take, OUTPUT)
    for number, frame in list(enumerate(moved.frames))[::3]:
        luma, chroma = canvas.draw((grey[0], coloured[1]), moved, number)
        errors["luma"] += _sampling_errors(luma, frame, 1)
        errors["blue"] += _sampling_errors(chroma[..., 0], frame, 2)
        errors["red"] += _sampling_errors(chroma[..., 1], frame, 2)
    assert max(float(np.sqrt(np.mean(np.square(of_plane)))) for of_plane in errors.values()) <= 0.02, errors


def _sampling_errors(plane: np.ndarray, frame: Frame, half: int) -> list[float]:
    """Horizontal and vertical sampling error in pixels of the plane; `half` is 1 for luma and 2 for chroma."""
    errors = []
    for axis, start in ((1, frame.left / half), (0, frame.top / half)):
        wave, at, period = plane.mean(1 - axis), np.arange(plane.shape[axis]), PERIOD / half
        angle = 2 * np.pi * frame.scale * at / period
        basis = np.stack([np.sin(angle), np.cos(angle), np.ones_like(angle)], 1)
        sine, cosine, _ = np.linalg.lstsq(basis, wave - wave.mean(), rcond=None)[0]
        # A chroma pixel is the mean of two luma pixels: its centre lies half a luma pixel after the first one's.
        centre = start + 0.5 * frame.scale - 0.5 + (0.5 - 0.5 / half)
        phase = np.arctan2(cosine, sine) - 2 * np.pi * centre / period
        off = (phase + np.pi / 2) % np.pi - np.pi / 2  # modulo half a turn, because red's waves are blue's inverted
        errors.append(float(off / (2 * np.pi) * period))
    return errors


@pytest.mark.parametrize("output", [OUTPUT, SMALL, OutputSpec(width=1920, height=1080)], ids=str)
def test_compiled_and_plain_frames_are_the_same_picture(output: OutputSpec) -> None:
    width, height = picture_size(output)
    rng = np.random.default_rng(5)
    coarse = rng.integers(0, 256, (height // 8 + 1, width // 8 + 1, 3), np.uint8)
    planes = to_planes(np.asarray(coarse.repeat(8, 0).repeat(8, 1)[:height, :width], np.uint8))
    for kind in range(4):
        (motion,) = plan_motions([KINDS[kind]], [(0.3, 0.6)], [40])
        take = Take(picture=assets().put(b"x", ".jpg"), motion=motion, at=0, span=40)
        moved = move(take, output)
        for number in range(0, take.span, 13):
            fast = Canvas(output).draw(planes, moved, number)
            plain = Canvas(output, plain=True).draw(planes, moved, number)
            for a, b in zip(fast, plain, strict=True):
                off = np.abs(a.astype(int) - b.astype(int))
                assert off.mean() < 0.6
                # Sampling an edge of 255 levels 0.06 px off changes it by 15 levels, a corner by up to 30.
                assert np.percentile(off, 99.9) <= 24


@pytest.mark.parametrize("plain", [False, True], ids=["compiled", "OpenCV"])
def test_the_camera_moves_along_a_panorama_from_end_to_end(plain: bool) -> None:
    """The picture gets brighter from left to right: a frame's level says which part it shows."""
    width, height = picture_size(SMALL)
    ramp = np.linspace(20, 240, 2 * width)[None, :, None]
    planes = to_planes(np.broadcast_to(ramp, (height, 2 * width, 3)).astype(np.uint8))
    (motion,) = plan_motions(KINDS[:1], [(0.6, 0.5)], [120], 30, [(2.0, 1.0)])
    take = Take(picture=assets().put(b"x", ".jpg"), motion=motion, at=0, span=120)
    canvas, moved = Canvas(SMALL, plain=plain), move(take, SMALL, size_of(planes))
    shown = [canvas.draw(planes, moved, number)[0].copy() for number in (0, 60, 119)]
    levels = [float(luma.mean()) for luma in shown]
    assert levels == pytest.approx([16 + 219 * level / 255 for level in (75, 130, 185)], abs=3)
    assert all(luma.shape == (SMALL.height, SMALL.width) for luma in shown)


@pytest.mark.parametrize("output", [OUTPUT, SMALL, OutputSpec(width=1920, height=1080)], ids=str)
def test_mixing_while_drawing_is_a_crossfade(output: OutputSpec) -> None:
    width, height = picture_size(output)
    rng = np.random.default_rng(6)
    old, new = (to_planes(rng.integers(0, 256, (height, width, 3), np.uint8)) for _ in range(2))
    takes = [
        Take(picture=assets().put(b"x", ".jpg"), motion=motion, at=0, span=20)
        for motion in plan_motions(KINDS[1:3], [(0.3, 0.6), (0.5, 0.5)], [20, 20])
    ]
    outgoing, incoming = (move(take, output) for take in takes)
    canvas = Canvas(output)
    for number, share in enumerate([0.0, 0.003, 0.25, 0.5, 0.9, 0.999, 1.0]):
        expected = [plane.astype(float) * (1 - share) for plane in canvas.draw(old, outgoing, number)]
        expected = [
            a + b.astype(float) * share for a, b in zip(expected, canvas.draw(new, incoming, number), strict=True)
        ]
        canvas.draw(old, outgoing, number)
        for mixed, plane in zip(canvas.mix(new, incoming, number, share), expected, strict=True):
            assert np.abs(mixed - plane).max() <= 0.51, share
    with pytest.raises(SetupError, match="compiled resampler"):
        Canvas(output, plain=True).mix(new, incoming, 0, 0.5)


@pytest.mark.parametrize("output", [OUTPUT, SMALL, OutputSpec(width=1920, height=1080)], ids=str)
def test_every_vector_width_draws_the_same_bytes(output: OutputSpec) -> None:
    """Drawing uses the widest vectors available. Mixing uses AVX2 alone; at this share it must give the same bytes."""
    width, height = picture_size(output)
    planes = to_planes(np.random.default_rng(7).integers(0, 256, (height, width, 3), np.uint8))
    canvas = Canvas(output)
    for kind in range(4):
        (motion,) = plan_motions([KINDS[kind]], [(0.3, 0.6)], [40])
        moved = move(Take(picture=assets().put(b"x", ".jpg"), motion=motion, at=0, span=40), output)
        for number in range(0, 40, 13):
            drawn = [plane.copy() for plane in canvas.draw(planes, moved, number)]
            for plane in canvas.corner:
                plane[:] = 255 - plane
            for mixed, plane in zip(canvas.mix(planes, moved, number, 0.9999), drawn, strict=True):
                assert np.array_equal(mixed, plane)


def test_no_column_shows_leftovers_of_an_earlier_frame() -> None:
    """At any width and scale, leftovers of an earlier frame in the row buffer must not show."""
    draw = resample.compiled()
    black, grey = (np.full((64 + 2 * PAD, 700 + 2 * PAD), value, np.uint8) for value in (0, 200))
    for width in range(32, 330):
        for scale in np.arange(0.5, 1.2, 0.0371).tolist():
            out = np.empty((4, width), np.uint8)
            draw(black, np.empty((4, 330), np.uint8), 1.9, 1.9, 0.0, 0.0, 1.0)
            draw(grey, out, scale, scale, 0.499 - 0.5 * scale + 1, 1.0, 1.0)
            assert (out == 200).all(), (width, scale)


def test_without_a_compiler_opencv_draws_the_frames(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setitem(sys.modules, "ziglang", None)
    monkeypatch.setenv("DAILIES_HOME", str(tmp_path))
    resample.compiled.cache_clear()
    resample.available.cache_clear()
    try:
        assert not resample.available()
        with pytest.raises(SetupError, match="no C compiler"):
            resample.compiled()
        assert Canvas(OUTPUT).resample is None
    finally:
        resample.compiled.cache_clear()
        resample.available.cache_clear()


def test_few_frames_need_the_slow_path() -> None:
    slow = total = 0
    for kind in range(len(KINDS)):
        (motion,) = plan_motions([KINDS[kind]], [(0.6, 0.4)], [120])
        take = Take(picture=assets().put(b"x", ".jpg"), motion=motion, at=0, span=120)
        for lattices in move(take, OUTPUT).lattices:
            total += 2 * len(lattices)
            slow += sum(axis.drop < 0 for lattice in lattices for axis in lattice)
    assert slow / total < 0.02


# ------------------------------------------------------------------ transitions


def test_every_transition_of_the_domain_is_drawn_and_no_other() -> None:
    assert list(TRANSITIONS) == list(TRANSITION_KINDS)


@pytest.mark.parametrize("kind", TRANSITIONS)
def test_a_transition_goes_from_the_old_shot_to_the_new(kind: str) -> None:
    def shots() -> tuple[tuple[np.ndarray, np.ndarray], tuple[np.ndarray, np.ndarray]]:
        rng = np.random.default_rng(3)
        new = rng.integers(150, 220, (64, 36), np.uint8), rng.integers(90, 120, (32, 18, 2), np.uint8)
        old = rng.integers(30, 90, (64, 36), np.uint8), rng.integers(140, 170, (32, 18, 2), np.uint8)
        return new, old

    levels = []
    for number in range(12):
        new, old = shots()
        blend(kind, new, old, number, 12)
        levels.append(float(new[0].mean()))
    new, old = shots()
    if kind != "cut":
        assert abs(levels[0] - old[0].mean()) < 25
    assert abs(levels[-1] - new[0].mean()) < 25
    assert Transition(kind=kind).kind == kind


Image = np.ndarray[tuple[int, ...], np.dtype[np.float64]]


def halfway(kind: str, new: Image, old: Image, black: int) -> Image:
    """One plane in the middle of a transition, by an independent implementation."""
    height, width = new.shape[:2]
    if kind == "slide":
        return np.concatenate([old[:, width // 2 :], new[:, : width // 2]], 1)
    if kind == "wipe":
        below = np.interp(np.arange(height) / height, [0.41, 0.59], [0, 1]).reshape(-1, *[1] * (new.ndim - 1))
        return new * below + old * (1 - below)
    if kind == "dip":
        return black + DARKEST * (new - black)
    if kind == "zoom":
        rows, columns = (np.clip((np.arange(n) - n / 2) / 1.06 + n / 2, 0, n - 1) for n in (height, width))
        old = old[np.rint(rows).astype(int)][:, np.rint(columns).astype(int)]
    return new if kind == "cut" else (new + old) / 2


@pytest.mark.parametrize("plane", [0, 1], ids=["luma", "chroma"])
@pytest.mark.parametrize("kind", TRANSITIONS)
def test_every_transition_looks_different_halfway(kind: str, plane: int) -> None:
    rng = np.random.default_rng(3)

    def spots(level: int, size: tuple[int, int], *channels: int) -> Plane:
        """Soft spots, 15 pixels apart."""
        coarse = rng.normal(level, 20, (20, 12, *channels))
        return np.clip(cv2.resize(coarse, size, interpolation=cv2.INTER_CUBIC), 30, 235).astype(np.uint8)

    new = spots(170, (180, 320)), spots(110, (90, 160), 2)
    old = spots(90, (180, 320)), spots(160, (90, 160), 2)
    shots = new[plane].astype(float), old[plane].astype(float)
    blend(kind, new, old, 5, 11)
    blended = new[plane].astype(float)
    off = {other: float(np.abs(blended - halfway(other, *shots, BLACK[plane])).mean()) for other in TRANSITIONS}
    assert off.pop(kind) < 1.5  # levels: half a pixel of zoom makes a difference of one
    assert min(off.values()) > 3
    if kind == "dip" and plane == 0:
        assert 16 + 10 < blended.mean() < min(part.mean() for part in shots) - 10, (
            "a dip is darker than both shots but not black"
        )


# ------------------------------------------------------------------ captions


@pytest.mark.sampled(4)
@pytest.mark.parametrize("style", CaptionStyle)
def test_captions_change_only_their_box_and_light_each_word(style: CaptionStyle, store: AssetStore) -> None:
    plan = timeline(store, seconds=3, scenes=1, style=style)
    part = segments(plan, "libx264")[0]
    bare = [luma.copy() for luma, _ in draw(part.model_copy(update={"cues": ()}), store)]
    lit = set()
    for number, (luma, _) in enumerate(draw(part, store)):
        cue = next((cue for cue in plan.captions.cues if cue.first <= number < cue.end), None)
        changed = np.argwhere(luma != bare[number])
        if cue is None:
            assert len(changed) == 0
            continue
        box = caption_box(cue, style, OUTPUT)
        assert len(changed) > 500
        assert changed[:, 0].min() >= box.top
        assert changed[:, 0].max() < box.bottom
        assert changed[:, 1].min() >= box.left
        assert changed[:, 1].max() < box.right
        lit.add(luma[box.top : box.bottom, box.left : box.right].tobytes())
    words = sum(len(cue.words) for cue in plan.captions.cues)
    assert len(lit) >= words  # every highlighted word gives another image


def cue_of(first: int, end: int, *words: tuple[str, int]) -> Cue:
    """A cue of words, each given with its first frame."""
    bounds = [*(at for _, at in words), end]
    marked = tuple(CaptionWord(text=text, first=at, end=bounds[n + 1]) for n, (text, at) in enumerate(words))
    return Cue(words=marked, first=first, end=end)


@pytest.mark.parametrize("style", CaptionStyle)
def test_the_spoken_word_is_lit_to_the_frame(style: CaptionStyle, store: AssetStore) -> None:
    accent = "#ff2020"
    grey = np.full((*picture_size(SMALL)[::-1], 3), 110, np.uint8)
    plan = timeline(store, seconds=2, scenes=1, output=SMALL, style=style, pictures=[store.put(encoded(grey), ".jpg")])
    cues = (
        cue_of(-6, 9, ("before", -6), ("the", -2), ("cut", 4)),  # begins in the previous segment
        cue_of(11, 30, ("two", 11), ("nights", 12), ("of", 19), ("snow", 20)),
        cue_of(30, 40, ("Then", 30), ("silence", 33)),
        cue_of(50, 80, ("too", 50), ("late", 59), ("beyond", 62)),  # ends after this segment
    )
    part = segments(plan, "libx264")[0].model_copy(update={"cues": cues, "accent": accent})
    assert part.frames == 60
    checked = 0
    for number, (luma, chroma) in enumerate(draw(part, store)):
        for cue in cues:
            for word, placed in zip(
                cue.words, layout(tuple(w.text for w in cue.words), style, SMALL).words, strict=True
            ):
                if cue.first <= number < cue.end:
                    lit = _is_lit(luma, chroma, placed, style, accent)
                    assert lit == (word.first <= number < word.end), (number, word, lit)
                    checked += 1
        if not any(cue.first <= number < cue.end for cue in cues):
            assert chroma.max() < 150, f"no word may be lit in frame {number}"
    assert checked > 100


def _is_lit(luma: Plane, chroma: Plane, word: Placed, style: CaptionStyle, accent: str) -> bool:
    """Whether the middle half of a word has the accent colour, or full white in the style without an accent."""
    left, right = (int(word.core[0] + (word.core[1] - word.core[0]) * share) for share in (0.25, 0.75))
    top, bottom = int(word.baseline - word.size), int(word.baseline)
    if style is CaptionStyle.spotlight:
        return int(luma[top:bottom, left:right].max()) > 220
    rgb = [int(accent[at : at + 2], 16) for at in (1, 3, 5)]
    expected = FROM_BGR[1:] @ [*rgb[::-1], 1]
    actual = chroma[top // 2 : bottom // 2, left // 2 : right // 2].astype(float)
    return int((np.abs(actual - expected).max(-1) < 12).sum()) >= 4


def test_fonts_fall_back_by_character() -> None:
    check_fonts()
    from tasks.machine.media.typefaces import ANTON

    parts = runs("Bats 🦇 سلام", ANTON)
    assert "".join(text for text, *_ in parts) == "Bats 🦇 سلام"
    assert len({face for _, face, _ in parts}) >= 3
