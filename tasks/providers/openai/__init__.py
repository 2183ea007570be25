"""OpenAI, and every server that speaks its language: ollama, llama.cpp, vLLM, OpenRouter."""

from tasks.providers.openai.editor import OpenAIChooser, OpenAIDigester
from tasks.providers.openai.voice import OpenAIAccount, OpenAIVoice
from tasks.providers.openai.writer import OpenAIWriter

__all__ = ["OpenAIAccount", "OpenAIChooser", "OpenAIDigester", "OpenAIVoice", "OpenAIWriter"]
