"""What is measured, each in a process of its own: `python -m tests.bench.sides NAME FOLDER` prints its figures as JSON.

FOLDER holds the inputs that `tests.bench.assembly` prepared: a store with `timeline.json`, and for the others the
voice and the pictures as files.
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
from tests.bench.meter import Figures, Meter, tell

PICTURES = (".jpg", ".png", ".webp")
SUBSAMPLE = 8  # VMAF looks at every eighth frame


def load(folder: Path) -> tuple[Timeline, AssetStore]:
    return Timeline.model_validate_json((folder / "timeline.json").read_text()), AssetStore(folder / "assets")


def ours(folder: Path) -> Figures:
    """The whole film: picture, captions, sound, one file."""
    plan, store = load(folder)
    meter = Meter()
    video = assemble(plan, store)
    return meter.read() | {"bytes": video.file.bytes, "frames": plan.frames}


def picture(folder: Path) -> Figures:
    """Ours without making the sound: what stands against the limit (see turns.py)."""
    plan, store = load(folder)
    sound = ready_sound(plan.sound, plan, store)
    meter = Meter()
    with ThreadPoolExecutor(2) as pool:
        parts = list(pool.map(lambda part: encode_segment(part, store), segments(plan, "libx264")))
    film = mux(parts, sound, plan.output, store)
    return meter.read() | {"bytes": film.bytes}


def judged(folder: Path) -> Figures:
    """What the whole film looks like, against its own frames."""
    plan, store = load(folder)
    return {"vmaf": vmaf(plan, store, store.path(assemble(plan, store).file))}


def piped(folder: Path) -> Figures:
    """The same x264 through ffmpeg's stdin: seconds, and how they stand to this process's own."""
    rounds = pipe.measure()
    of = {f"of_{key}": pipe.ratio(rounds, key) for key in ("user_s", "cpu_s")}
    return pipe.medians(rounds)[pipe.THROUGH] | of


def sound(folder: Path) -> Figures:
    plan, store = load(folder)
    meter = Meter()
    made = mix(plan.sound, plan.frames, plan.output, store)
    return meter.read() | {"bytes": made.bytes}


def seeds(folder: Path) -> Figures:
    plan, _ = load(folder)
    pictures = sorted(path for path in folder.iterdir() if path.suffix in PICTURES)
    meter = Meter()
    seed.assemble(pictures, [shot.frames for shot in plan.shots], folder / "voice.wav", folder / "seed.mp4")
    return meter.read() | {"bytes": (folder / "seed.mp4").stat().st_size}


def ready_sound(wanted: Sound, plan: Timeline, store: AssetStore) -> Artifact:
    """The mix, made once a folder."""
    kept = store.root.parent / "sound.json"
    if not kept.exists():
        kept.write_text(mix(wanted, plan.frames, plan.output, store).model_dump_json())
    return Artifact.model_validate_json(kept.read_text())


def vmaf(plan: Timeline, store: AssetStore, film: Path) -> float:
    """The film against the frames that went into its encoder, which never left memory: a lossless render."""
    log = film.parent / "vmaf.json"
    size = f"{plan.output.width}x{plan.output.height}"
    raw = ("-f", "rawvideo", "-pix_fmt", "nv12", "-s", size, "-r", str(plan.output.fps))
    # Both said to be what they are, and paired by number: ffmpeg would convert untagged frames, and pair by time.
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
    assert judge.returncode == 0, "ffmpeg could not compare the film with its frames"
    return float(json.loads(log.read_text())["pooled_metrics"]["vmaf"]["mean"])


SIDES: dict[str, Callable[[Path], Figures]] = {
    "ours": ours,
    "picture": picture,
    "judged": judged,
    "sound": sound,
    "piped": piped,
    "seed": seeds,
}

if __name__ == "__main__":
    tell(SIDES[sys.argv[1]](Path(sys.argv[2])))
