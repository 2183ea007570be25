"""The quality gate's verdict: compares what was measured with what was planned, check by check."""

from collections.abc import Sequence

from tasks.domain.edition import Check, QualityReport
from tasks.domain.film.appearance import Appearances, slack
from tasks.domain.timeline import Box, Timeline, VideoCodec, safe_area
from tasks.domain.values import Artifact, Frozen

LOUDNESS_SLACK = 0.3  # LU: the mixer aims within 0.25 of the same measurement of the finished AAC
MAX_SILENCE = 1.5  # seconds without sound
MAX_END_GAP = 0.022  # seconds between the ends of sound and picture: one AAC frame
MAX_DRIFT = 0.001  # seconds between a frame's timestamp and its planned time
MAX_HELD = 0.1  # share of repeated frames
MAX_TILT = 6.0  # dB between the channels
# By codec: the name and profile that decoders report.
PROFILES: dict[VideoCodec, tuple[str, str]] = {
    "h264": ("h264", "High"),
    "hevc": ("hevc", "Main"),
    "av1": ("av1", "Main"),
}
CODEC_NAMES = {"h264": "H.264", "hevc": "HEVC", "av1": "AV1"}
MIN_LIKENESS = 0.55  # correlation of a scene's middle frame with its picture
MIN_VOICE = 0.5  # correlation of the sound's envelope with the planned voice's
MAX_LAG = 0.03  # seconds between the voice and its plan: captions lit word by word show a longer lag
MAX_CAPTION_MISS = 30.0  # levels (of 255) between planned and measured captions
MAX_TINT = 38.0  # levels (of 255) between a scene's mean colour and its picture's


class SceneMatch(Frozen):
    """A shot's middle frame compared with its planned picture.

    `likeness` is the correlation of their structure (-1 to 1), `tint` the difference of their mean colours (levels).
    """

    likeness: float
    tint: float
    better: int = -1  # the number of the shot whose picture it resembles more; -1 if its own


class Measurements(Frozen):
    """Measurements of a finished file. Times are in seconds, loudness is EBU R128."""

    bytes: int
    opened: bool = True
    decode_errors: tuple[str, ...] = ()
    width: int = 0
    height: int = 0
    codec: str = ""
    profile: str = ""
    pixel_format: str = ""
    colour: str = ""  # primaries, transfer, matrix, range
    square_pixels: bool = True
    frames: int = 0
    worst_drift: float = 0.0  # the largest difference between a frame's timestamp and its planned time
    video_start: float = 0.0
    video_end: float = 0.0
    turned: int = 0  # degrees of the rotation tag
    interlaced: bool = False
    keyframes: tuple[int, ...] = ()  # frame numbers
    audio_codec: str = ""
    audio_rate: int = 0
    audio_channels: int = 0
    audio_start: float = 0.0
    audio_end: float = 0.0
    lufs: float = -99.0  # integrated
    true_peak: float = -99.0  # dBTP
    tilt: float = 0.0  # dB by which the louder channel exceeds the other
    silence: float = 0.0  # the longest one
    voice_lag: float = 0.0  # behind the planned voice
    voice_likeness: float = 0.0  # correlation with the planned voice's envelope
    faststart: bool = True  # the index (moov) precedes the media (mdat)
    black: tuple[int, ...] = ()  # numbers of unplanned black frames
    frozen: int = 0  # length of the longest run of frames that do not change
    standing: tuple[int, ...] = ()  # numbers of shots that do not move
    held: float = 0.0  # share of frames that repeat the previous one while the picture moves
    scenes: tuple[SceneMatch, ...] = ()
    caption_boxes: tuple[Box, ...] = ()  # measured for the sampled cues, planned for the others
    captions: tuple[float, ...] = ()  # of the sampled cues: difference from the planned letters, in levels
    elements: Appearances = Appearances()
    flashes: tuple[tuple[int, int], ...] = ()  # first and end frame of each series of more than three a second


def judge(measured: Measurements, timeline: Timeline, video: Artifact) -> QualityReport:
    """Make every check. The video is approved if all pass."""
    if not measured.opened:
        reason = "; ".join(measured.decode_errors) or "it cannot be opened"
        return QualityReport(video=video, checks=(_check("file", False, "a video that opens", reason),))
    checks = [
        *_container(measured, timeline),
        *_picture(measured, timeline),
        *_sound(measured, timeline),
        *_scenes(measured, timeline),
        *_stages(measured, timeline),
    ]
    return QualityReport(video=video, checks=tuple(checks))


def _check(name: str, passed: bool, wanted: str, got: str) -> Check:
    """A Check from positional arguments, so that the tables below stay short."""
    return Check(name=name, passed=passed, wanted=wanted, measured=got)


def _container(m: Measurements, timeline: Timeline) -> Sequence[Check]:
    output = timeline.output
    end = timeline.seconds
    return (
        _check("decodes", not m.decode_errors, "every frame, no error", "; ".join(m.decode_errors[:3]) or "no error"),
        _check(
            "codec",
            (m.codec, m.profile) == PROFILES[output.codec],
            f"{CODEC_NAMES[output.codec]} {PROFILES[output.codec][1]}",
            f"{m.codec} {m.profile}",
        ),
        _check(
            "size",
            (m.width, m.height) == (output.width, output.height) and m.square_pixels and not m.turned,
            f"{output.width}x{output.height}, square pixels, upright",
            f"{m.width}x{m.height}, {'square' if m.square_pixels else 'not square'} pixels, rotated by {m.turned}°",
        ),
        _check(
            "pixel format",
            m.pixel_format == "yuv420p" and not m.interlaced,
            "yuv420p, progressive",
            f"{m.pixel_format or 'none'}, {'interlaced' if m.interlaced else 'progressive'}",
        ),
        _check("colour", m.colour == "bt709 limited", "bt709 limited", m.colour or "untagged"),
        _check("index first", m.faststart, "the index before the media", "before" if m.faststart else "after"),
        _check("frames", m.frames == timeline.frames, str(timeline.frames), str(m.frames)),
        _check(
            "frame rate",
            m.worst_drift <= MAX_DRIFT and abs(m.video_start) <= MAX_DRIFT,
            f"{output.fps} fps, constant, from 0",
            f"{_rate(m, output.fps):.4g} fps, a frame is {m.worst_drift * 1000:.1f} ms off, "
            f"the first frame is at {m.video_start * 1000:.0f} ms",
        ),
        _check(
            "sound ends with the picture",
            abs(m.audio_end - m.video_end) <= MAX_END_GAP and abs(m.video_end - end) <= MAX_END_GAP,
            f"both at {end:.2f} s, within {MAX_END_GAP * 1000:.0f} ms",
            f"picture {m.video_end:.3f} s, sound {m.audio_end:.3f} s",
        ),
        _check(
            "sound starts with the picture",
            abs(m.audio_start - m.video_start) <= MAX_END_GAP,
            "together",
            f"{(m.audio_start - m.video_start) * 1000:+.0f} ms",
        ),
    )


def _rate(m: Measurements, fps: int) -> float:
    """The mean frame rate, where the last frame counts with its planned duration."""
    seconds = m.video_end - 1 / fps - m.video_start
    return (m.frames - 1) / seconds if seconds > 0 else 0.0


def _picture(m: Measurements, timeline: Timeline) -> Sequence[Check]:
    starts = tuple(shot.first for shot in timeline.shots)
    missing = sorted(set(starts) - set(m.keyframes))
    still = max(2 * timeline.output.fps, 1)
    safe = safe_area(timeline.output)
    unread = [miss for miss in m.captions if miss > MAX_CAPTION_MISS]
    outside = [box for box in m.caption_boxes if not safe.holds(box)]
    return (
        _check(
            "cuts",
            not missing,
            "every scene begins on its planned frame",
            f"no cut at frame {', '.join(map(str, missing[:5]))}" if missing else f"all {len(starts)}",
        ),
        _check(
            "no black", not m.black, "no black frame", f"{len(m.black)} from frame {m.black[0]}" if m.black else "none"
        ),
        _check(
            "moves",
            m.frozen < still and not m.standing and m.held <= MAX_HELD,
            f"every scene, fewer than {still} equal frames in a row, at most {MAX_HELD:.0%} repeated",
            "".join(f"scene {number + 1} stands still, " for number in m.standing) + f"{m.frozen}, {m.held:.0%}",
        ),
        _check(
            "captions clear of the buttons",
            not outside,
            "all inside the safe area",
            f"{len(outside)} outside" if outside else f"all {len(m.caption_boxes)}",
        ),
        _check(
            "captions where they belong",
            not unread,
            "every sampled one",
            f"{len(unread)} of {len(m.captions)} not there" if unread else f"all {len(m.captions)}",
        ),
    )


def _sound(m: Measurements, timeline: Timeline) -> Sequence[Check]:
    wanted = timeline.sound
    return (
        _check(
            "sound format",
            (m.audio_codec, m.audio_rate, m.audio_channels) == ("aac", 48000, 2),
            "AAC 48 kHz stereo",
            f"{m.audio_codec or 'none'} {m.audio_rate / 1000:g} kHz {m.audio_channels} ch",
        ),
        _check(
            "loudness",
            round(abs(m.lufs - wanted.lufs), 2) <= LOUDNESS_SLACK,  # readings are tenths, floats not
            f"{wanted.lufs:g} LUFS +-{LOUDNESS_SLACK:g}",
            f"{m.lufs:.1f} LUFS",
        ),
        _check(
            "true peak", m.true_peak <= wanted.true_peak, f"<= {wanted.true_peak:g} dBTP", f"{m.true_peak:.1f} dBTP"
        ),
        _check(
            "the voice is heard",
            m.voice_likeness >= MIN_VOICE,
            f"the planned voice, correlation of at least {MIN_VOICE:g}",
            f"{m.voice_likeness:.2f}",
        ),
        _check(
            "the voice keeps time",
            abs(m.voice_lag) <= MAX_LAG or m.voice_likeness < MIN_VOICE,
            f"within {MAX_LAG * 1000:.0f} ms of its words",
            f"{m.voice_lag * 1000:+.0f} ms",
        ),
        _check("both sides sound", m.tilt <= MAX_TILT, f"within {MAX_TILT:g} dB", f"{m.tilt:.1f} dB apart"),
        _check("no silence", m.silence <= MAX_SILENCE, f"<= {MAX_SILENCE:g} s", f"{m.silence:.2f} s"),
    )


def _scenes(m: Measurements, timeline: Timeline) -> Sequence[Check]:
    wrong = []
    for number, look in enumerate(m.scenes):
        if look.better >= 0:
            wrong.append(f"scene {number + 1} shows the picture of scene {look.better + 1}")
        elif look.likeness < MIN_LIKENESS or look.tint > MAX_TINT:
            wrong.append(f"scene {number + 1} does not show its picture ({look.likeness:.2f})")
    if len(m.scenes) < len(timeline.shots):
        wrong.append(f"only {len(m.scenes)} of {len(timeline.shots)} scenes exist")
    return (
        _check(
            "scenes show their pictures",
            not wrong,
            f"all {len(timeline.shots)}",
            "; ".join(wrong[:4]) or f"all {len(m.scenes)}",
        ),
    )


def _stages(m: Measurements, timeline: Timeline) -> Sequence[Check]:
    fps, elements = timeline.output.fps, m.elements
    wrong = (*(fault.sentence for fault in elements.faults), *elements.disorder)
    all_well = f"all {elements.judged}" + (f", {elements.skipped} too small to judge" if elements.skipped else "")
    return (
        _check(
            "elements come with their words",
            not wrong,
            f"each within {slack(fps)} frames, whole and in its place",
            "; ".join(wrong[:4]) or all_well,
        ),
        _check(
            "nothing flashes",
            not m.flashes,
            "at most three flashes a second over a quarter of the frame",
            ", ".join(f"flashes from {first / fps:.1f} to {end / fps:.1f} s" for first, end in m.flashes[:4]) or "none",
        ),
    )
