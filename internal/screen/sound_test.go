package screen

import "testing"

func TestSoundsLike(t *testing.T) {
	for _, c := range []struct {
		ours   string
		theirs []string
		not    []string
	}{
		{"Lily", []string{"Лили", "ليلي", "لیلی", "לילי", "लिली", "ลิลี่", "リリー", "릴리"}, []string{"Лена", "ليث", "דנה", "राम", "미나", "коллеги"}},
		{"Kevin", []string{"Кевин", "Кевину", "كيفن", "کوین", "קווין", "केविन", "เควิน", "ケビン", "케빈"}, []string{"Иван", "כולם", "김민", "नमस्ते"}},
		{"Brightway", []string{"Брайтвей", "برايتواي", "برایتوی", "ברייטוויי", "ब्राइटवे", "ブライトウェイ", "브라이트웨이"}, []string{"Добрый", "правление", "بريد"}},
	} {
		for _, s := range c.theirs {
			if !soundsLike(sounds(s), sounds(c.ours)) {
				t.Errorf("%s %s is not %s %s", s, sounds(s), c.ours, sounds(c.ours))
			}
		}
		for _, s := range c.not {
			if soundsLike(sounds(s), sounds(c.ours)) {
				t.Errorf("%s %s is %s %s", s, sounds(s), c.ours, sounds(c.ours))
			}
		}
	}
}
