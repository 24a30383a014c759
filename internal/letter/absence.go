package letter

import (
	"slices"
	"strings"
	"sync"
	"time"

	"inquiryd/internal/lexicon"
)

// months are the names of months in all languages.
var months = sync.OnceValue(func() *lexicon.Lexicon { return lexicon.Words().Only(lexicon.Month) })

// back is the day on which somebody who is away says they are back: a date
// behind a word of returning as it stands, one behind "until" the day after it,
// and of several without either word the last. Only days within four months of
// the note count; a note without a date gives the zero time.
func (r *reader) back() time.Time {
	const longest, reach = 4 << 10, 124 * 24 * time.Hour
	written := r.Date
	if written.IsZero() {
		return time.Time{}
	}
	today := time.Date(written.Year(), written.Month(), written.Day(), 0, 0, 0, 0, time.UTC)
	var returns, untils, others []time.Time
	for _, text := range []string{r.Text, r.Subject} {
		t := lexicon.Fold(head(text, longest))
		last := 0 // a word speaks of the date behind it, not of the next
		for _, d := range datesIn(t, today) {
			day, from := d.day, max(last, d.start-48)
			last = d.end
			if day.Before(today) || day.Sub(today) > reach {
				continue
			}
			switch before := t.Folded[min(from, d.start):d.start]; {
			case lastOf(before, untilWords) > lastOf(before, returnWords) || follows(t.Folded[d.end:], untilBehind):
				untils = append(untils, day.AddDate(0, 0, 1))
			case lastOf(before, returnWords) >= 0 || follows(t.Folded[d.end:], returnBehind):
				returns = append(returns, day)
			default:
				others = append(others, day)
			}
		}
	}
	// "From 14 to 18 December": what begins an absence is no return.
	if known := append(returns, untils...); len(known) > 0 {
		return slices.MaxFunc(known, time.Time.Compare)
	}
	if len(others) > 0 {
		// "from 3 to 14 December": the last day away.
		return slices.MaxFunc(others, time.Time.Compare).AddDate(0, 0, 1)
	}
	return time.Time{}
}

// The words are folded, as lexicon does.
var (
	returnWords = []string{"back", "return", "resume", "available again", "in the office again", "from", "as of", "ab dem", "ab ", "wieder", "zuruck", "regreso", "regresare", "vuelvo", "volvere", "reincorpor", "a partir", "retour", "retorn", "de nouveau", "rientr", "torner", "dal ", "terug", "weer", "vanaf", "wracam", "wroce", "powrot", "od ", "вернусь", "выйду", "с ", "возвращ", "donecegim", "donus", "itibaren", "اعود", "العوده", "باز مي گردم", "برمي گردم", "از ", "אחזור", "חוזר", "लौट", "वापस", "kembali", "masuk lagi", "tro lai", "quay lai", "กลับมา", "กลับ", "返回", "恢复", "回来", "上班", "回到", "復帰", "出社", "복귀", "돌아", "출근"}
	untilWords  = []string{"until", "till", "through", "thru", "up to", " to ", "bis", "hasta", "hasta el", " al ", "ate ", "ate o", "jusqu", " au ", "fino a", "fino al", "sino al", " t/m", "tot en met", " tot ", "do dnia", " do ", "по ", " до ", "حتي", "الي", "تا ", "עד", "sampai", "hingga", "s/d", "den het", " den ", "den ngay", "ถึง", "至", "到", "直到", "~", " - ", "–", "-"}
	// Where the word stands behind its date.
	untilBehind  = []string{"まで", "까지", "tarihine kadar", "'e kadar", "'a kadar", "kadar", "तक", " inclusive", " included", "为止", "止"}
	returnBehind = []string{"'den itibaren", "'dan itibaren", " itibaren", "से", "から", "以降", "より", "부터", "起", "返回", "恢复", "回来", "复工", "上班", "に復帰", "に出社", "에 복귀", "에 출근"}
)

func lastOf(s string, words []string) int {
	at := -1
	for _, w := range words {
		at = max(at, strings.LastIndex(s, w))
	}
	return at
}

func follows(s string, words []string) bool {
	s = strings.TrimLeft(s[:min(len(s), 40)], " ")
	return slices.ContainsFunc(words, func(w string) bool { return strings.HasPrefix(s, strings.TrimLeft(w, " ")) })
}

// found is a date in a folded text.
type found struct {
	start, end int
	day        time.Time
}

// datesIn finds the dates of a text: 24.12.2026, 24/12, 2026-12-24, 12月24日,
// "24 December", "December 24th". One without a year is the next to come; of
// 03/04 the day comes first, unless that cannot be.
func datesIn(t *lexicon.Text, today time.Time) (all []found) {
	names := months().Find(t)
	for i := 0; i < len(t.Folded); i++ {
		if t.Class[i] != lexicon.Digit || i > 0 && t.Class[i-1] == lexicon.Digit {
			continue
		}
		n, numbers, end := numbersAt(t, i)
		if day, ok := numeric(numbers[:n], t.Folded[i:end], today); ok {
			all = append(all, found{i, end, day})
		} else if day, start, stop, ok := besideMonth(t, names, i, today); ok {
			all = append(all, found{start, stop, day})
			end = max(end, i+1)
		}
		i = max(i, end-1)
	}
	return all
}

// numbersAt reads up to three numbers joined as dates join them.
func numbersAt(t *lexicon.Text, i int) (n int, numbers [3]int, end int) {
	s := t.Folded
	for n < 3 {
		start := i
		for i < len(s) && t.Class[i] == lexicon.Digit && i-start < 4 {
			numbers[n] = numbers[n]*10 + int(s[i]-'0')
			i++
		}
		if i == start {
			break
		}
		n, end = n+1, i
		joined := false
		for _, joint := range []string{". ", ".", "/", "-", "年", "月", " 年 ", " 월 ", "년 ", "월 ", "년", "월"} {
			if strings.HasPrefix(s[i:], joint) && i+len(joint) < len(s) && t.Class[i+len(joint)] == lexicon.Digit {
				i += len(joint)
				joined = true
				break
			}
		}
		if !joined {
			break
		}
	}
	for _, mark := range []string{"日", "일"} {
		if strings.HasPrefix(s[end:], mark) {
			end += len(mark)
		}
	}
	return n, numbers, end
}

// numeric makes a date of two or three numbers.
func numeric(n []int, written string, today time.Time) (time.Time, bool) {
	east := strings.ContainsAny(written, "月월")
	switch {
	case len(n) == 3 && n[0] >= 2000:
		return civil(n[0], n[1], n[2])
	case len(n) == 3 && n[2] >= 2000:
		return dayFirst(n[2], n[0], n[1])
	case len(n) == 3 && n[2] >= 20 && n[2] < 100:
		return dayFirst(2000+n[2], n[0], n[1])
	case len(n) == 2 && east:
		return next(n[0], n[1], today)
	case len(n) == 2 && strings.ContainsAny(written, "./") && !strings.ContainsAny(written, ":"):
		if n[1] > 12 {
			return next(n[0], n[1], today)
		}
		return next(n[1], n[0], today)
	}
	return time.Time{}, false
}

func dayFirst(year, a, b int) (time.Time, bool) {
	if b > 12 {
		return civil(year, a, b)
	}
	return civil(year, b, a)
}

func civil(year, month, day int) (time.Time, bool) {
	t := time.Date(year, time.Month(month), day, 0, 0, 0, 0, time.UTC)
	return t, month >= 1 && month <= 12 && t.Day() == day
}

// next is a day of a month in the year that comes next.
func next(month, day int, today time.Time) (time.Time, bool) {
	t, ok := civil(today.Year(), month, day)
	if ok && t.Before(today) {
		return civil(today.Year()+1, month, day)
	}
	return t, ok
}

// besideMonth makes a date of a day and the month's name before or behind it.
func besideMonth(t *lexicon.Text, names []lexicon.Hit, i int, today time.Time) (day time.Time, start, end int, ok bool) {
	number := i
	n := 0
	for number < len(t.Folded) && t.Class[number] == lexicon.Digit && number-i < 3 {
		n = n*10 + int(t.Folded[number]-'0')
		number++
	}
	if n < 1 || n > 31 || number < len(t.Folded) && t.Class[number] == lexicon.Digit {
		return day, 0, 0, false
	}
	for _, h := range names {
		behind := h.Start >= number && h.Start-number <= 6 && !strings.ContainsAny(t.Folded[number:h.Start], ",;\n")
		before := h.End <= i && i-h.End <= 5 && !strings.ContainsAny(t.Folded[h.End:i], ";\n")
		if !behind && !before || h.Value < 1 || h.Value > 12 {
			continue
		}
		start, end = min(i, h.Start), max(number, h.End)
		if year := yearBehind(t, end); year > 0 {
			day, ok = civil(year, h.Value, n)
		} else {
			day, ok = next(h.Value, n, today)
		}
		if ok {
			return day, start, end, true
		}
	}
	return day, 0, 0, false
}

// yearBehind is a year that stands right behind folded i, or 0.
func yearBehind(t *lexicon.Text, i int) int {
	for i < len(t.Folded) && strings.IndexByte(" ,.", t.Folded[i]) >= 0 {
		i++
	}
	for _, of := range []string{"de ", "del "} {
		if strings.HasPrefix(t.Folded[i:], of) {
			i += len(of)
		}
	}
	n, k := 0, i
	for k < len(t.Folded) && t.Class[k] == lexicon.Digit && k-i < 5 {
		n = n*10 + int(t.Folded[k]-'0')
		k++
	}
	if k-i == 4 && n >= 2000 && n < 2100 {
		return n
	}
	return 0
}
