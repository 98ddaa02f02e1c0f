"""What one page may cost: a process that takes longer or grows larger over it is ended, not waited for.

Only the process that reads pages for another is limited so; the other one sees it end and goes on without that page.
"""

from __future__ import annotations

import faulthandler
import os
import resource
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

#: Seconds that one page may take. A page takes milliseconds; the largest one allowed, on a slow machine, some seconds.
SECONDS: Final = 60.0

#: Bytes of memory that a process may hold for its pages. It needs a twentieth of that for ordinary ones.
MEMORY: Final = 2 << 30

#: The exit status of a process that `limit_time` ended.
TIME_IS_UP: Final = 1

#: How often a page may end its process before it is put aside: the first time may have been somebody else's doing.
DEATHS: Final = 2

#: What is said of a page that was put aside.
TOO_COSTLY: Final = "reading it took too long or too much memory, or ended its process"


def limit_memory() -> None:
    """Let this process have no more than `MEMORY`; asking for more raises MemoryError or ends it."""
    _, most = resource.getrlimit(resource.RLIMIT_DATA)
    if most == resource.RLIM_INFINITY or most > MEMORY:
        resource.setrlimit(resource.RLIMIT_DATA, (MEMORY, most))


@contextmanager
def limit_time(seconds: float) -> Iterator[None]:
    """End this process if what is done under it takes longer than `seconds`, even if it hangs in C code."""
    with open(os.devnull, "w") as nowhere:  # noqa: PTH123
        faulthandler.dump_traceback_later(seconds, exit=True, file=nowhere)
        try:
            yield
        finally:
            faulthandler.cancel_dump_traceback_later()
