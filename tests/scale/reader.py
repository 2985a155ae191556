"""A reader in a process of its own: `python -m tests.scale.reader ADDRESS FILE` until the file is gone.

It says “ready”, “enough” once it has asked often enough to be a test, and at the end what was stale.

Before each question it reads from the file which telling has been acknowledged; an older one in the answer is stale.
"""

import os
import re
import sys
from pathlib import Path

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "timeline.settings")

ENOUGH = 6


def main(address, file):
    import django

    django.setup()
    from django.test import Client

    client, asked, stale, etag = Client(), 0, [], ""
    print("ready", flush=True)
    while acknowledged := told(file):
        answer = client.get(address, headers={"If-None-Match": etag, "Host": "localhost"})
        if answer.status_code == 200:
            etag, shown = answer["ETag"], int(re.search(r"Telling (\d+)\.", answer.text)[1])
        stale += [(acknowledged, shown)] if shown < acknowledged else []
        asked += 1
        if asked == ENOUGH:
            print("enough", flush=True)
    print(stale, flush=True)


def told(file):
    try:
        return int(file.read_text() or 1)
    except FileNotFoundError:
        return 0


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
