package letter

// language holds the words by which mail in one language shows what is quoted,
// what closes it and what a machine wrote. All in lower case, without colons
// and dashes. To add a language, add one element to languages.
type language struct {
	code string

	// "On Monday Ann wrote:" — how such a line begins, and its verb.
	began, wrote []string
	// The labels of a quoted header block.
	from, sent, to, cc, subject []string
	// The words between dashes above a quoted or a forwarded message.
	original, forwarded []string
	// A line that closes a letter for sure; and one that may also stand within.
	closing, thanks []string
	// How a telephone signs.
	device []string
	// How a legal notice begins.
	legal []string
	// How the subject of an automatic reply begins; and what an absence says.
	automatic, absent []string
	// How a bounce's subject begins.
	bounced []string
	// What a plain part says that is only a stub.
	stub []string
}

var languages = []language{
	{
		code:  "en",
		began: []string{"on "}, wrote: []string{"wrote", "writes", "said"},
		from: []string{"from"}, sent: []string{"sent", "date", "sent on"}, to: []string{"to"}, cc: []string{"cc"}, subject: []string{"subject", "re"},
		original:  []string{"original", "original message", "original mail", "original e-mail", "original email", "reply message", "replied message", "original appointment"},
		forwarded: []string{"forwarded message", "begin forwarded message", "forwarded by", "forwarded mail", "forwarded email", "forwarding messages", "start of forwarded message"},
		closing: []string{
			"best regards", "kind regards", "regards", "warm regards", "warmest regards", "with best regards", "with kind regards", "with regards",
			"best", "best wishes", "with best wishes", "kindest regards", "many regards", "sincerely", "yours sincerely", "sincerely yours",
			"yours faithfully", "yours truly", "truly yours", "cordially", "respectfully", "faithfully", "rgds", "brgds", "b.rgds", "br", "b/r", "b.r", "b. regards",
			"thanks and regards", "thanks & regards", "thank you and best regards", "thanks and best regards", "thanks & best regards", "thank you and regards", "thanks with regards",
			"cheers", "best rgds", "greetings from", "have a nice day", "with respect", "yours", "all the best", "looking forward to your reply", "awaiting your reply",
		},
		thanks:    []string{"thanks", "thank you", "many thanks", "thanks in advance", "thank you in advance", "tks", "thx", "thanks a lot", "thank you very much", "thanks again", "thanking you"},
		device:    []string{"sent from my ", "sent from mail for windows", "sent from outlook", "get outlook for ", "sent from yahoo mail", "sent from samsung", "sent from proton", "sent from gmail mobile", "sent via ", "sent with proton", "sent on the go", "sent from a mobile"},
		legal:     []string{"confidentiality", "confidential:", "disclaimer", "this e-mail and any", "this email and any", "this message and any", "this e-mail is confidential", "this email is confidential", "this message is intended", "this email is intended", "this e-mail is intended", "the information contained in this", "the information in this e", "the contents of this e", "this communication is", "this transmission", "if you are not the intended", "please consider the environment", "privileged/confidential", "legal notice", "virus-free", "this email has been scanned", "this email was scanned"},
		automatic: []string{"automatic reply", "auto reply", "auto-reply", "autoreply", "out of office", "out of the office", "auto response", "autoresponse", "automatic response", "vacation reply", "away from the office", "ooo"},
		absent:    []string{"out of office", "out of the office", "out-of-office", "on vacation", "on holiday", "on annual leave", "annual leave", "on leave", "maternity leave", "away from my desk", "away from the office", "limited access to email", "limited access to e-mail", "limited access to my email", "will be back on", "will return on", "i am currently away", "i'm currently away", "currently travelling", "currently traveling", "office is closed", "office will be closed"},
		bounced:   []string{"undeliverable", "undelivered mail", "delivery status notification", "mail delivery failed", "mail delivery failure", "delivery failure", "delivery has failed", "returned mail", "failure notice", "message undeliverable", "non delivery", "mail could not be delivered", "warning: could not send", "delayed mail", "delivery delayed", "mail system error", "undeliverable mail", "rejected:"},
		stub:      []string{"html", "web browser", "your browser", "view this email", "view this message", "view online"},
	},
	{
		code:  "es",
		began: []string{"el ", "en "}, wrote: []string{"escribió", "escribio", "ha escrito"},
		from: []string{"de", "desde"}, sent: []string{"enviado", "fecha", "enviado el", "enviada"}, to: []string{"para", "a"}, cc: []string{"cc"}, subject: []string{"asunto"},
		original:  []string{"mensaje original", "correo original"},
		forwarded: []string{"mensaje reenviado", "inicio del mensaje reenviado", "forwarded message"},
		closing:   []string{"saludos", "un saludo", "saludos cordiales", "atentamente", "atte", "cordialmente", "muy atentamente", "un cordial saludo", "saludos cordiales y gracias", "quedo atento", "quedo atenta", "quedamos atentos", "quedo a la espera", "cordial saludo", "le saluda atentamente", "reciba un cordial saludo"},
		thanks:    []string{"gracias", "muchas gracias", "gracias de antemano", "gracias y saludos", "mil gracias", "de antemano gracias"},
		device:    []string{"enviado desde mi ", "enviado desde ", "obtener outlook para", "obtén outlook para"},
		legal:     []string{"aviso de confidencialidad", "aviso legal", "este mensaje y sus", "este correo electrónico", "este mensaje es confidencial", "este mensaje puede contener", "la información contenida en este", "antes de imprimir"},
		automatic: []string{"respuesta automática", "respuesta automatica", "fuera de la oficina", "fuera de oficina", "ausencia"},
		absent:    []string{"fuera de la oficina", "de vacaciones", "estaré ausente", "me encuentro ausente", "ausente de la oficina", "baja por", "regreso el", "volveré el"},
		bounced:   []string{"no se puede entregar", "devuelto", "notificación de estado de entrega", "correo no entregado"},
		stub:      []string{"formato html", "su navegador"},
	},
	{
		code:  "pt",
		began: []string{"em ", "no dia "}, wrote: []string{"escreveu"},
		from: []string{"de"}, sent: []string{"enviado", "enviada", "data", "enviado em", "enviada em"}, to: []string{"para"}, cc: []string{"cc"}, subject: []string{"assunto"},
		original:  []string{"mensagem original"},
		forwarded: []string{"mensagem encaminhada", "mensagem reencaminhada", "início da mensagem encaminhada", "início da mensagem reencaminhada"},
		closing:   []string{"atenciosamente", "cumprimentos", "com os melhores cumprimentos", "melhores cumprimentos", "abraços", "abraço", "abs", "att", "atte", "cordialmente", "saudações", "grato", "grata", "fico no aguardo", "no aguardo", "desde já agradeço"},
		thanks:    []string{"obrigado", "obrigada", "muito obrigado", "muito obrigada", "agradeço desde já"},
		device:    []string{"enviado do meu ", "enviado a partir do", "enviado via ", "obter o outlook para", "enviado pelo meu"},
		legal:     []string{"aviso de confidencialidade", "aviso legal", "esta mensagem e seus", "esta mensagem pode conter", "esta mensagem, incluindo", "este e-mail e seus", "antes de imprimir"},
		automatic: []string{"resposta automática", "resposta automatica", "ausência temporária", "fora do escritório", "ausente do escritório"},
		absent:    []string{"fora do escritório", "de férias", "estarei ausente", "ausente do escritório", "retorno no dia", "retornarei"},
		bounced:   []string{"não entregue", "falha na entrega", "mensagem devolvida"},
		stub:      []string{"formato html", "seu navegador"},
	},
	{
		code:  "fr",
		began: []string{"le "}, wrote: []string{"a écrit", "a ecrit", "écrit"},
		from: []string{"de", "expéditeur"}, sent: []string{"envoyé", "date", "envoyé le"}, to: []string{"à", "a", "pour"}, cc: []string{"cc"}, subject: []string{"objet", "sujet"},
		original:  []string{"message d'origine", "message d’origine", "message original", "courriel original", "mail original"},
		forwarded: []string{"message transféré", "message transmis", "début du message transféré", "début du message réexpédié", "message réexpédié"},
		closing:   []string{"cordialement", "bien cordialement", "bien à vous", "sincères salutations", "salutations", "meilleures salutations", "salutations distinguées", "bonne journée", "cdlt", "cdt", "amicalement", "sincèrement", "respectueusement", "dans l'attente de votre réponse", "dans l’attente de votre réponse", "je vous prie d'agréer", "je vous prie d’agréer", "veuillez agréer"},
		thanks:    []string{"merci", "merci d'avance", "merci d’avance", "merci beaucoup", "merci par avance", "avec mes remerciements"},
		device:    []string{"envoyé de mon ", "envoyé depuis mon ", "envoyé à partir de", "envoyé depuis ", "télécharger outlook pour", "obtenir outlook pour"},
		legal:     []string{"ce message et toutes", "ce message et ses", "ce message est confidentiel", "ce courriel", "avis de confidentialité", "les informations contenues dans ce", "pensez à l'environnement", "pensez à l’environnement", "avant d'imprimer"},
		automatic: []string{"réponse automatique", "reponse automatique", "absence du bureau", "message d'absence", "absent du bureau", "absence"},
		absent:    []string{"absent du bureau", "absente du bureau", "en congé", "en congés", "en vacances", "je suis absent", "je suis actuellement absent", "je serai absent", "de retour le", "mon retour"},
		bounced:   []string{"non remis", "échec de la remise", "message non distribué", "retour de courrier"},
		stub:      []string{"format html", "votre navigateur"},
	},
	{
		code:  "de",
		began: []string{"am ", "von "}, wrote: []string{"schrieb", "geschrieben"},
		from: []string{"von"}, sent: []string{"gesendet", "datum", "gesendet am", "verschickt"}, to: []string{"an"}, cc: []string{"cc", "kopie"}, subject: []string{"betreff", "betr"},
		original:  []string{"ursprüngliche nachricht", "original-nachricht", "originalnachricht", "original nachricht", "urspr. nachricht"},
		forwarded: []string{"weitergeleitete nachricht", "anfang der weitergeleiteten nachricht", "weitergeleitet von", "weitergeleitete e-mail"},
		closing:   []string{"mit freundlichen grüßen", "mit freundlichen grüssen", "mit freundlichen gruessen", "mit freundlichem gruß", "freundliche grüße", "freundliche grüsse", "viele grüße", "beste grüße", "liebe grüße", "schöne grüße", "herzliche grüße", "mit besten grüßen", "mit besten grüssen", "mfg", "vg", "lg", "gruß", "grüße", "grüsse", "hochachtungsvoll", "beste grüsse", "viele grüsse"},
		thanks:    []string{"danke", "vielen dank", "besten dank", "herzlichen dank", "danke im voraus", "vielen dank im voraus", "vielen dank und freundliche grüße", "dankeschön"},
		device:    []string{"von meinem ", "gesendet von meinem", "gesendet mit ", "outlook für android beziehen", "outlook für ios beziehen", "gesendet von mail für windows", "diese nachricht wurde von meinem"},
		legal:     []string{"diese e-mail enthält", "diese e-mail und", "diese nachricht enthält", "diese mail enthält", "der inhalt dieser e-mail", "vertraulichkeitshinweis", "haftungsausschluss", "bitte denken sie an die umwelt", "geschäftsführer:", "sitz der gesellschaft", "amtsgericht", "registergericht"},
		automatic: []string{"automatische antwort", "abwesenheitsnotiz", "abwesenheit", "abwesend", "ich bin nicht im büro", "abwesenheitsmeldung"},
		absent:    []string{"nicht im büro", "außer haus", "ausser haus", "abwesend", "abwesenheit", "im urlaub", "wieder erreichbar", "wieder im büro", "bin ab dem"},
		bounced:   []string{"unzustellbar", "zustellung fehlgeschlagen", "nicht zustellbar", "zurückgewiesen"},
		stub:      []string{"html-format", "ihrem browser"},
	},
	{
		code:  "it",
		began: []string{"il ", "in data ", "il giorno "}, wrote: []string{"ha scritto", "scrive", "ha scritto"},
		from: []string{"da", "mittente"}, sent: []string{"inviato", "data", "inviata"}, to: []string{"a"}, cc: []string{"cc"}, subject: []string{"oggetto"},
		original:  []string{"messaggio originale", "messaggio originario"},
		forwarded: []string{"messaggio inoltrato", "inizio messaggio inoltrato", "forwarded message"},
		closing:   []string{"cordiali saluti", "distinti saluti", "saluti", "cordialmente", "un saluto", "un cordiale saluto", "buona giornata", "buon lavoro", "in attesa di un vostro riscontro", "in attesa di riscontro", "ringraziando anticipatamente"},
		thanks:    []string{"grazie", "grazie mille", "molte grazie", "grazie in anticipo", "grazie e saluti", "grazie e cordiali saluti"},
		device:    []string{"inviato da iphone", "inviato dal mio ", "inviato da ", "scarica outlook per", "ottieni outlook per"},
		legal:     []string{"questo messaggio", "questa e-mail", "le informazioni contenute", "avviso di riservatezza", "ai sensi del", "prima di stampare"},
		automatic: []string{"risposta automatica", "fuori sede", "fuori ufficio", "assenza"},
		absent:    []string{"fuori sede", "fuori ufficio", "in ferie", "sono assente", "sarò assente", "rientro il", "rientrerò"},
		bounced:   []string{"mancata consegna", "non recapitabile", "messaggio non consegnato"},
		stub:      []string{"formato html"},
	},
	{
		code:  "nl",
		began: []string{"op "}, wrote: []string{"schreef", "heeft geschreven", "het volgende geschreven"},
		from: []string{"van"}, sent: []string{"verzonden", "datum", "verstuurd"}, to: []string{"aan"}, cc: []string{"cc"}, subject: []string{"onderwerp"},
		original:  []string{"oorspronkelijk bericht", "origineel bericht", "oorspronkelijke bericht"},
		forwarded: []string{"doorgestuurd bericht", "begin doorgestuurd bericht", "doorgestuurd door"},
		closing:   []string{"met vriendelijke groet", "met vriendelijke groeten", "vriendelijke groet", "vriendelijke groeten", "groeten", "groet", "hartelijke groet", "hartelijke groeten", "mvg", "hoogachtend", "met hartelijke groet"},
		thanks:    []string{"bedankt", "alvast bedankt", "dank u", "dank je wel", "hartelijk dank", "bij voorbaat dank"},
		device:    []string{"verstuurd vanaf mijn", "verzonden vanaf mijn", "verzonden via ", "verzonden met ", "outlook voor android", "outlook voor ios"},
		legal:     []string{"dit bericht", "deze e-mail", "de informatie in dit", "denk aan het milieu", "de inhoud van dit"},
		automatic: []string{"automatisch antwoord", "afwezig", "afwezigheid", "niet aanwezig"},
		absent:    []string{"afwezig", "met vakantie", "op vakantie", "niet op kantoor", "weer aanwezig", "niet aanwezig"},
		bounced:   []string{"onbestelbaar", "niet bezorgd"},
		stub:      []string{"html-formaat"},
	},
	{
		code:  "pl",
		began: []string{"w dniu ", "dnia "}, wrote: []string{"pisze", "napisał", "napisała", "napisał(a)", "napisano"},
		from: []string{"od"}, sent: []string{"wysłano", "data", "wysłane"}, to: []string{"do"}, cc: []string{"dw"}, subject: []string{"temat"},
		original:  []string{"wiadomość oryginalna", "oryginalna wiadomość", "treść oryginalnej wiadomości", "wiadomość pierwotna"},
		forwarded: []string{"przekazana wiadomość", "wiadomość przekazana", "początek przekazywanej wiadomości", "treść przekazanej wiadomości"},
		closing:   []string{"pozdrawiam", "z poważaniem", "pozdrowienia", "serdecznie pozdrawiam", "z wyrazami szacunku", "łączę pozdrowienia", "z pozdrowieniami", "miłego dnia", "pozdr"},
		thanks:    []string{"dziękuję", "dziękuje", "dzięki", "z góry dziękuję", "dziękuję i pozdrawiam", "bardzo dziękuję"},
		device:    []string{"wysłane z ", "wysłano z ", "pobierz outlook dla", "wysłane przy użyciu"},
		legal:     []string{"niniejsza wiadomość", "ta wiadomość", "treść tej wiadomości", "informacje zawarte w", "pomyśl o środowisku"},
		automatic: []string{"automatyczna odpowiedź", "odpowiedź automatyczna", "autoodpowiedź", "poza biurem", "nieobecność"},
		absent:    []string{"poza biurem", "na urlopie", "jestem nieobecny", "jestem nieobecna", "nieobecny", "wracam", "przebywam na urlopie"},
		bounced:   []string{"niedostarczalne", "nie można dostarczyć", "zwrot"},
		stub:      []string{"formacie html"},
	},
	{
		code:  "ru",
		began: []string{"вы писали"}, wrote: []string{"пишет", "написал", "написала", "написал(а)", "писал", "писали", "вы писали"},
		from: []string{"от", "от кого"}, sent: []string{"отправлено", "дата", "отправлен"}, to: []string{"кому"}, cc: []string{"копия"}, subject: []string{"тема"},
		original:  []string{"исходное сообщение", "оригинальное сообщение", "первоначальное сообщение", "исходное письмо"},
		forwarded: []string{"пересылаемое сообщение", "пересланное сообщение", "начало переадресованного сообщения", "начало переадресованного письма", "перенаправленное сообщение", "конец пересылаемого сообщения"},
		closing:   []string{"с уважением", "всего доброго", "с наилучшими пожеланиями", "наилучшие пожелания", "всего хорошего", "хорошего дня", "с ув", "искренне ваш", "с приветом", "до связи", "с искренним уважением", "з повагою", "с почтением", "жду ответа", "жду вашего ответа"},
		thanks:    []string{"спасибо", "заранее спасибо", "благодарю", "заранее благодарю", "большое спасибо", "заранее благодарен", "спасибо заранее", "дякую"},
		device:    []string{"отправлено с ", "отправлено из ", "отправлено с iphone", "скачать outlook для", "надіслано з"},
		legal:     []string{"данное сообщение", "настоящее сообщение", "это сообщение", "это письмо", "информация, содержащаяся", "уведомление о конфиденциальности", "перед печатью"},
		automatic: []string{"автоматический ответ", "автоответ", "нет на месте", "вне офиса", "отсутствие на рабочем месте", "автоответчик"},
		absent:    []string{"в отпуске", "вне офиса", "нахожусь в отпуске", "отсутствую", "буду отсутствовать", "в командировке", "вернусь", "нет на рабочем месте"},
		bounced:   []string{"недоставленное сообщение", "не удается доставить", "сообщение не доставлено", "недоставлено"},
		stub:      []string{"формате html"},
	},
	{
		code:  "tr",
		began: []string{}, wrote: []string{"şunu yazdı", "yazdı", "şöyle yazdı"},
		from: []string{"kimden", "gönderen"}, sent: []string{"gönderildi", "tarih", "gönderme tarihi"}, to: []string{"kime", "alıcı"}, cc: []string{"bilgi"}, subject: []string{"konu"},
		original:  []string{"orijinal ileti", "orijinal mesaj", "özgün ileti", "orjinal mesaj"},
		forwarded: []string{"yönlendirilen ileti", "iletilmiş ileti", "iletilen mesaj", "yönlendirilmiş ileti", "iletinin başlangıcı"},
		closing:   []string{"saygılarımla", "saygılarımızla", "iyi çalışmalar", "iyi günler", "saygılar", "selamlar", "iyi çalışmalar dilerim", "iyi günler dilerim", "kolay gelsin", "sevgiler", "en içten dileklerimle", "bilgilerinize"},
		thanks:    []string{"teşekkürler", "teşekkür ederim", "teşekkür ederiz", "şimdiden teşekkürler", "çok teşekkürler", "tşk", "teşekkürler, iyi çalışmalar"},
		device:    []string{"iphone'umdan gönderildi", "iphone’umdan gönderildi", "android için outlook", "samsung cihazımdan gönderildi", "ios için outlook"},
		legal:     []string{"bu e-posta", "bu mesaj", "bu elektronik posta", "yasal uyarı", "gizlilik bildirimi", "bu ileti"},
		automatic: []string{"otomatik yanıt", "otomatik cevap", "ofis dışında", "ofis dışı"},
		absent:    []string{"ofis dışında", "yıllık izin", "izinde", "izindeyim", "ofiste olmayacağım", "döneceğim"},
		bounced:   []string{"teslim edilemedi", "teslim edilemeyen"},
		stub:      []string{"html biçim"},
	},
	{
		code:  "ar",
		began: []string{"في ", "بتاريخ "}, wrote: []string{"كتب", "كتبت", "كتب/ت"},
		from: []string{"من"}, sent: []string{"تاريخ الإرسال", "التاريخ", "أرسلت", "تم الإرسال", "أُرسلت"}, to: []string{"إلى", "الى"}, cc: []string{"نسخة"}, subject: []string{"الموضوع", "الموضوع"},
		original:  []string{"الرسالة الأصلية", "رسالة أصلية", "الرسالة الاصلية"},
		forwarded: []string{"رسالة معاد توجيهها", "رسالة محولة", "بداية الرسالة المحولة", "رسالة مُعاد توجيهها"},
		closing:   []string{"مع تحياتي", "تحياتي", "مع أطيب التحيات", "وتفضلوا بقبول فائق الاحترام", "مع خالص التحية", "مع التحية", "وشكرا", "تقبلوا تحياتنا", "مع فائق الاحترام", "أطيب التحيات", "والسلام عليكم"},
		thanks:    []string{"شكرا", "شكراً", "شكرا لكم", "شكرا جزيلا", "شكراً جزيلاً", "مع الشكر"},
		device:    []string{"أرسلت من ", "أُرسلت من ", "مرسل من ", "تم الإرسال من", "احصل على outlook"},
		legal:     []string{"هذه الرسالة", "هذا البريد", "إخلاء مسؤولية", "المعلومات الواردة في"},
		automatic: []string{"رد تلقائي", "الرد التلقائي", "رد آلي", "خارج المكتب"},
		absent:    []string{"خارج المكتب", "في إجازة", "في اجازة", "إجازة سنوية", "سأعود"},
		bounced:   []string{"تعذر التسليم", "غير قابل للتسليم"},
		stub:      []string{},
	},
	{
		code:  "fa",
		began: []string{"در "}, wrote: []string{"نوشت", "نوشته است", "نوشته"},
		from: []string{"از", "فرستنده"}, sent: []string{"تاریخ", "ارسال شده", "ارسال"}, to: []string{"به", "گیرنده"}, cc: []string{"رونوشت"}, subject: []string{"موضوع"},
		original:  []string{"پیام اصلی", "پیغام اصلی"},
		forwarded: []string{"پیام هدایت‌شده", "پیام ارسال شده", "پیام بازارسال‌شده", "نامه هدایت شده"},
		closing:   []string{"با احترام", "با تشکر", "ارادتمند", "با سپاس", "با تشکر و احترام", "با سپاس و احترام", "با آرزوی بهترین‌ها", "با تقدیم احترام", "مخلص شما"},
		thanks:    []string{"متشکرم", "ممنون", "سپاسگزارم", "با تشکر فراوان", "تشکر", "مرسی", "سپاس"},
		device:    []string{"ارسال شده از ", "ارسال از "},
		legal:     []string{"این ایمیل", "این پیام"},
		automatic: []string{"پاسخ خودکار", "خارج از دفتر"},
		absent:    []string{"خارج از دفتر", "در مرخصی", "مرخصی", "برمی‌گردم"},
		bounced:   []string{"تحویل داده نشد"},
		stub:      []string{},
	},
	{
		code:  "he",
		began: []string{"בתאריך ", "ב-", "ביום "}, wrote: []string{"כתב", "כתבה", "כתב/ה", "מאת"},
		from: []string{"מאת", "מ"}, sent: []string{"נשלח", "תאריך"}, to: []string{"אל", "ל"}, cc: []string{"עותק"}, subject: []string{"נושא", "הנדון"},
		original:  []string{"הודעה מקורית", "ההודעה המקורית"},
		forwarded: []string{"הודעה שהועברה", "תחילת ההודעה שהועברה", "הודעה מועברת"},
		closing:   []string{"בברכה", "בכבוד רב", "תודה ובברכה", "בברכת", "כל טוב", "יום טוב", "בתודה מראש"},
		thanks:    []string{"תודה", "תודה רבה", "תודה מראש", "בתודה"},
		device:    []string{"נשלח מה", "נשלח מ-", "נשלח מהאייפון", "נשלח באמצעות", "הורד את outlook"},
		legal:     []string{"הודעה זו", "דואר אלקטרוני זה", "המידע הכלול"},
		automatic: []string{"תשובה אוטומטית", "מענה אוטומטי", "מחוץ למשרד", "מענה לאי-זמינות"},
		absent:    []string{"מחוץ למשרד", "בחופשה", "בחופש", "אחזור"},
		bounced:   []string{"לא ניתן למסור", "לא נמסר"},
		stub:      []string{},
	},
	{
		code:  "hi",
		began: []string{}, wrote: []string{"ने लिखा", "लिखा"},
		from: []string{"प्रेषक", "से", "द्वारा"}, sent: []string{"भेजा गया", "दिनांक", "तारीख"}, to: []string{"प्रति", "को", "प्राप्तकर्ता"}, cc: []string{"प्रतिलिपि"}, subject: []string{"विषय"},
		original:  []string{"मूल संदेश"},
		forwarded: []string{"अग्रेषित संदेश", "फ़ॉरवर्ड किया गया संदेश"},
		closing:   []string{"सादर", "भवदीय", "शुभकामनाओं सहित", "आपका", "नमस्ते सहित", "सधन्यवाद"},
		thanks:    []string{"धन्यवाद", "बहुत धन्यवाद", "शुक्रिया"},
		device:    []string{"मेरे iphone से भेजा"},
		legal:     []string{"यह ईमेल", "यह संदेश"},
		automatic: []string{"स्वचालित उत्तर", "कार्यालय से बाहर"},
		absent:    []string{"कार्यालय से बाहर", "छुट्टी पर", "अवकाश पर"},
		bounced:   []string{"वितरित नहीं"},
		stub:      []string{},
	},
	{
		code:  "id",
		began: []string{"pada "}, wrote: []string{"menulis", "menulis:", "telah menulis"},
		from: []string{"dari"}, sent: []string{"dikirim", "tanggal", "terkirim"}, to: []string{"kepada", "untuk", "ke"}, cc: []string{"tembusan"}, subject: []string{"subjek", "perihal", "judul"},
		original:  []string{"pesan asli", "pesan awal"},
		forwarded: []string{"pesan terusan", "pesan yang diteruskan", "pesan diteruskan", "mulai meneruskan pesan"},
		closing:   []string{"salam", "hormat kami", "hormat saya", "salam hormat", "terima kasih dan salam", "salam sejahtera", "yang benar", "demikian"},
		thanks:    []string{"terima kasih", "terimakasih", "terima kasih sebelumnya", "makasih", "tks"},
		device:    []string{"dikirim dari ", "terkirim dari ", "dapatkan outlook untuk"},
		legal:     []string{"email ini", "pesan ini"},
		automatic: []string{"balasan otomatis", "jawaban otomatis", "di luar kantor", "sedang tidak di kantor"},
		absent:    []string{"di luar kantor", "sedang cuti", "tidak berada di kantor", "kembali pada"},
		bounced:   []string{"tidak terkirim", "gagal terkirim"},
		stub:      []string{"format html"},
	},
	{
		code:  "vi",
		began: []string{"vào ", "lúc ", "ngày "}, wrote: []string{"đã viết", "viết"},
		from: []string{"từ", "người gửi"}, sent: []string{"đã gửi", "ngày", "gửi", "ngày gửi", "thời gian"}, to: []string{"đến", "tới", "người nhận", "gửi đến"}, cc: []string{"cc"}, subject: []string{"chủ đề", "tiêu đề"},
		original:  []string{"thư gốc", "tin nhắn gốc", "thông điệp gốc"},
		forwarded: []string{"thư đã chuyển tiếp", "thư được chuyển tiếp", "tin nhắn đã chuyển tiếp", "forwarded message", "bắt đầu thư chuyển tiếp"},
		closing:   []string{"trân trọng", "trân trọng cảm ơn", "thân ái", "kính thư", "thân mến", "trân trọng kính chào"},
		thanks:    []string{"cảm ơn", "xin cảm ơn", "cám ơn", "cảm ơn nhiều", "rất cảm ơn"},
		device:    []string{"đã gửi từ ", "gửi từ ", "tải outlook cho"},
		legal:     []string{"email này", "thư này", "thông điệp này"},
		automatic: []string{"trả lời tự động", "vắng mặt", "thư trả lời tự động"},
		absent:    []string{"vắng mặt", "nghỉ phép", "không có mặt tại văn phòng", "trở lại vào"},
		bounced:   []string{"không gửi được", "không thể gửi"},
		stub:      []string{},
	},
	{
		code:  "th",
		began: []string{"เมื่อ ", "ในวันที่ ", "วันที่ "}, wrote: []string{"เขียนว่า", "เขียน"},
		from: []string{"จาก"}, sent: []string{"ส่ง", "วันที่", "ส่งเมื่อ"}, to: []string{"ถึง"}, cc: []string{"สำเนา"}, subject: []string{"เรื่อง", "หัวเรื่อง"},
		original:  []string{"ข้อความต้นฉบับ", "ข้อความเดิม", "ต้นฉบับข้อความ"},
		forwarded: []string{"ข้อความที่ส่งต่อ", "ข้อความส่งต่อ"},
		closing:   []string{"ขอแสดงความนับถือ", "ด้วยความเคารพ", "ด้วยความนับถือ", "ขอแสดงความนับถืออย่างสูง"},
		thanks:    []string{"ขอบคุณครับ", "ขอบคุณค่ะ", "ขอบคุณ", "ขอบคุณมาก", "ขอบคุณล่วงหน้า", "ขอบคุณมากครับ", "ขอบคุณมากค่ะ"},
		device:    []string{"ส่งจาก iphone", "ส่งจาก"},
		legal:     []string{"อีเมลนี้", "อีเมลฉบับนี้"},
		automatic: []string{"ตอบกลับอัตโนมัติ", "ข้อความตอบกลับอัตโนมัติ", "ไม่อยู่ที่สำนักงาน"},
		absent:    []string{"ไม่อยู่ที่สำนักงาน", "ลาพักร้อน", "ลาหยุด", "จะกลับมา"},
		bounced:   []string{"ส่งไม่ได้", "ไม่สามารถส่ง"},
		stub:      []string{},
	},
	{
		code:  "ja",
		began: []string{}, wrote: []string{"のメール", "書きました", "が書き込みました", "さんのメッセージ", "wrote"},
		from: []string{"差出人", "送信者", "発信者", "from"}, sent: []string{"送信日時", "日時", "日付", "送信日"}, to: []string{"宛先", "宛て先"}, cc: []string{"cc"}, subject: []string{"件名"},
		original:  []string{"元のメッセージ", "元のメール", "オリジナルメッセージ", "original message"},
		forwarded: []string{"転送メッセージ", "転送されたメッセージ", "以下は転送メッセージ", "転送されたメール"},
		closing:   []string{"よろしくお願いいたします", "よろしくお願い致します", "よろしくお願いします", "宜しくお願い致します", "宜しくお願いいたします", "宜しくお願いします", "以上", "敬具", "何卒よろしくお願いいたします", "何卒よろしくお願い申し上げます", "以上、よろしくお願いいたします", "以上、よろしくお願い致します", "どうぞよろしくお願いいたします", "草々"},
		thanks:    []string{"ありがとうございます", "ありがとうございました", "有難うございます"},
		device:    []string{"iphoneから送信", "ipadから送信", "私のiphoneから送信", "android版outlook", "ios版outlook"},
		legal:     []string{"このメール", "本メール", "本電子メール"},
		automatic: []string{"自動応答", "自動返信", "不在通知", "不在のお知らせ"},
		absent:    []string{"不在", "休暇", "外出しており", "出張", "お休み", "休業"},
		bounced:   []string{"配信不能", "未配信", "送信できませんでした"},
		stub:      []string{"html形式"},
	},
	{
		code:  "ko",
		began: []string{}, wrote: []string{"님이 작성", "작성", "님이 쓴 글", "썼습니다", "wrote"},
		from: []string{"보낸 사람", "보낸사람", "발신", "발신자", "from"}, sent: []string{"보낸 날짜", "날짜", "보낸날짜", "보낸 시간", "보냄"}, to: []string{"받는 사람", "받는사람", "수신", "수신자"}, cc: []string{"참조"}, subject: []string{"제목"},
		original:  []string{"원본 메시지", "원본 메일", "원본메일", "원본메시지", "original message"},
		forwarded: []string{"전달된 메시지", "전달된 메일", "전달 메일", "전달된 이메일", "전달된 메시지 시작"},
		closing:   []string{"감사합니다", "드림", "올림", "배상", "수고하세요", "안녕히 계세요", "좋은 하루 되세요", "수고하십시오"},
		thanks:    []string{"고맙습니다", "감사드립니다"},
		device:    []string{"나의 iphone에서 보냄", "내 iphone에서 보냄", "iphone에서 보냄", "android용 outlook", "ios용 outlook", "갤럭시에서 보냄", "내 galaxy에서 보냄"},
		legal:     []string{"이 메일은", "본 메일은", "이 이메일", "본 이메일", "본 메일에"},
		automatic: []string{"자동 회신", "자동회신", "부재중", "자동 응답", "자동응답", "부재 중"},
		absent:    []string{"부재중", "부재 중", "휴가", "출장", "자리를 비"},
		bounced:   []string{"배달되지 않음", "전송 실패", "발송 실패", "반송"},
		stub:      []string{},
	},
	{
		code:  "zh",
		began: []string{"在 ", "在", "于", "於"}, wrote: []string{"写道", "寫道", "写到", "來信", "来信"},
		from: []string{"发件人", "寄件人", "寄件者", "發件人", "发自", "来自"}, sent: []string{"发送时间", "日期", "发送日期", "寄件日期", "已发送", "傳送時間", "時間", "时间", "發送時間", "寄件時間", "已傳送", "发件时间"}, to: []string{"收件人", "收件者", "收信人"}, cc: []string{"抄送", "抄送人", "副本"}, subject: []string{"主题", "主旨", "主題", "标题", "標題"},
		original:  []string{"原始邮件", "原始郵件", "原邮件", "原始信息", "原始讯息", "回复的原邮件", "回复的邮件", "原信", "原始訊息", "邮件原件", "答复邮件"},
		forwarded: []string{"转发邮件信息", "转发的邮件", "转发邮件", "轉寄郵件", "轉寄的郵件", "转发的邮件信息", "轉寄訊息", "被转发邮件", "开始转发的邮件", "以下是转发的邮件", "轉寄郵件信息", "開始轉寄郵件"},
		closing:   []string{"此致", "顺祝商祺", "祝商祺", "顺颂商祺", "祝好", "谨致问候", "致礼", "敬礼", "此致敬礼", "顺祝", "祝工作顺利", "祝生意兴隆", "祝您工作愉快", "顺颂时祺", "敬上", "敬祝商祺", "順頌商祺", "祝商安", "顺祝商安", "期待您的回复", "盼复", "静候佳音", "祝您生活愉快", "祝 商祺", "商祺", "此致 敬礼"},
		thanks:    []string{"谢谢", "謝謝", "多谢", "多謝", "感谢", "非常感谢", "谢谢您", "謝謝您", "感謝", "谢谢合作", "不胜感激"},
		device:    []string{"发自我的", "從我的", "傳送自我的", "从我的", "發自我的", "来自我的", "发送自我的", "发自iphone", "发自我的iphone", "获取 outlook", "取得 outlook"},
		legal:     []string{"本邮件及其附件", "本郵件及其附件", "本邮件", "本郵件", "此邮件", "保密声明", "保密提示", "免责声明", "免責聲明", "机密", "本电子邮件", "本電子郵件", "此電郵"},
		automatic: []string{"自动回复", "自動回覆", "自动答复", "自動回復", "外出自动回复", "不在办公室", "休假", "自动应答"},
		absent:    []string{"不在办公室", "休假", "外出", "出差", "度假", "放假", "不在辦公室", "年假", "假期", "会尽快回复", "會儘快回覆", "返回公司", "无法及时"},
		bounced:   []string{"系统退信", "退信", "系統退信", "退信通知", "邮件退回", "投递失败", "未送达", "未传递", "郵件退回", "无法投递", "来自qq.com的退信", "无法送达", "未遞送", "傳遞失敗", "邮件系统退信", "发送失败"},
		stub:      []string{"浏览器", "瀏覽器"},
	},
}

// legalWords must stand in a paragraph as well before its first words make a
// legal notice of it: "this message" begins many a sentence.
var legalWords = []string{
	"confidential", "privileged", "intended", "disclaimer", "virus", "environment", "vertraulich", "umwelt",
	"geschäftsführer", "amtsgericht", "registergericht", "confidencial", "destinat", "confidentiel", "imprimer", "imprimir",
	"environnement", "riservat", "stampare", "vertrouwelijk", "milieu", "poufn", "środowisk", "adresat", "конфиденциальн",
	"получател", "печатью", "gizli", "سري", "محرمانه", "חסוי", "סודי", "गोपनीय", "rahasia", "bảo mật",
	"ความลับ", "機密", "秘密", "機微", "기밀", "비밀", "保密", "机密", "免责", "免責", "误收", "誤收",
}

// numberLabels stand in front of a telephone number, or of an address of mail
// or web. What follows must look like one: "P: 12 USD" is a price.
var numberLabels = setOf("tel", "phone", "ph", "mob", "mobile", "cell", "fax", "email", "e-mail", "mail", "web", "website",
	"whatsapp", "whats app", "telegram", "viber", "m", "t", "p", "f", "e", "w", "direct", "office", "hp", "teléfono", "telefono",
	"móvil", "celular", "cel", "correo", "telefone", "tél", "téléphone", "portable", "telefon", "handy", "mobil",
	"cellulare", "telefoon", "kom", "тел", "телефон", "моб", "почта", "gsm", "cep", "faks", "هاتف", "جوال",
	"تلفن", "موبایل", "טלפון", "נייד", "फोन", "telp", "điện thoại", "đt", "โทร", "โทรศัพท์", "電話", "携帯",
	"전화", "휴대폰", "电话", "手机", "传真", "邮箱", "网址", "手機", "傳真", "qq", "tel/fax", "tel/whatsapp", "mob/whatsapp")

// placeLabels may be followed by any words.
var placeLabels = setOf("skype", "wechat", "微信", "address", "add", "地址", "dirección", "endereço", "adresse", "indirizzo",
	"адрес", "adres", "住所", "주소", "địa chỉ", "alamat", "vat", "vat no", "ust-id", "p.iva")

func setOf(words ...string) map[string]bool {
	set := make(map[string]bool, len(words))
	for _, w := range words {
		set[w] = true
	}
	return set
}

// role is what a label of a header block stands for.
type role uint8

const (
	noRole role = iota
	fromRole
	sentRole
	toRole
	ccRole
	subjectRole
)

// cueIndex is the languages, arranged for looking up.
type cueIndex struct {
	labels    map[string]role // by folded label
	closing   map[string]bool // true for a sure closing, false for thanks
	began     openings
	wrote     []string
	separator map[string]bool // folded; original and forwarded
	device    openings
	legal     openings
	automatic openings
	absent    []string
	bounced   openings
	stub      []string
}

// cues are the words of all languages: letters mix them, and a wrong guess at
// the language would cost more than a look at all.
var cues = indexCues(languages)

func indexCues(languages []language) *cueIndex {
	x := &cueIndex{labels: map[string]role{}, closing: map[string]bool{}, separator: map[string]bool{}}
	for _, l := range languages {
		for r, labels := range [...][]string{
			fromRole: l.from, sentRole: l.sent, toRole: l.to, ccRole: l.cc, subjectRole: l.subject,
		} {
			for _, label := range labels {
				x.labels[foldLabel(label)] = role(r)
			}
		}
		for _, phrase := range l.thanks {
			x.closing[phrase] = false
		}
		for _, phrase := range l.closing {
			x.closing[phrase] = true
		}
		for _, phrase := range append(l.original, l.forwarded...) {
			x.separator[foldLabel(phrase)] = true
		}
		x.began.add(l.began)
		x.wrote = append(x.wrote, l.wrote...)
		x.device.add(l.device)
		x.legal.add(l.legal)
		x.automatic.add(l.automatic)
		x.absent = append(x.absent, l.absent...)
		x.bounced.add(l.bounced)
		x.stub = append(x.stub, l.stub...)
	}
	return x
}
