"""Where an MLflow store is."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Final, Self

SQLITE: Final = "sqlite:///"


@dataclass(frozen=True, slots=True)
class MlflowStore:
    """Where runs and versions are kept.

    Attributes:
        uri: As MLflow wants it.
        file: Of SQLite; "" for a server or another database.
        artifacts: URI of the folder of artifacts; "" where the server decides.
        lock_file: Held by who repairs; for a server it orders only those of one data folder.
    """

    uri: str
    file: str
    artifacts: str
    lock_file: str

    @classmethod
    def at(cls, folder: Path, uri: str = "") -> Self:
        """The store that `uri` names, or the one in `folder`."""
        folder = folder.absolute()
        file = folder / "mlflow.db"
        if uri and not uri.startswith(SQLITE):
            return cls(uri, "", "", str(file.with_name("mlflow.lock")))
        if uri:
            file = folder / uri.removeprefix(SQLITE)  # absolute with four slashes
        artifacts = file.with_name("mlartifacts").as_uri()
        return cls(f"{SQLITE}{file}", str(file), artifacts, str(file.with_name("mlflow.lock")))

    @property
    def lock(self) -> Path:
        """The file that is held by who repairs."""
        return Path(self.lock_file)

    @property
    def is_server(self) -> bool:
        """Whether it is asked over HTTP."""
        return self.uri.startswith(("http://", "https://"))
