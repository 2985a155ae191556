"""Programs of npm that tests set beside our own: installed once, exactly as a lock says."""

import filecmp
import shutil
import subprocess
from pathlib import Path

FOLDER = Path(__file__).parent
TIMELINEJS = FOLDER / "node_modules" / "@knight-lab" / "timelinejs" / "dist"


def install(folder: Path = FOLDER):
    """Install what the lock in the folder names, if npm is there and it is not; nothing of theirs is run."""
    lock, installed = folder / "package-lock.json", folder / "node_modules" / ".installed-lock.json"
    if not shutil.which("npm") or (installed.exists() and filecmp.cmp(lock, installed, shallow=False)):
        return
    print("Installing what tests in the browser need (only this once) …", flush=True)
    subprocess.run(["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--silent"], cwd=folder, check=True)
    shutil.copy(lock, installed)
