package letter

// madeInChina: inquiries and sourcing requests of Made-in-China.com. The
// buyer's text stands first under "Message", and "From" names buyer, company
// and country in lines of their own.
var madeInChina = platform{
	name:    "made-in-china",
	domains: []string{"made-in-china.com", "mail.made-in-china.com"},
	brands:  []string{"made-in-china", "made in china", "中国制造网"},
	labels: map[string]wrapField{
		"sender's name": whoPart, "sender's company": companyPart, "sender's country": countryPart, "sender's email": mailPart,
		"estimated order quantity": goodsPart, "sourcing request": goodsPart, "inquired product": goodsPart, "expected unit price": goodsPart,
		"inquiry time": otherPart, "homepage": otherPart,
	},
}
