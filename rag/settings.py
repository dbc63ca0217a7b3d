"""Settings: a handful of values from the environment (``AIQYN_…``), each with a default that works offline."""

from __future__ import annotations

from pathlib import Path

from platformdirs import user_cache_path, user_data_path
from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict

__all__ = ["BUNDLED", "CHAT", "EXTRACTIVE", "Settings"]

BUNDLED = "bundled"
CHAT = "llm:"  # begins the name of a judge that is a chat model
EXTRACTIVE = "extractive"


class Settings(BaseSettings):
    """Where things are and which models are used.

    Every field can be given as an environment variable: ``AIQYN_LIBRARY=/data/news``.
    """

    model_config = SettingsConfigDict(env_prefix="AIQYN_", frozen=True, extra="ignore")

    library: Path = Field(
        default_factory=lambda: user_data_path("aiqyn") / "library",
        description="Folder of the library; made when first used.",
    )
    cache: Path = Field(
        default_factory=lambda: user_cache_path("aiqyn"),
        description="Folder for what can be made again: the unpacked embedding model (about 500 MB).",
    )
    embedding: str = Field(
        default=BUNDLED,
        description='Embedding model: "bundled" (multilingual-e5-small), a folder, or a hub name like "BAAI/bge-m3".',
    )
    device: str = Field(default="auto", description='Where the embedding model runs: "auto", "cpu", "cuda", "mps".')
    chroma: str = Field(
        default="", description='Chroma server, like "http://localhost:8000"; empty: in the library folder.'
    )
    database: str = Field(
        default="",
        description='SQLAlchemy URL, like "postgresql+psycopg://user@host/aiqyn"; empty: SQLite in the library.',
    )
    verifier: bool = Field(
        default=True, description="Whether the trained verifier has a say in verdicts, and in whether to answer."
    )
    wrong_answers: float | None = Field(
        default=None,
        ge=0,
        le=100,
        description="Percentage of answers that may be given to questions that have none, at most; by default only "
        "the nearness of the best sentences decides.",
    )
    judge: str = Field(
        default="",
        description="Reads every sentence beside its evidence: folder or hub name of a cross-encoder for natural "
        "language inference, or llm:PROVIDER:NAME; empty: the checker's own measures alone.",
    )
    model: str = Field(
        default=EXTRACTIVE,
        description='What writes answers and drafts: "extractive" quotes the sources; or a chat model, PROVIDER:NAME.',
    )
    model_url: str = Field(
        default="",
        description='Address of an OpenAI-compatible server (with "openai:") or of Ollama; empty: their own.',
    )
    model_timeout: float = Field(default=60, gt=0, description="Seconds that the chat model may be silent.")
    model_context: int = Field(
        default=0, ge=0, description="Tokens that the chat model reads and writes at once, 1024 or more; 0: 8192."
    )
    model_calls: int = Field(default=4, ge=1, description="Calls of the chat model at the same time.")

    @property
    def judge_on_hub(self) -> bool:
        """Whether the judge may have to be fetched from the model hub."""
        return bool(self.judge) and not self.judge.startswith(CHAT) and not Path(self.judge).expanduser().is_dir()
