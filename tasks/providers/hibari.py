"""The voice inside the package: hibari-tts, English, offline, with word times from its own phoneme durations."""

import hashlib
import re
import threading
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import numpy as np
import onnxruntime
from hibari import Hibari, dsp
from hibari.g2p.normalize import normalize
from numpy.typing import NDArray

from tasks.domain.errors import BadInput
from tasks.domain.models import Passage, Speech, SpokenWord
from tasks.domain.prose import sentences
from tasks.domain.wordtimes import align, proportional
from tasks.machine.assets import AssetStore
from tasks.machine.wav import wav

MODEL_SHA256 = "5f70741d4e900f4e85d0037498736cc1b3e1b9a63a13546a5da1e63abf4fccd8"
DURATIONS = "/Cast_32_output_0"  # of that model: one integer a phoneme, in frames
FRAME = 600 / 24000  # seconds
ONSET = 0.045  # seconds by which the model's word starts come late, against acoustic onsets after pauses
MOST_CHARACTERS = 280  # spoken at once; longer sentences are cut at clauses
UNTIMED = "The voice's model is not the one whose word times are known; they were estimated from the letters."


class HibariVoice:
    """Speaks English. `voice` may only be the bundled one: others would be downloaded at first use."""

    # Measured on the shipped topics, 800 words, pauses between passages included.
    words_per_minute = 164.0

    def __init__(self, store: AssetStore, voice: str = "") -> None:
        if voice not in {"", "heart", "af_heart"}:
            raise BadInput(
                f"The voice {voice!r} is not inside the package and would have to be downloaded.",
                advice="Use voice: hibari in the channel's file.",
            )
        self.store = store

    def check_language(self, language: str) -> None:
        if language.partition("-")[0] != "en":
            raise BadInput(
                f"The built-in voice speaks English only, and the channel's language is {language!r}.",
                advice="Set language: en, or choose a voice that speaks it.",
            )

    def check_quota(self, characters: int) -> None:
        """It costs nothing."""

    def speak(self, passage: Passage, seed: int) -> Speech:
        """Raises BadInput when nothing in the passage can be pronounced."""
        engine = _engine()
        rng = np.random.default_rng(seed)
        parts: list[NDArray[np.float32]] = []
        words: list[SpokenWord] = []
        at = 0.0
        for chunk in _chunks(passage.text):
            audio, spoken = engine.say(_speakable(chunk), rng)
            seconds = len(audio) / dsp.SR
            written = chunk.split()
            times = align(written, spoken, seconds) if spoken else proportional(written, 0.0, seconds)
            words += (SpokenWord(text=w.text, start=w.start + at, end=w.end + at) for w in times)
            parts.append(audio)
            at += seconds
        if at == 0.0:
            raise BadInput(
                f"The voice found nothing to pronounce in: {passage.text[:60]!r}.", advice="Write it in words."
            )
        return Speech(
            audio=self.store.put(_wav(np.concatenate(parts)), ".wav"),
            seconds=at,
            words=tuple(words),
            voice="hibari-tts 0.2.1, voice heart (Apache-2.0)",
            timing="exact" if engine.timed else "proportional",
            note="" if engine.timed else UNTIMED,
        )


class _Engine:
    """The model, loaded once a process; sessions may be run from several threads, the grapheme rules may not."""

    def __init__(self) -> None:
        self.tts = Hibari()
        model = Path(self.tts.model_path).read_bytes()
        self.timed = hashlib.sha256(model).hexdigest() == MODEL_SHA256
        if self.timed:
            options = onnxruntime.SessionOptions()
            options.intra_op_num_threads = options.inter_op_num_threads = 1
            options.log_severity_level = 3
            self.tts.sess = onnxruntime.InferenceSession(
                _with_output(model, DURATIONS), options, providers=["CPUExecutionProvider"]
            )
        self.lock = threading.Lock()

    def say(self, text: str, rng: np.random.Generator) -> tuple[NDArray[np.float32], list[SpokenWord]]:
        """Samples at 24 kHz, and the spoken tokens with their times (none where the model gives none)."""
        with self.lock:
            g2p = self.tts.g2p
            tokens = g2p.phonemize_tokens(g2p.tokenize(normalize(text)))
        ids, spans = [0], []
        for token in tokens:
            first = len(ids)
            ids += [self.tts.vocab[c] for c in token.phonemes or "" if c in self.tts.vocab]
            spans.append((token.text, first, len(ids)))
            if token.whitespace and " " in self.tts.vocab:
                ids.append(self.tts.vocab[" "])
        while len(ids) > 1 and ids[-1] == self.tts.vocab.get(" "):
            ids.pop()
        if len(ids) < 2:
            return np.zeros(0, np.float32), []
        ids.append(0)
        feed = {"ids": np.asarray([ids], np.int64), "speed": np.asarray([1.0], np.float32)}
        out = dict(zip((o.name for o in self.tts.sess.get_outputs()), self.tts.sess.run(None, feed), strict=True))
        names = [name for name in out if name != DURATIONS]
        audio = dsp.synth(*(out[name][0] for name in names), rng)
        if not self.timed:
            return audio, []
        edges = np.concatenate([[0], np.cumsum(out[DURATIONS].ravel())]) * FRAME
        words = [
            SpokenWord(text=text, start=max(0.0, float(edges[a]) - ONSET), end=float(edges[b]))
            for text, a, b in spans
            if b > a and re.search(r"\w", text)
        ]
        return audio, words


@cache
def _engine() -> _Engine:
    return _Engine()


def _chunks(text: str) -> Iterator[str]:
    """Sentences, and long ones cut at clauses: what the model sees at once. Joined, they are the text's words."""
    for sentence in sentences(text):
        part = ""
        for clause in re.split(r"(?<=[,;:—])\s+", sentence):
            if part and len(part) + len(clause) > MOST_CHARACTERS:
                yield part
                part = clause
            else:
                part = f"{part} {clause}".strip()
        yield part


def _speakable(text: str) -> str:
    """What can be said of a text: addresses, markup and signs that no rule pronounces are left out, or read simply."""
    text = re.sub(r"https?://\S+|www\.\S+", "a web address", text)
    text = re.sub(r"[*_`#~^|<>{}\[\]\\]", " ", text)
    text = re.sub(r"[^\w\s.,;:?!'’\"“”()%$€£&+/°—–-]", " ", text)
    return " ".join(text.split())


def _with_output(model: bytes, tensor: str) -> bytes:
    """The model with one more output, integers. protobuf merges repeated messages, so appending bytes is enough."""

    def field(number: int, body: bytes) -> bytes:
        return _varint(number << 3 | 2) + _varint(len(body)) + body

    integers = b"\x08\x07"  # TypeProto.Tensor.elem_type = INT64
    value_info = field(1, tensor.encode()) + field(2, field(1, integers))
    return model + field(7, field(12, value_info))  # ModelProto.graph.output


def _varint(number: int) -> bytes:
    out = bytearray()
    while number > 127:
        out.append(number & 127 | 128)
        number >>= 7
    out.append(number)
    return bytes(out)


def _wav(audio: NDArray[np.float32]) -> bytes:
    return wav((np.clip(audio, -1.0, 1.0) * 32767.0).astype("<i2").tobytes(), dsp.SR)
