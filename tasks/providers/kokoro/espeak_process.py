"""Reads texts as phonemes with espeak-ng, in a process of its own, because espeak-ng is under the GPL.

Standard input: JSON with `voice` and `texts`. Standard output: JSON, the IPA of each text, sounds of one phoneme tied
by ^. Imports nothing of Dailies.
"""

import ctypes
import json
import sys

IPA, TIES, TIE = 0x02, 0x80, ord("^") << 8
UTF8, RETRIEVAL = 1, 2


def main() -> None:
    import espeakng_loader  # noqa: PLC0415 - not everybody has it

    request = json.load(sys.stdin)
    library = ctypes.CDLL(espeakng_loader.get_library_path())
    if library.espeak_Initialize(RETRIEVAL, 0, str(espeakng_loader.get_data_path()).encode(), 0) < 0:
        sys.exit("espeak-ng does not start: its data are missing")
    if library.espeak_SetVoiceByName(request["voice"].encode()) != 0:
        sys.exit(f"espeak-ng has no voice {request['voice']}")
    read = library.espeak_TextToPhonemes
    read.restype = ctypes.c_char_p
    spoken = []
    for text in request["texts"]:
        rest, clauses = ctypes.c_char_p(text.encode()), []
        while rest.value is not None:  # each call reads one clause and moves on
            clauses.append((read(ctypes.byref(rest), UTF8, IPA | TIES | TIE) or b"").decode())
        spoken.append(" ".join(clauses).strip())
    json.dump(spoken, sys.stdout)


if __name__ == "__main__":
    main()
