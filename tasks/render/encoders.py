"""The encoders that are known, one row each. Figures behind the options: see `make bench`."""

from dataclasses import dataclass
from fractions import Fraction

import av
from av.video.codeccontext import VideoCodecContext

from tasks.domain.errors import BadInput
from tasks.domain.models import OutputSpec

GLOBAL_HEADER = 0x400000  # AV_CODEC_FLAG_GLOBAL_HEADER: parameter sets in the container, once for all segments
BT709 = 1
LIMITED = 1


@dataclass(frozen=True)
class Encoder:
    codec: str
    options: dict[str, str]


X264 = (
    *("mbtree=1", "rc-lookahead=20", "scenecut=0", "b-adapt=0"),
    *("direct=temporal", "deblock=-1,-1", "open-gop=0", "subme=0"),
)

ENCODERS = {
    # superfast at crf 23 with macroblock-tree: 0.6 of veryfast's CPU for the same VMAF, on slow camera moves. One
    # thread a segment: segments are what runs in parallel. subme=0: our motion is smooth and known to a whole pixel's
    # fraction by the frames before; it costs 1 % of bytes. g=250: a segment is one closed GOP, however long.
    "libx264": Encoder(
        "libx264",
        {
            "preset": "superfast",
            "crf": "23",
            "profile": "high",
            "threads": "1",
            "g": "250",
            "x264-params": ":".join(X264),
        },
    ),
}


def open_encoder(name: str, output: OutputSpec) -> VideoCodecContext:
    """A fresh encoder for NV12 frames of the output's size, tagged BT.709 limited range, square pixels."""
    if name not in ENCODERS:
        raise BadInput(f"There is no encoder {name!r}.", advice=f"Known: {', '.join(ENCODERS)}.")
    row = ENCODERS[name]
    context = av.CodecContext.create(row.codec, "w")
    assert isinstance(context, VideoCodecContext)  # noqa: S101 - a video codec's name gives a video context
    describe(context, output)
    context.options = dict(row.options)
    context.thread_count = 1
    return context


def describe(context: VideoCodecContext, output: OutputSpec) -> None:
    """Size, rate and colour, as the encoder and the container must both know them."""
    context.width, context.height = output.width, output.height
    context.pix_fmt = "nv12"
    context.time_base = Fraction(1, output.fps)
    context.framerate = Fraction(output.fps)
    context.sample_aspect_ratio = Fraction(1, 1)
    context.color_primaries = context.color_trc = context.colorspace = BT709
    context.color_range = LIMITED
    context.flags |= GLOBAL_HEADER
