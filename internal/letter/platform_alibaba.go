package letter

// alibaba: inquiries and RFQs of Alibaba.com and AliExpress. The notification
// greets the seller by the name of the account and repeats the buyer's level
// of membership; the buyer's address is hidden, answers go through the site.
var alibaba = platform{
	name:    "alibaba",
	domains: []string{"alibaba.com", "alibaba-inc.com", "aliexpress.com"},
	brands:  []string{"alibaba", "aliexpress", "阿里巴巴"},
	labels: map[string]wrapField{
		"sourcing quantity": goodsPart, "quantity needed": goodsPart, "product sourcing": goodsPart, "business card": otherPart,
		"buyer level": otherPart, "transaction history": otherPart, "inquiry from": whoPart, "rfq detail": wordsPart, "sourcing purpose": wordsPart,
		"采购量": goodsPart, "买家": whoPart, "买家留言": wordsPart, "注册国家": countryPart,
	},
}
