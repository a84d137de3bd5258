"""`make bench`: every benchmark, a JSON line each. It never fails a build; `ok` says what to look at."""

from bench import guessing, journal, looking_back, roster, sharing, starting, themes, unlocking, useful

if __name__ == "__main__":
    for part in (starting, unlocking, journal, looking_back, sharing, roster, themes, useful, guessing):
        part.run()
