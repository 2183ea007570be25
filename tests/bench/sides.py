"""The measured sides, each run in its own process: `python -m tests.bench.sides NAME FOLDER` prints figures as JSON.

FOLDER holds the inputs that `tests.bench.assembly` prepared: `timeline.json` with its asset store for our side, and the
voice and pictures as files for the others.
"""

import json
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from tasks.domain.film.segments import segments
from tasks.domain.timeline import Sound, Timeline
from tasks.domain.values import Artifact
from tasks.machine.storage.assets import AssetStore
from tasks.machine.tools.ffmpeg import program
from tasks.render.mux import mux
from tasks.render.segment import draw, encode_segment
from tasks.render.sound.mix import mix
from tests.bench import pipe, seed
from tests.bench.assemble import assemble
from tests.bench.meter import Figures, Meter, print_figures

PICTURES = (".jpg", ".png", ".webp")
SUBSAMPLE = 8  # VMAF compares every eighth frame


def load(folder: Path) -> tuple[Timeline, AssetStore]:
    """The prepared timeline, and the store with its assets."""
    return Timeline.model_validate_json((folder / "timeline.json").read_text()), AssetStore(folder / "assets")


def whole_film(folder: Path) -> Figures:
    """Assembly of the whole film: picture, captions, sound and muxing."""
    plan, store = load(folder)
    meter = Meter()
    video = assemble(plan, store)
    return meter.read() | {"bytes": video.file.bytes, "frames": plan.frames}


def picture(folder: Path) -> Figures:
    """Our assembly with the sound mixed beforehand, which is compared with the limit (see turns.py)."""
    plan, store = load(folder)
    sound = ready_sound(plan.sound, plan, store)
    meter = Meter()
    with ThreadPoolExecutor(2) as pool:
        parts = list(pool.map(lambda part: encode_segment(part, store), segments(plan, "libx264")))
    film = mux(parts, sound, plan.output, store)
    return meter.read() | {"bytes": film.bytes}


def quality(folder: Path) -> Figures:
    """VMAF of the whole film against the frames that were encoded."""
    plan, store = load(folder)
    return {"vmaf": vmaf(plan, store, store.path(assemble(plan, store).file))}


def piped(folder: Path) -> Figures:
    """x264 through ffmpeg's stdin: seconds, and `of_` ratios to x264 in this process."""
    rounds = pipe.measure()
    of = {f"of_{key}": pipe.ratio(rounds, key) for key in ("user_s", "cpu_s")}
    return pipe.medians(rounds)[pipe.PIPED] | of


def sound(folder: Path) -> Figures:
    """Our sound alone: voice, ducked music and loudness."""
    plan, store = load(folder)
    meter = Meter()
    mixed = mix(plan.sound, plan.frames, plan.output, store)
    return meter.read() | {"bytes": mixed.bytes}


def seed_design(folder: Path) -> Figures:
    """The seed's design on the same pictures and voice."""
    plan, _ = load(folder)
    pictures = sorted(path for path in folder.iterdir() if path.suffix in PICTURES)
    meter = Meter()
    seed.assemble(pictures, [shot.frames for shot in plan.shots], folder / "voice.wav", folder / "seed.mp4")
    return meter.read() | {"bytes": (folder / "seed.mp4").stat().st_size}


def ready_sound(wanted: Sound, plan: Timeline, store: AssetStore) -> Artifact:
    """The mix, made once per folder."""
    file = store.root.parent / "sound.json"
    if not file.exists():
        file.write_text(mix(wanted, plan.frames, plan.output, store).model_dump_json())
    return Artifact.model_validate_json(file.read_text())


def vmaf(plan: Timeline, store: AssetStore, film: Path) -> float:
    """Mean VMAF of the film against its frames before encoding, which are drawn again and piped to ffmpeg."""
    log = film.parent / "vmaf.json"
    size = f"{plan.output.width}x{plan.output.height}"
    raw = ("-f", "rawvideo", "-pix_fmt", "nv12", "-s", size, "-r", str(plan.output.fps))
    # Tag both inputs and pair frames by number; ffmpeg would convert untagged frames and pair by time.
    tags = "setparams=range=tv:colorspace=bt709:color_primaries=bt709:color_trc=bt709"
    same = f"{tags},settb=1/{plan.output.fps},setpts=N,format=yuv420p"
    graph = f"[0:v]{same}[a];[1:v]{same}[b];[a][b]libvmaf=n_threads=2:n_subsample={SUBSAMPLE}"
    graph += f":log_fmt=json:log_path={log}"
    command = [program(), "-v", "error", "-i", str(film), *raw, "-i", "pipe:0", "-lavfi", graph, "-f", "null", "-"]
    with subprocess.Popen(command, stdin=subprocess.PIPE) as judge:
        assert judge.stdin
        for part in segments(plan, "libx264"):
            for luma, chroma in draw(part, store):
                judge.stdin.write(luma.tobytes())
                judge.stdin.write(chroma.tobytes())
    assert judge.returncode == 0, "ffmpeg failed to compare the film with its frames"
    return float(json.loads(log.read_text())["pooled_metrics"]["vmaf"]["mean"])


SIDES: dict[str, Callable[[Path], Figures]] = {
    "ours": whole_film,
    "picture": picture,
    "judged": quality,
    "sound": sound,
    "piped": piped,
    "seed": seed_design,
}

if __name__ == "__main__":
    print_figures(SIDES[sys.argv[1]](Path(sys.argv[2])))
