"""A speech server of one's own, with OpenAI's API: Kokoro-FastAPI, speaches, Piper behind a shim."""

from tasks.providers.speech.settings import KEY, SpeechSettings
from tasks.providers.speech.voice import ServerVoice
from tasks.providers.vendor import Vendor

VENDOR = Vendor(
    name="speech",
    title="Your speech server",
    gives="the voice, in the languages of its model, with word times if the server gives them",
    key=KEY,
    key_optional=True,
    key_advice="if the server wants one; OPENAI_SPEECH_BASE_URL says where it is",
    settings=SpeechSettings,
    needs_network=True,
    on_auto=frozenset({"voice"}),
    configured=lambda settings: bool(settings(SpeechSettings).base_url),
    delivery=frozenset({"speed"}),
    voice=ServerVoice,
)

__all__ = ["VENDOR", "ServerVoice"]
