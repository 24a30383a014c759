"""Makes zoneinfo.zip from a zoneinfo folder. Called by make.sh.

Entries are stored, not compressed, in order of name and with one date, so that
the same database gives the same bytes; VERSION holds the database's version.
Folders of variants that Go never asks for, and tables, stay out.
"""
import os
import sys
import zipfile

SOURCE, OUT = sys.argv[1:3]
LEFT_OUT = ("posix/", "right/", "localtime", "posixrules", "Factory")


def entries():
    for folder, _, names in os.walk(SOURCE):
        for name in names:
            path = os.path.join(folder, name)
            key = os.path.relpath(path, SOURCE)
            if key.startswith(LEFT_OUT):
                continue
            with open(path, "rb") as f:
                data = f.read()
            if data[:4] == b"TZif":
                yield key, data


with open(os.path.join(SOURCE, "tzdata.zi"), encoding="utf-8") as zi:
    version = zi.readline().split()[2]

with zipfile.ZipFile(os.path.join(OUT, "zoneinfo.zip"), "w", zipfile.ZIP_STORED) as out:
    for key, data in sorted(entries()) + [("VERSION", version.encode())]:
        info = zipfile.ZipInfo(key, (1980, 1, 1, 0, 0, 0))
        info.external_attr = 0o644 << 16
        out.writestr(info, data)
