"""Processor time of processes, by the kernel's own accounting; all their threads, in seconds."""

import os
import time
from pathlib import Path

TICKS = os.sysconf("SC_CLK_TCK")


def spent(process):
    """What a process and its threads have used so far, to the nanosecond."""
    try:
        return time.clock_gettime((~process << 3) | 2)  # the kernel's name for another process's clock
    except OSError:
        return 0.0


def family(*roots):
    """The processes and all their descendants."""
    found, children = [], parents()
    waiting = [root for root in roots if root]
    while waiting:
        process = waiting.pop()
        found.append(process)
        waiting += children.get(process, ())
    return found


def parents():
    children = {}
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit():
            fields = stat(folder)
            if fields:
                children.setdefault(int(fields[1]), []).append(int(folder.name))
    return children


def stat(folder):
    """The fields of /proc/N/stat after the name, which may hold spaces."""
    try:
        return (folder / "stat").read_text().rpartition(")")[2].split()
    except OSError:
        return None


def gone(process):
    """What children that ended had used."""
    fields = stat(Path(f"/proc/{process}"))
    return (int(fields[13]) + int(fields[14])) / TICKS if fields else 0.0


class Meter:
    """All that some processes and their descendants use."""

    def __init__(self, *roots):
        self.roots = [root for root in roots if root]

    def read(self):
        return sum(map(spent, family(*self.roots))) + sum(map(gone, self.roots))


def resident(process):
    """Memory of a process in MB, what it shares with its like counted in."""
    for line in Path(f"/proc/{process}/status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) / 1024
    return 0.0
