"""Makes free.txt and disposable.txt, lists of mail domains, and checks
free-national.tsv.

A domain stands for its subdomains too. disposable.txt wins over free.txt where
both would have a domain; what disposable-not.txt names is in neither way
disposable.
"""
import re

from common import WORK, rows, source, stop, write

DOMAIN = re.compile(r"([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)+([a-z]{2,}|xn--[a-z0-9-]+)")


def main():
    free_not, disposable_not = kept("free-not.txt"), kept("disposable-not.txt")
    more = kept("free-more.txt")

    disposable = set(source("disposable-email-domains/index.json"))
    # The wildcards mean "and every subdomain", which every line here means.
    disposable |= set(source("disposable-email-domains/wildcard.json"))
    disposable -= disposable_not

    national = {}
    for domain, country, weak in rows("free-national.tsv", 3):
        if domain in national:
            stop(f"free-national.tsv: {domain} twice")
        if not re.fullmatch("[A-Z]{2}", country) or weak not in ("", "1"):
            stop(f"free-national.tsv: {domain}: {country} {weak}")
        national[domain] = country

    ours = more | set(national)
    for domain in sorted(ours & disposable):
        stop(f"{domain} is free here and disposable there")
    with open(f"{WORK}/freemail/data/free.txt", encoding="utf-8") as f:
        free = set(f.read().split("\n"))
    with open(f"{WORK}/freemail/data/disposable.txt", encoding="utf-8") as f:
        doubtful = set(f.read().split("\n"))
    free |= set(source("free-email-domains/domains.json"))
    free = {d for d in free - doubtful if not under(d, disposable) and not under(d, free_not)}
    free |= ours

    write("free.txt", sorted(d for d in free if valid(d)))
    write("disposable.txt", sorted(d for d in disposable if valid(d)))


def kept(name):
    """A list kept here by hand."""
    return {row[0] for row in rows(name, 1)}


def valid(domain):
    # A few lines of the packages are half a line, or an error page.
    return DOMAIN.fullmatch(domain) is not None


def under(domain, domains):
    """Whether a domain or one above it is in the set."""
    labels = domain.split(".")
    return any(".".join(labels[i:]) in domains for i in range(len(labels) - 1))


main()
