"""What the child that reads a file may use. The system holds each limit that it knows; a thread watches the others.

macOS refuses RLIMIT_AS and Windows has none of them (`man 2 setrlimit`). The thread looks between two steps of the
interpreter, so one long call into C can pass its limit for as long as it lasts; the parent's clock ends that too.
"""

import os
import sys
import threading
import time
from pathlib import Path

from bot.reading.resume import FileLimits

if sys.platform != "win32":
    import resource

OUT_OF_TIME, OUT_OF_MEMORY = 81, 82
"""How a child ends that a thread has stopped."""
LOOK = 0.02
"""Seconds between two looks."""


def confine(limits: FileLimits) -> None:
    """From here on this process ends where it computes or grows beyond `limits`, and writes no file where the system
    can forbid it."""
    if refused := _refused(limits):
        threading.Thread(target=_watch, args=(limits, refused), daemon=True).start()


def _refused(limits: FileLimits) -> set[str]:
    """Sets the system's limits and returns those that it has not got. A second lies between the two of computing: at
    the first a process is told why, at the last it is ended."""
    if sys.platform == "win32":
        return {"cpu", "memory"}
    refused = set()
    for name, what, soft, hard in (
        ("cpu", resource.RLIMIT_CPU, limits.cpu, limits.cpu + 1),
        ("memory", resource.RLIMIT_AS, limits.memory, limits.memory),
        ("files", resource.RLIMIT_FSIZE, 0, 0),
        ("core", resource.RLIMIT_CORE, 0, 0),
    ):
        try:
            resource.setrlimit(what, (soft, hard))
        except (ValueError, OSError):
            refused.add(name)
    return refused & {"cpu", "memory"}


def _watch(limits: FileLimits, what: set[str]) -> None:
    while True:
        if "cpu" in what and time.process_time() > limits.cpu:
            os._exit(OUT_OF_TIME)
        if "memory" in what and peak_memory() > limits.memory:
            os._exit(OUT_OF_MEMORY)
        time.sleep(LOOK)


def peak_memory() -> int:
    """The most bytes of memory that this process has held."""
    if sys.platform == "win32":
        return _peak_on_windows()
    if sys.platform == "linux":  # where getrusage knows the parent's peak as well (`man 2 getrusage`)
        status = Path("/proc/self/status").read_text("ascii", "replace")
        return int(status.split("VmHWM:")[1].split()[0]) * 1024
    unit = 1 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit


if sys.platform == "win32":
    import ctypes
    from ctypes import wintypes

    class _Counters(ctypes.Structure):
        """PROCESS_MEMORY_COUNTERS of psapi.h."""

        _fields_ = (
            ("cb", wintypes.DWORD),
            ("PageFaultCount", wintypes.DWORD),
            *(
                (name, ctypes.c_size_t)
                for name in (
                    "PeakWorkingSetSize",
                    "WorkingSetSize",
                    "QuotaPeakPagedPoolUsage",
                    "QuotaPagedPoolUsage",
                    "QuotaPeakNonPagedPoolUsage",
                    "QuotaNonPagedPoolUsage",
                    "PagefileUsage",
                    "PeakPagefileUsage",
                )
            ),
        )

    def _peak_on_windows() -> int:
        counters = _Counters(cb=ctypes.sizeof(_Counters))
        kernel = ctypes.WinDLL("kernel32", use_last_error=True)
        kernel.GetCurrentProcess.restype = wintypes.HANDLE
        kernel.K32GetProcessMemoryInfo.argtypes = (wintypes.HANDLE, ctypes.POINTER(_Counters), wintypes.DWORD)
        if not kernel.K32GetProcessMemoryInfo(
            kernel.GetCurrentProcess(), ctypes.byref(counters), ctypes.sizeof(counters)
        ):
            raise ctypes.WinError(ctypes.get_last_error())
        return int(counters.PeakPagefileUsage)
