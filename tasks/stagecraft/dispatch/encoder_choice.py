"""Which encoder this host uses: the operator's choice, or the fastest that passed its test encode."""

from tasks.domain.timeline import OutputSpec
from tasks.machine.settings import settings
from tasks.render.encoders.trial import choose_encoder, verdicts


def encoder_for(output: OutputSpec, name: str = "auto") -> str:
    """The encoder to use. Precedence: `name`, DAILIES_ENCODER, the fastest that passed its test encode here."""
    return choose_encoder(settings().encoder if name == "auto" else name, output, settings().encode_workers)


def hardware_works() -> bool:
    """Whether a hardware encoder passed its test encode on this host."""
    return any(verdict.usable for verdict in verdicts(OutputSpec(), settings().encode_workers))
