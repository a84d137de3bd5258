"""`make bench`: every benchmark, a JSON line each. It never fails a build; `ok` says what to look at."""

from bench import journal, looking_back, roster, sharing, starting, themes, unlocking

if __name__ == "__main__":
    for part in (starting, unlocking, journal, looking_back, sharing, roster, themes):
        part.run()
