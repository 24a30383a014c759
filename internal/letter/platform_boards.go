package letter

// tradeBoards: the boards that differ in name and colour more than in layout:
// ECVV, DHgate, TradeKey, EC21, EC Plaza, IndiaMART, TradeIndia, ExportHub,
// Kompass, HKTDC, go4WorldBusiness and their like.
var tradeBoards = platform{
	name: "trade-board",
	domains: []string{
		"ecvv.com", "dhgate.com", "tradekey.com", "ec21.com", "ecplaza.net", "indiamart.com", "tradeindia.com", "exporthub.com",
		"kompass.com", "hktdc.org", "hktdc.com", "go4worldbusiness.com", "europages.com", "tradewheel.com", "exportersindia.com",
		"busytrade.com", "weiku.com", "hisupplier.com", "21food.com", "allproducts.com", "thomasnet.com", "wlw.de",
	},
	brands: []string{
		"ecvv", "dhgate", "tradekey", "ec21", "ecplaza", "indiamart", "tradeindia", "exporthub", "kompass", "hktdc", "go4world",
		"europages", "tradewheel", "rfq center", "rfq centre", "buying request", "buy offer", "buying lead", "rfq]", "sent you an rfq", "sent you an inquiry", "new rfq",
		"запрос котировки", "запросы покупателей",
	},
	labels: map[string]wrapField{
		"buyoffer": goodsPart, "buy offer": goodsPart, "buying lead": goodsPart, "requirement details": wordsPart, "probable order value": otherPart,
		"usage": goodsPart, "need": goodsPart, "purpose of requirement": goodsPart, "requirement type": otherPart, "buylead": goodsPart, "enquirer": whoPart, "posted by": whoPart,
	},
}
