"""One thread for linear algebra: thousands of small products spin when threads share a core."""

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar, cast

from threadpoolctl import threadpool_limits

Call = TypeVar("Call", bound=Callable[..., Any])


def one_thread(call: Call) -> Call:
    """Run `call` with one BLAS thread."""

    @wraps(call)
    def alone(*words: Any, **named: Any) -> Any:
        with threadpool_limits(limits=1, user_api="blas"):
            return call(*words, **named)

    return cast(Call, alone)
