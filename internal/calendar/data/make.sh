#!/usr/bin/env bash
# Makes holidays.tsv and zoneinfo.zip from the packages that sources.tsv pins. Run
# it once a year, and when the time zones changed; read the diff of the table
# before committing it.
#
#   ./make.sh           make them
#   ./make.sh --check   make them elsewhere and compare: nothing here changes
#
# Needs Debian 12 with python3 after an apt-get update, and reaches only Debian's
# archive. Nothing is installed: packages are downloaded and unpacked.
set -euo pipefail
export LC_ALL=C.UTF-8 TZ=UTC

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
work=${WORK:-${TMPDIR:-/tmp}/calendar-data}   # kept: a second run fetches only tzdata
out=$here
if [ "${1:-}" = --check ]; then
	out=$(mktemp -d)
	trap 'rm -rf "$out"' EXIT
fi
mkdir -p "$work/lists/partial"

# The machine's own package source, read as unstable.
mirror=$(apt-get indextargets --format '$(SITE)' 'Created-By: Packages' 'Codename: bookworm' | head -1)
echo "deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] $mirror sid main" >"$work/sid.list"
sid=(-o "Dir::Etc::sourcelist=$work/sid.list" -o Dir::Etc::sourceparts=- -o "Dir::State::lists=$work/lists" -o Dir::Cache::pkgcache= -o Dir::Cache::srcpkgcache=)

fetch() { # kind name version checksum
	local options=(-qq -o APT::Sandbox::User=root) deb
	if [ "$3" = - ]; then
		rm -f "$work/$2"_*.deb
	fi
	if ! ls "$work/$2"_*.deb >/dev/null 2>&1; then
		if [ "$1" = sid ]; then
			options+=("${sid[@]}")
			apt-get "${options[@]}" update
		fi
		(cd "$work" && apt-get "${options[@]}" download "$2$([ "$3" = - ] || echo "=$3")")
	fi
	deb=$(echo "$work/$2"_*.deb)
	[ "$4" = - ] || echo "$4  $deb" | sha256sum --check --quiet
	rm -rf "${work:?}/$2" && mkdir "$work/$2"
	dpkg -x "$deb" "$work/$2"
}

while IFS=$'\t' read -r kind name version sum; do
	case $kind in
	sid | apt) fetch "$kind" "$name" "$version" "$sum" ;;
	esac
done <"$here/sources.tsv"

packages=usr/lib/python3/dist-packages
PYTHONDONTWRITEBYTECODE=1 PYTHONPATH=$work/python3-holidays/$packages:$work/python3-dateutil/$packages:$work/python3-six/$packages \
	python3 -S "$here/table.py" "$out"
python3 "$here/zones.py" "$work/tzdata/usr/share/zoneinfo" "$out"

if [ "$out" != "$here" ]; then
	for made in "$out"/*; do
		cmp "$made" "$here/${made##*/}"
	done
	echo "unchanged"
fi
