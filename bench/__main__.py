"""`make bench`: every benchmark, a JSON line each. It never fails a build; `ok` says what to look at.

`make bench ONLY="floor pages"` runs some of them.
"""

import importlib
import sys

PARTS = (
    *("starting", "unlocking", "journal", "looking_back", "sharing", "roster", "themes", "useful", "guessing"),
    *("floor", "serving", "load", "wire", "fixtures", "pages"),
)

if __name__ == "__main__":
    for part in sys.argv[1:] or PARTS:
        importlib.import_module(f"bench.{part}").run()
