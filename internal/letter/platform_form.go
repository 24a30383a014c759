package letter

// webForm: the contact forms of web sites, as Contact Form 7, WPForms, Gravity
// Forms, Elementor, Ninja Forms, Shopify, HubSpot and Typeform mail them: a
// line or two of their own, a field a line, the page and the address of the
// visitor below.
var webForm = platform{
	name: "web-form",
	labels: map[string]wrapField{
		"field": otherPart, "submitted": otherPart, "submission id": otherPart, "submitted on": otherPart, "entry": otherPart, "time submitted": otherPart,
		"how did you hear about us": otherPart, "i agree": otherPart, "privacy": otherPart, "shop": otherPart, "body": wordsPart, "text": wordsPart,
		"telefonnummer": phonePart, "your-name": whoPart, "your-email": mailPart, "your-subject": goodsPart, "your-message": wordsPart, "your company": companyPart,
	},
}
