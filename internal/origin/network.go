package origin

import (
	"fmt"
	"net/netip"

	"github.com/oschwald/maxminddb-golang/v2"
	"github.com/phuslu/iploc"
)

// builtInNetwork is IP2Location LITE by way of iploc.
func builtInNetwork(ip netip.Addr) string {
	if c := iploc.IPCountry(ip); c != "ZZ" {
		return c
	}
	return ""
}

// OpenNetworks reads a country table in MaxMind's format, for those who have a
// better one than the built-in. It stays open as long as the process. The
// function is for Options.Network.
func OpenNetworks(path string) (func(netip.Addr) string, error) {
	db, err := maxminddb.Open(path)
	if err != nil {
		return nil, fmt.Errorf("origin: networks %s: %w", path, err)
	}
	return func(ip netip.Addr) string {
		var record struct {
			Country struct {
				Code string `maxminddb:"iso_code"`
			} `maxminddb:"country"`
		}
		if db.Lookup(ip).Decode(&record) != nil {
			return ""
		}
		return record.Country.Code
	}, nil
}
