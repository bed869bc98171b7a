"""Passwords of the example users, hashed beside other work: a good hash is slow on purpose."""

import secrets
from collections import deque
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

KEPT = 80


def invented(username: str) -> bytes | None:
    """The person behind an account of the example that has no cadre file."""
    from dunmiao.access.persons import id_key

    return id_key(f"example {username}")


class Passwords:
    """Makes passwords for this installation only and hashes them in a thread meanwhile."""

    def __init__(self) -> None:
        """Begin hashing."""
        from django.contrib.auth.hashers import make_password

        self._pool = ThreadPoolExecutor(1, thread_name_prefix="dunmiao-passwords")
        self._ready: deque[tuple[str, Future[str]]] = deque()
        for _ in range(KEPT):
            plain = f"{secrets.token_urlsafe(9)}-Aa1"
            self._ready.append((plain, self._pool.submit(make_password, plain)))

    def open_account(
        self, username: str, name: str, *, city_id: int, person: bytes | None
    ) -> tuple[str, Any]:
        """A new account with the next password; returns the plain password and the user."""
        from dunmiao.access.models import User

        plain, hashed = self._ready.popleft()
        user = User(username=username, full_name=name, city_id=city_id, person_key=person,
                    password=hashed.result())  # fmt: skip
        user.save()
        return plain, user

    def close(self) -> None:
        """Drop what was not needed."""
        self._pool.shutdown(cancel_futures=True)
