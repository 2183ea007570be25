"""The table of supported encoders and their options. `make bench` measures what the options gain."""

from dataclasses import dataclass, field
from fractions import Fraction

import av
import cv2
from av.video.codeccontext import VideoCodecContext

from tasks.domain.errors import BadInput
from tasks.domain.timeline import OutputSpec, VideoCodec

GLOBAL_HEADER = 0x400000  # AV_CODEC_FLAG_GLOBAL_HEADER: parameter sets in the container, shared by all segments
BT709 = 1  # FFmpeg's number for it, as primaries, transfer and matrix
LIMITED = 1  # FFmpeg's number for the range 16 to 235


@dataclass(frozen=True)
class Encoder:
    """One encoder and its options. `piped` ones run in ffmpeg and take the whole film; others encode segments here."""

    codec: str
    options: dict[str, str]
    makes: VideoCodec = "h264"
    piped: bool = False
    device: dict[str, str] = field(default_factory=dict)  # ffmpeg options that open the device
    upload: bool = False  # frames must be uploaded to the device's memory first
    hardware: bool = False


AVX_512F = 13  # OpenCV's number for this CPU feature
# x264 uses every instruction set of the CPU by default. Its AVX-512 code reads uninitialised memory when it weighs
# B-frames for mbtree: the same frames encode to different bytes (up to 3 % more), and CPU time rises by a seventh. So
# on CPUs with AVX-512, list the instruction sets below it. Other CPUs keep x264's own choice.
AVX2 = "asm=MMX2,SSE2Fast,LZCNT,SSSE3,SSE4.2,AVX,FMA3,BMI1,BMI2,AVX2"
X264 = (
    *("mbtree=1", "rc-lookahead=20", "scenecut=0", "b-adapt=0"),
    *("direct=temporal", "deblock=-1,-1", "open-gop=0", "subme=0"),
    *((AVX2,) if cv2.checkHardwareSupport(AVX_512F) else ()),
)
SUPERFAST = {"preset": "superfast", "crf": "23", "profile": "high", "g": "250", "x264-params": ":".join(X264)}

# Key frames are forced where scenes begin; each must be an IDR frame, so that no later frame refers to earlier ones.
IDR = {"forced-idr": "1"}
HVC1 = {"tag:v": "hvc1"}  # the only HEVC tag that Apple's players accept
GOP = {"g": "250"}

NVENC = {"preset": "p4", "rc": "vbr", "b:v": "0", "spatial-aq": "1", **IDR, **GOP}
VAAPI = {"rc_mode": "CQP", **GOP}
QSV = {"preset": "veryfast", "forced_idr": "1", **GOP}
VIDEOTOOLBOX = {"q:v": "60", "allow_sw": "0", **GOP}
AMF = {"usage": "transcoding", "quality": "balanced", "rc": "cqp", "forced_idr": "1", **GOP}


def _hardware(family: str, common: dict[str, str], makes: VideoCodec, **options: str) -> Encoder:
    device = {"init_hw_device": f"{family}=hw"} if family in {"vaapi", "qsv"} else {}
    upload = family == "vaapi"
    return Encoder(f"{makes}_{family}", common | options, makes, True, device, upload, hardware=True)


ROWS = (
    _hardware("nvenc", NVENC, "h264", cq="23", profile="high", bf="3"),
    _hardware("nvenc", NVENC, "hevc", cq="26", profile="main", **HVC1),
    _hardware("nvenc", NVENC, "av1", cq="32"),
    _hardware("vaapi", VAAPI, "h264", qp="23", profile="high"),
    _hardware("vaapi", VAAPI, "hevc", qp="25", profile="main", **HVC1),
    _hardware("vaapi", VAAPI, "av1", global_quality="110"),
    _hardware("qsv", QSV, "h264", global_quality="23", profile="high"),
    _hardware("qsv", QSV, "hevc", global_quality="25", profile="main", **HVC1),
    _hardware("qsv", QSV, "av1", global_quality="110"),
    _hardware("videotoolbox", VIDEOTOOLBOX, "h264", profile="high"),
    _hardware("videotoolbox", VIDEOTOOLBOX, "hevc", profile="main", **HVC1),
    _hardware("amf", AMF, "h264", qp_i="22", qp_p="23", qp_b="25", profile="high"),
    _hardware("amf", AMF, "hevc", qp_i="24", qp_p="25", profile="main", **HVC1),
    _hardware("amf", AMF, "av1", qp_i="100", qp_p="110"),
)

ENCODERS = {
    # superfast at crf 23 with mbtree: 60 % of veryfast's CPU for the same VMAF on slow camera moves. One thread per
    # segment, because segments run in parallel. subme=0 costs 1 % of bytes: camera motion is smooth, so earlier frames
    # predict it well. g=250: every segment is one closed GOP.
    "libx264": Encoder("libx264", {**SUPERFAST, "threads": "1"}),
    # The same encoder behind the pipe: shows what the pipe costs, and tests it without hardware.
    "libx264-pipe": Encoder("libx264", SUPERFAST | IDR, piped=True),
    "libx265": Encoder(
        "libx265",
        {"preset": "superfast", "crf": "25", "x265-params": "log-level=error:open-gop=0:scenecut=0", **IDR, **GOP}
        | HVC1,
        "hevc",
        piped=True,
    ),
    "libsvtav1": Encoder("libsvtav1", {"preset": "9", "crf": "32", **GOP}, "av1", piped=True),
    **{row.codec: row for row in ROWS},
}

SOFTWARE: dict[VideoCodec, str] = {"h264": "libx264", "hevc": "libx265", "av1": "libsvtav1"}


def encoder_named(name: str, output: OutputSpec) -> Encoder:
    """The encoder of this name. Raises BadInput if it does not exist or does not make the output's codec."""
    if name not in ENCODERS:
        raise BadInput(f"There is no encoder {name!r}.", advice=f"Choose one of {', '.join(ENCODERS)}.")
    row = ENCODERS[name]
    if row.makes != output.codec:
        able = ", ".join(other for other, it in ENCODERS.items() if it.makes == output.codec)
        raise BadInput(
            f"{name} makes {row.makes}, but the output's codec is {output.codec}.", advice=f"Choose one of {able}."
        )
    return row


def open_encoder(name: str, output: OutputSpec) -> VideoCodecContext:
    """A new in-process encoder for NV12 frames of the output's size: BT.709, limited range, square pixels."""
    row = encoder_named(name, output)
    context = av.CodecContext.create(row.codec, "w")
    assert isinstance(context, VideoCodecContext)  # noqa: S101 - a video codec's name gives a video context
    describe(context, output)
    context.options = dict(row.options)
    context.thread_count = 1
    return context


def describe(context: VideoCodecContext, output: OutputSpec) -> None:
    """Set size, frame rate and colour, which the encoder and the container must agree on."""
    context.width, context.height = output.width, output.height
    context.pix_fmt = "nv12"
    context.time_base = Fraction(1, output.fps)
    context.framerate = Fraction(output.fps)
    context.sample_aspect_ratio = Fraction(1, 1)
    context.color_primaries = context.color_trc = context.colorspace = BT709
    context.color_range = LIMITED
    context.flags |= GLOBAL_HEADER
