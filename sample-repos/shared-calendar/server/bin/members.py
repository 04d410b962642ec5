"""The file of members: a name and a bcrypt hash a line, written whole or not at all."""

import fcntl
import os
import re
from pathlib import Path

import bcrypt

FILE = Path("/var/lib/calendar/members")
NAME = r"(?!team$)[a-z0-9][a-z0-9._-]{0,39}"
LIKE = "up to 40 lower-case letters, digits, dots, dashes and underscores, and not team"


def known() -> dict[str, str]:
    return dict(line.split(":", 1) for line in FILE.read_text().splitlines()) if FILE.exists() else {}


def set_password(name: str, password: str) -> None:
    """Does nothing where it is the password already, so that a restart is quick and writes nothing."""
    found = known().get(name)
    secret = password.encode()[:72]
    if not found or not bcrypt.checkpw(secret, found.encode()):
        change(lambda members: members | {name: bcrypt.hashpw(secret, bcrypt.gensalt(10)).decode()})


def remove(name: str) -> bool:
    there = name in known()
    change(lambda members: {other: found for other, found in members.items() if other != name})
    return there


def change(how) -> None:
    with open(FILE.with_suffix(".lock"), "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        fresh = FILE.with_suffix(".new")
        with open(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as out:
            out.writelines(f"{name}:{found}\n" for name, found in sorted(how(known()).items()))
            out.flush()
            os.fsync(out.fileno())
        if FILE.exists():
            os.chown(fresh, FILE.stat().st_uid, FILE.stat().st_gid)
        fresh.rename(FILE)


def fits(name: str) -> bool:
    return re.fullmatch(NAME, name) is not None
