"""Programs of npm that some tests open our files with: installed once, exactly as `tests/package-lock.json` says."""

import filecmp
import shutil
import subprocess
from pathlib import Path

FOLDER = Path(__file__).parent
LOCK, INSTALLED = FOLDER / "package-lock.json", FOLDER / "node_modules" / ".installed-lock.json"
TIMELINEJS = FOLDER / "node_modules" / "@knight-lab" / "timelinejs" / "dist"


def install():
    """Install them if npm is there and they are not; nothing of theirs is run."""
    if not shutil.which("npm") or (INSTALLED.exists() and filecmp.cmp(LOCK, INSTALLED, shallow=False)):
        return
    print("Installing what tests in the browser need (only this once) …", flush=True)
    subprocess.run(["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--silent"], cwd=FOLDER, check=True)
    shutil.copy(LOCK, INSTALLED)
