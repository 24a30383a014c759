"""Makes holidays.tsv from python-holidays. Called by make.sh.

A row is a day's name in one country or subdivision, with its dates:

    REGION  KIND  NAME  DATES

KIND is "-" for a day off, or
    estimated  a day off whose date hangs on the sight of the moon
    most       off in three quarters of the subdivisions or more
    many       off in at least half of them: to be avoided
    soft       banks or offices close, or close early: to be avoided
    work       a day of the weekend that is worked instead of another
    none       a day off of the country that this subdivision does not have
"""
import re
import sys
from collections import defaultdict

import holidays

OUT = sys.argv[1]
YEARS = range(2026, 2032)

# What binds people at work beside the public days.
HARD = {"public", "de_facto"}
SOFT = {"half_day", "bank", "government"}
# The days within Passover and Tabernacles, when Israel's offices run at half.
# And Carnival, when Brazil's do.
OPTIONAL = {"IL", "BR"}
ESTIMATED = re.compile(r" \((?:(observed), )?estimated\)")


def days(country, subdivision, categories):
    """Date to (name, estimated) of what python-holidays has of the categories."""
    known = categories & set(getattr(holidays, country).supported_categories)
    if not known:
        return {}
    table = getattr(holidays, country)(subdiv=subdivision, years=YEARS, categories=known, language=english(country))
    return {
        day: (plain(name), bool(ESTIMATED.search(name)))
        for day, name in table.items()
        if day.year in YEARS
    }


def plain(name):
    """The name without its marks, on one line."""
    return " ".join(ESTIMATED.sub(lambda m: " (observed)" if m[1] else "", name).replace("; ", ", ").split())


def english(country):
    languages = getattr(holidays, country).supported_languages
    return "en_US" if "en_US" in languages else next((l for l in languages if l.startswith("en")), None)


rows = defaultdict(list)


def put(region, kind, name, day):
    rows[region, kind, name].append(day.isoformat())


def country_rows(country):
    national = days(country, None, HARD)
    for day, (name, estimated) in national.items():
        put(country, "estimated" if estimated else "-", name, day)
    for day, (name, _) in days(country, None, SOFT | ({"optional"} if country in OPTIONAL else set())).items():
        if day not in national:
            put(country, "soft", name, day)
    cls = getattr(holidays, country)
    for day in getattr(cls(years=YEARS), "weekend_workdays", ()) or ():
        if day.year in YEARS:
            put(country, "work", "make-up working day", day)
    subdivision_rows(country, cls.subdivisions, national)


def subdivision_rows(country, subdivisions, national):
    having = defaultdict(int)
    names = {}
    for subdivision in sorted(set(subdivisions)):
        own = days(country, subdivision, HARD)
        region = f"{country}-{subdivision}"
        for day, (name, estimated) in own.items():
            if day not in national:
                put(region, "estimated" if estimated else "-", name, day)
                having[day] += 1
                names.setdefault(day, name)
        for day in national.keys() - own.keys():
            put(region, "none", national[day][0], day)
    for day, n in having.items():
        if n * 4 >= len(subdivisions) * 3:
            put(country, "most", names[day], day)
        elif n * 2 >= len(subdivisions):
            put(country, "many", names[day], day)


codes = sorted(holidays.list_supported_countries(include_aliases=False))
for code in codes:
    country_rows(code)

with open(f"{OUT}/holidays.tsv", "w", encoding="utf-8", newline="\n") as out:
    out.write("# Written by make.sh from python-holidays; see table.py for the columns and fixes.tsv for what it has wrong.\n")
    out.write(f"# years {YEARS[0]} {YEARS[-1]}\n")
    out.write(f"# countries {' '.join(codes)}\n")
    for (region, kind, name), dates in sorted(rows.items(), key=lambda r: (r[0][0], min(r[1]), r[0])):
        out.write(f"{region}\t{kind}\t{name}\t{' '.join(sorted(set(dates)))}\n")
