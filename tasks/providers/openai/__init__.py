"""OpenAI, and every server with its API: ollama, llama.cpp, vLLM, OpenRouter."""

from tasks.providers.openai.costs import own_model
from tasks.providers.openai.editor import OpenAIChooser, OpenAIDigester
from tasks.providers.openai.eyes import OpenAIEyes
from tasks.providers.openai.joints import OpenAIRewriter
from tasks.providers.openai.lookup import assumed_price, looked_up
from tasks.providers.openai.servers import models_that_end
from tasks.providers.openai.settings import KEY, OpenAISettings
from tasks.providers.openai.voice import OpenAIAccount, OpenAIVoice, cast_voice
from tasks.providers.openai.writer import OpenAIWriter
from tasks.providers.vendor import Vendor

VENDOR = Vendor(
    name="openai",
    title="OpenAI",
    gives="topic choice, a digest of the facts, the script, a look at found pictures, "
    "a voice if named (OpenAI closes its own on 6 January 2027)",
    limits="tokens of your account",
    cost="$0.06 to $0.09 with gpt-5.4-mini",
    key=KEY,
    settings=OpenAISettings,
    own=own_model,
    needs_network=True,
    on_auto=frozenset({"writer"}),
    chooser=OpenAIChooser,
    digester=OpenAIDigester,
    writer=OpenAIWriter,
    rewriter=OpenAIRewriter,
    eyes=OpenAIEyes,
    delivery=frozenset({"speed"}),
    voice=OpenAIVoice,
    cast=cast_voice,
    account=OpenAIAccount,
    ends=models_that_end,
    look_up=looked_up,
    assumed_price=assumed_price,
)

__all__ = [
    "VENDOR",
    "OpenAIAccount",
    "OpenAIChooser",
    "OpenAIDigester",
    "OpenAIEyes",
    "OpenAIRewriter",
    "OpenAIVoice",
    "OpenAIWriter",
]
