package inquiry

import (
	"encoding/json"
	"slices"
	"testing"
)

func TestHashes(t *testing.T) {
	for _, want := range []Hashes{nil, {1}, {0, 4294967295, 7}} {
		text, err := json.Marshal(Trace{Text: want})
		if err != nil {
			t.Fatal(err)
		}
		var have Trace
		if err := json.Unmarshal(text, &have); err != nil || !slices.Equal(have.Text, want) {
			t.Errorf("%s gives %v, %v; want %v", text, have.Text, err, want)
		}
	}
	for _, wrong := range []string{`{"text":"!"}`, `{"text":"AAA"}`} {
		if err := json.Unmarshal([]byte(wrong), &Trace{}); err == nil {
			t.Errorf("%s was read", wrong)
		}
	}
}
