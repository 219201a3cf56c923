"""Settings from the environment; what is missing or nonsense is said in a sentence."""

import os
import re
import secrets
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, NoReturn

import dj_database_url
from cryptography.fernet import Fernet


def stop(sentence: str) -> NoReturn:
    sys.exit(sentence)


def text(name: str, default: str | None = None) -> str:
    """`name`, or the text of the file named by `name`_FILE; without either and a default, stop."""
    if name in os.environ:
        if not os.environ[name].strip():
            stop(f"{name} is empty. Give it a value, or leave it out altogether.")
        return os.environ[name]
    if path := os.environ.get(f"{name}_FILE"):
        try:
            return Path(path).read_text(encoding="utf-8").strip()
        except OSError as error:
            stop(f"{name}_FILE names {path}, which cannot be read: {error.strerror}.")
    if default is None:
        stop(f"{name} is not set. Set it, or {name}_FILE with the path of a file that holds it.")
    return default


def choice(name: str, options: tuple[str, ...], default: str) -> str:
    value = text(name, default)
    if value not in options:
        stop(f"{name} is “{value}”; it must be one of: {', '.join(options)}.")
    return value


def number(name: str, default: int) -> int:
    value = text(name, str(default))
    if not value.isdecimal():
        stop(f"{name} is “{value}”; it must be a whole number.")
    return int(value)


def words(name: str, default: str | None = None) -> list[str]:
    return [word.strip() for word in text(name, default).split(",") if word.strip()]


def field_keys(name: str, default: str | None) -> list[str]:
    """Keys that seal texts, the newest first; separated by commas or lines. No key is ever shown."""
    keys = [key for key in re.split(r"[,\s]+", text(name, default)) if key]
    for number, key in enumerate(keys, start=1):
        if not _is_key(key):
            stop(
                f"{name}: key {number} of {len(keys)} is no key. A key is 32 random bytes in URL-safe Base64: "
                "openssl rand -base64 32 | tr '+/' '-_'"
            )
    return keys or stop(f"{name} holds no key.")


def _is_key(key: str) -> bool:
    try:
        return bool(Fernet(key))
    except ValueError:
        return False


def database(name: str, default: str | None) -> dict[str, Any]:
    """A database in SQLite with a file, or in PostgreSQL."""
    url = text(name, default)
    try:
        found: dict[str, Any] = dict(dj_database_url.parse(url, conn_max_age=600))
    except ValueError:
        found = {"ENGINE": ""}
    kept = found["ENGINE"].endswith("sqlite3") and found["NAME"] != ":memory:"
    if not kept and not found["ENGINE"].endswith("postgresql"):
        stop(
            f"{name} is no address of a database that Tongxin can use. It must be like "
            "postgresql://USER:PASSWORD@HOST/NAME or sqlite:////FOLDER/FILE.sqlite3, with special "
            "characters of the password written as %XX."
        )
    return found


def kept_secret(
    folder: Path,
    name: str = "secret_key",
    make: Callable[[], str] = lambda: secrets.token_urlsafe(50),
    lost: str = "everybody logs in anew",
) -> str:
    """A random secret made once and kept in `folder` with access for the owner only; whole or not at all.

    `lost`: what follows when it is gone.
    """
    path = folder / name
    if not path.exists():
        folder.mkdir(parents=True, exist_ok=True)
        _keep(path, make())
    if not (kept := path.read_text(encoding="utf-8").strip()):
        stop(f"{path} is empty. Put the key of a backup back, or delete the file: then {lost}.")
    return kept


def kept_field_key(folder: Path) -> str:
    """The key that seals texts, made and kept in the same way."""
    return kept_secret(
        folder,
        "field_keys",
        lambda: Fernet.generate_key().decode(),
        "no text sealed so far can be read again",
    )


def _keep(path: Path, content: str) -> None:
    """Under its name only when it is whole; of two that start at once the first one's stays."""
    fresh = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        fresh.touch(mode=0o600)
        fresh.write_text(content, encoding="utf-8")
        path.hardlink_to(fresh)
    except FileExistsError:
        pass
    except OSError as error:
        stop(f"{path} cannot be written: {error.strerror}.")
    finally:
        fresh.unlink(missing_ok=True)
