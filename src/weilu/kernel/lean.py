"""Less time and memory for long work: no pandas, no search for cycles, unused memory returned."""

import ctypes
import gc
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.abc import MetaPathFinder


class _NoPandas(MetaPathFinder):
    def find_spec(self, fullname: str, path: object, target: object = None) -> None:  # noqa: ARG002  the protocol's
        if fullname == "pandas":
            raise ImportError(fullname)


def keep_pandas_out() -> None:
    """Let pyarrow find no pandas, once and for this process, unless it is loaded already.

    It takes a second and 100 MB, and nearly no process has a use for it. pyarrow looks for
    pandas when it first meets a Python value, and pandas lies about as a companion of Ibis.
    Whoever imports pandas afterwards still gets it.
    """
    if "pandas" in sys.modules:
        return
    blocker = _NoPandas()
    sys.meta_path.insert(0, blocker)
    try:
        import pyarrow as pa

        pa.scalar(0)
    finally:
        sys.meta_path.remove(blocker)


def give_memory_back() -> None:
    """Hand memory that reading left unused back to the system, before the numbers are asked for."""
    import pyarrow as pa

    pa.default_memory_pool().release_unused()
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None)  # glibc has it, others do without
    if trim is not None:
        trim(0)


@contextmanager
def without_looking_for_cycles() -> Iterator[None]:
    """Keep the garbage collector still where millions of short-lived values come and go.

    They hold no cycles, and looking through them time and again took a thirteenth of an import.
    """
    was_looking = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_looking:
            gc.enable()
