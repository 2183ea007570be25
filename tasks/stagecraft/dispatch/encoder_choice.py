"""Which encoder this host uses: the operator's word, or the verdicts of test encodes; shown by `flows encoders`."""

from tasks.domain.timeline import OutputSpec
from tasks.machine.settings import settings
from tasks.render.encoders.trial import choose_encoder, verdicts


def encoder_for(output: OutputSpec, asked: str = "auto") -> str:
    """What was asked for; with `auto` what this host's operator set, and with that `auto` too, what is fastest here."""
    return choose_encoder(settings().encoder if asked == "auto" else asked, output, settings().encode_workers)


def hardware_works() -> bool:
    """Whether an encoder in hardware is worth using here."""
    return any(found.usable for found in verdicts(OutputSpec(), settings().encode_workers))
