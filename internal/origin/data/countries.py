"""Makes countries.tsv and zones.tsv.

countries.tsv: ISO 3166-1 code (and XK), M49 region, M49 sub-region, calling
codes, ending of domains, most populous time zone, currencies that tell the
country, languages that decide it, languages that suggest it, M49 intermediate
region (the sub-region where there is none).

zones.tsv: of the countries with several clocks: country, time zone, the ISO
3166-2 subdivisions in which most people keep it, rank by people, the
subdivisions in which some people keep it, the most populous zone of the country
that has the same clock.
"""
import datetime
import zoneinfo

from common import (MULTI_ZONE, WORK, Subdivisions, geonames, source, stop, write,
                    zone_links, zones_of_countries)

# Endings that are sold to anybody: they say nothing of a country. The list is
# what search engines treat as generic, with what is widely given away or used
# for a pun.
GENERIC = set(
    "ac ad ag ai as bz cc cd cf co cx dj fm ga gd gg gl gq gs im io la lc ly me ml "
    "ms nf nr nu pw sc sh sr st sx tc tf tk tl to tv vc vg ws".split()
)
# ISO codes that have no ending in use.
NO_ENDING = set("BL BQ BV EH MF SJ UM XK".split())

# Currencies of several countries, and the one that a mention speaks for.
OWNER = {
    "AUD": "AU", "CHF": "CH", "DKK": "DK", "GBP": "GB", "ILS": "IL", "INR": "IN", "JOD": "JO",
    "MAD": "MA", "NOK": "NO", "NZD": "NZ", "RUB": "RU", "TRY": "TR", "ZAR": "ZA",
}
# What speaks for no country: the world's, a union's, and the seller's own.
NOBODY = set("USD EUR CNY XAF XCD XCG XOF XPF ANG XDR".split())

# Languages decide a country if this share of their speakers lives there.
DECIDES = 0.85
BY_HAND = {
    # Minorities abroad write letters in the language of their state, and of two
    # states with one language only one buys by mail.
    "az": "AZ", "da": "DK", "el": "GR", "fa": "IR", "hr": "HR", "hu": "HU", "hy": "AM",
    "it": "IT", "ko": "KR", "mn": "MN", "ne": "NP", "sk": "SK", "sv": "SE",
    # Written by the trade of many countries, whoever speaks it at home.
    "ar": "", "de": "", "en": "", "es": "", "fr": "", "ms": "", "pt": "", "ru": "", "zh": "",
}
# A language of fewer speakers decides only as the language of a state: what is
# taken for it is more often a mistake.
SMALLEST = 1_000_000
# Languages of trade and school beside the official one.
SECOND = {"fr", "ru"}

# Countries whose regions write their own languages.
UNIONS = {"IN", "US"}

# The zone of countries that the time zone database does not list.
ZONES = {"XK": "Europe/Belgrade"}

CALLING = {
    "JM": ["1876", "1658"],
    "KZ": ["76", "77"],      # the rest of 7 is Russia's
    "VA": ["3906698", "379"],  # 379 is reserved, a part of Rome's is in use
    "XK": ["383"],
    "AX": ["35818"],
}


def main():
    codes = {c["alpha2"]: c["alpha3"] for c in source("iso1.json")} | {"XK": "XKX"}
    regions = m49(codes)
    calling = calling_codes(codes)
    money, decide, suggest = currencies(codes), *languages(codes)
    people, of_subdivision, largest = census()
    zones = zones_of_countries()

    lines = []
    for code in sorted(codes):
        region, subregion, area = regions[code]
        ending = "uk" if code == "GB" else code.lower()
        if ending in GENERIC or code in NO_ENDING:
            ending = ""
        ranked = by_people(code, zones.get(code, []), largest)
        lines.append("\t".join([
            code, region, subregion, ",".join(calling[code]), ending,
            ranked[0] if ranked else ZONES.get(code, ""), ",".join(money[code]),
            ",".join(decide[code]), ",".join(suggest[code]), area,
        ]))
    write("countries.tsv", lines)

    clocks = {zone: clock(zone) for country in zones.values() for zone in country}
    several = {c for c, list_ in zones.items() if len({clocks[z] for z in list_}) > 1}
    if several != MULTI_ZONE:
        stop(f"countries of several clocks changed: {sorted(several ^ MULTI_ZONE)}")
    lines = []
    for code in sorted(MULTI_ZONE):
        ranked = by_people(code, zones[code], people)
        mostly = {s: max(z, key=lambda zone: (z[zone], -ranked.index(zone)))
                  for s, z in of_subdivision.items() if s.startswith(code + "-")}
        for rank, zone in enumerate(ranked, 1):
            main_of = sorted(s for s, z in mostly.items() if z == zone)
            partly = sorted(s for s, z in of_subdivision.items()
                            if s in mostly and zone in z and mostly[s] != zone)
            like = next(z for z in ranked if clocks[z] == clocks[zone])
            lines.append("\t".join([code, zone, ",".join(main_of), str(rank),
                                    ",".join(partly), like]))
    write("zones.tsv", lines)


def m49(codes):
    """UN M49's names, held against CLDR's containment of the same regions."""
    areas = {a["code"]: a for a in source("m49.json")}
    alpha2 = {three: two for two, three in codes.items()}
    chains = {}
    for area in areas.values():
        if area["type"] == 4 and area.get("iso3166") in alpha2:
            chain, at = [], area
            while at.get("parent") and at["parent"] != "001":
                at = areas[at["parent"]]
                chain.insert(0, at["code"])
            chains[alpha2[area["iso3166"]]] = chain
    # M49 has neither; CLDR puts them beside their neighbours.
    cldr = source("cldr-core/supplemental/territoryContainment.json")
    cldr = cldr["supplemental"]["territoryContainment"]
    parent = {child: code for code, entry in cldr.items()
              if code.isdigit() for child in entry["_contains"]}
    for code in ("TW", "XK"):
        neighbour = next(c for c in sorted(chains) if parent.get(c) == parent[code])
        chains[code] = chains[neighbour]
    names = {}
    for code in codes:
        chain = chains.get(code, [])
        if chain and parent.get(code) not in chain:
            stop(f"{code}: M49 has {chain}, CLDR {parent.get(code)}")
        if not chain and code != "AQ":
            stop(f"{code}: no region")
        titles = [areas[c]["name"] for c in chain] or [""]
        names[code] = (titles[0], titles[min(1, len(titles) - 1)], titles[-1])
    return names


def calling_codes(codes):
    """npm countries-list, held against Google's libphonenumber."""
    google = {}
    metadata = source("libphonenumber-js/metadata.min.json")["country_calling_codes"]
    for prefix, countries in metadata.items():
        for country in countries:
            google[country] = prefix
    data = source("countries-list/countries.min.json")
    result = {}
    for code in codes:
        result[code] = CALLING.get(code) or [str(p) for p in data[code]["phone"]]
        for prefix in result[code]:
            if code in google and not prefix.startswith(google[code]) and prefix != "379":
                stop(f"{code}: calling code {prefix}, not {google[code]}")
    return result


def currencies(codes):
    """The money in use at the end of the year of the data (CLDR)."""
    data = source("cldr-core/supplemental/currencyData.json")
    used = {}
    for country, list_ in data["supplemental"]["currencyData"]["region"].items():
        for entry in list_:
            for currency, facts in entry.items():
                if "_to" not in facts and facts.get("_tender") != "false" and country in codes:
                    used.setdefault(currency, set()).add(country)
    result = {code: [] for code in codes}
    for currency, countries in sorted(used.items()):
        if currency in NOBODY:
            continue
        if currency not in OWNER and len(countries) > 1:
            stop(f"{currency} is used in {sorted(countries)}")
        result[OWNER.get(currency) or min(countries)].append(currency)
    return result


def languages(codes):
    """Languages with a two-letter code by where their speakers live (CLDR)."""
    data = source("cldr-core/supplemental/territoryInfo.json")
    speakers, states, suggest = {}, set(), {code: [] for code in codes}
    for country, facts in data["supplemental"]["territoryInfo"].items():
        if country not in codes:
            continue
        for tag, language in facts.get("languagePopulation", {}).items():
            name = {"fil": "tl", "no": "nb"}.get(tag.split("_")[0], tag.split("_")[0])
            if len(name) != 2:
                continue
            share = float(language.get("_populationPercent", 0)) / 100
            there = speakers.setdefault(name, {})
            there[country] = there.get(country, 0) + share * int(facts["_population"])
            status = language.get("_officialStatus", "")
            if status in ("official", "de_facto_official"):
                states.add((name, country))
            if (status in ("official", "de_facto_official")
                    or status and country in UNIONS and there[country] >= 5 * SMALLEST
                    or name in SECOND and share >= 0.3):
                suggest[country].append(name)
    decide = {code: [] for code in codes}
    for name, there in sorted(speakers.items()):
        top = max(sorted(there), key=there.get)
        if name in BY_HAND:
            top = BY_HAND[name]
        elif (there[top] < DECIDES * sum(there.values())
              or there[top] < SMALLEST and (name, top) not in states):
            top = ""
        if top:
            decide[top].append(name)
    for code in codes:
        if "nb" in decide[code]:
            decide[code].append("no")
        suggest[code] = sorted(set(suggest[code]) - set(decide[code]))
    return decide, suggest


def census():
    """How many people live in each zone, and in each subdivision by zone, and how
    many in the largest place of each zone."""
    subdivisions, links, known = Subdivisions(), zone_links(), zones_of_countries()
    people, of_subdivision, largest = {}, {}, {}
    for place in geonames():
        country, zone = place["country"], place["zone"]
        if place["kind"] == "PPLX" or "drop" in place:
            continue
        if zone not in known.get(country, ()):
            zone = links.get(zone, zone)
        if zone not in known.get(country, ()):
            continue  # on a border, given the neighbour's
        people[country, zone] = people.get((country, zone), 0) + place["population"]
        largest[country, zone] = max(largest.get((country, zone), 0), place["population"])
        subdivision = subdivisions.of(place)
        if country in MULTI_ZONE and subdivision and place["population"]:
            zones = of_subdivision.setdefault(subdivision, {})
            zones[zone] = zones.get(zone, 0) + place["population"]
    return people, of_subdivision, largest


def by_people(country, zones, people):
    return sorted(zones, key=lambda z: (-people.get((country, z), 0), zones.index(z)))


def clock(zone):
    """A zone's offsets on every day of the two years after the database's."""
    root = f"{WORK}/tzdata/usr/share/zoneinfo"
    with open(f"{root}/tzdata.zi") as f:
        year = int(f.readline().split()[2][:4])
    with open(f"{root}/{zone}", "rb") as f:
        info = zoneinfo.ZoneInfo.from_file(f)
    noon = datetime.datetime(year + 1, 1, 1, 12, tzinfo=datetime.timezone.utc)
    days = (noon + datetime.timedelta(days=d) for d in range(731))
    return tuple(day.astimezone(info).utcoffset() for day in days)


main()
