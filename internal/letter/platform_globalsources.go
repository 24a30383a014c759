package letter

// globalSources: inquiries and RFIs of Global Sources. It asks buyers for the
// type of their business and what they want to be told, as a list of wishes
// that the buyer ticked.
var globalSources = platform{
	name:    "global-sources",
	domains: []string{"globalsources.com"},
	brands:  []string{"global sources", "globalsources", "环球资源"},
	labels: map[string]wrapField{
		"buyer's name": whoPart, "buyer's company": companyPart, "nature of business": companyPart, "annual purchase volume": otherPart,
		"estimated annual requirement": goodsPart, "expected order quantity": goodsPart, "information requested": wordsPart, "i would like to know": wordsPart,
		"product(s) of interest": goodsPart, "rfi no": otherPart, "inquiry reference": otherPart,
	},
}
