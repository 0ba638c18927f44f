"""`make bench`: what docs/performance.md shows, each figure beside the floor of the same run: machines differ."""

import json
import os
import subprocess
import sys

from tests.bench import crowd, pairing, platforms, times
from tests.bench.measurement import print_row


def main() -> None:
    """Prints every benchmark, the load average first, for whoever compares; ends with 1 when a gate failed."""
    print(f"load average {os.getloadavg()[0]:.2f}, {os.cpu_count()} cores, Python {sys.version.split()[0]}")
    failed = times.figures()
    crowd.figures()
    pairing.main()
    memory()
    on_platforms()
    if failed:
        sys.exit("\n".join(["", "Gates that failed:", *map(str, failed)]))


def on_platforms() -> None:
    print(
        f"\nPlatforms: until the answer is visible, {platforms.CALLS:,} calls, {platforms.AT_ONCE} at once, loopback "
        "server in this process (aim: p50 at most twice the bare app's)"
    )
    found = platforms.figures()
    for name, apps in found.items():
        print(f"  {name}")
        for app, figures in apps.items() if name != "process" else [("both connected, at rest", apps)]:
            print_row(f"  {app}", figures)


def memory() -> None:
    """This process's own peak is the benchmarks'; so a fresh one each makes the calls."""
    print("\nMemory: of the main process after one Call of each command (aim 115 MB), of a Slack workspace")
    for name in ("memory", "workspaces"):
        words = [sys.executable, "-m", f"tests.bench.{name}"]
        told = subprocess.run(words, text=True, check=True, stdout=subprocess.PIPE).stdout
        print_row(name, json.loads(told.splitlines()[-1]))


if __name__ == "__main__":
    main()
