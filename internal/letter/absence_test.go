package letter

import (
	"testing"
	"time"
)

func TestBack(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{"I am out of the office until 18 December.", "2026-12-19"},
		{"I will be back on Monday, December 21st, 2026.", "2026-12-21"},
		{"I'm on leave from 14 to 20 December and return on 21 December.", "2026-12-21"},
		{"Away from 14.12.2026 to 18.12.2026.", "2026-12-19"},
		{"Ich bin im Urlaub und ab dem 20. Januar wieder im Büro.", "2027-01-20"},
		{"Ich bin bis 18.12. nicht im Haus.", "2026-12-19"},
		{"Estaré fuera de la oficina hasta el 18 de diciembre de 2026.", "2026-12-19"},
		{"Je serai de retour le 4 janvier 2027.", "2027-01-04"},
		{"Sarò assente fino al 18 dicembre.", "2026-12-19"},
		{"Ik ben er niet t/m 18 december.", "2026-12-19"},
		{"Jestem na urlopie do 18 grudnia.", "2026-12-19"},
		{"Я в отпуске до 18 декабря.", "2026-12-19"},
		{"Я вернусь 21 декабря 2026 года.", "2026-12-21"},
		{"أنا في إجازة حتى 18 ديسمبر.", "2026-12-19"},
		{"18 Aralık tarihine kadar izinliyim.", "2026-12-19"},
		{"12月18日まで休暇をいただいております。", "2026-12-19"},
		{"我将于2026年12月21日返回公司。", "2026-12-21"},
		{"12月14日至12月20日休假，12月23日返回办公室。", "2026-12-23"},
		{"Estarei ausente até 20/12/2026, retornando dia 23/12/2026.", "2026-12-23"},
		{"12월 18일까지 휴가입니다.", "2026-12-19"},
		{"Saya cuti sampai 18 Desember.", "2026-12-19"},
		{"I am away and will answer as soon as I can. Call +49 30 1234567 or room 12.", ""},
		{"We closed on 3 January 2025.", ""},
	} {
		r := &reader{}
		r.Text, r.Date = c.text, time.Date(2026, 12, 11, 9, 0, 0, 0, time.UTC)
		have := ""
		if back := r.back(); !back.IsZero() {
			have = back.Format(time.DateOnly)
		}
		if have != c.want {
			t.Errorf("%q: have %q, want %q", c.text, have, c.want)
		}
	}
}
