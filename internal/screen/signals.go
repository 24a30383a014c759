package screen

// signal is one kind of observation. Its read looks at the letter, claims
// points and writes down evidence under the signal's name.
type signal struct {
	name string
	read func(*reading)
}

// signals is the table of contents, in display order. Later ones may build on
// what earlier ones saw. To add a signal: one file, one line here, one golden
// case that shows it.
var signals = []signal{
	{"salutation", readSalutation},
	{"contact", readContact},
	{"quantity", readQuantity},
	{"product", readProduct},
	{"specification", readSpecification},
	{"moq", readMOQ},
	{"price", readPrice},
	{"target", readTarget},
	{"incoterm", readIncoterm},
	{"shipping", readShipping},
	{"leadtime", readLeadTime},
	{"packing", readPacking},
	{"sample", readSample},
	{"certificate", readCertificate},
	{"payment", readPayment},
	{"technical", readTechnical},
	{"identity", readIdentity},
	{"answerable", readAnswerable},
	{"order", readOrder},
	{"catalogue", readCatalogue},
	{"cooperation", readCooperation},
	{"breakdown", readBreakdown},
	{"mischief", readMischief},
	{"scam", readScam},
	{"bulk", readBulk},
}

// SignalNames is the names of all signals in display order.
func SignalNames() []string {
	names := make([]string, len(signals))
	for i, s := range signals {
		names[i] = s.name
	}
	return names
}
