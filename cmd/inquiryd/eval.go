package main

import (
	"bufio"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"inquiryd/internal/casebook"
	"inquiryd/internal/inquiry"
	"inquiryd/internal/letter"
	"inquiryd/internal/origin"
	"inquiryd/internal/screen"
)

// sellerFile is the configuration that a directory of cases brings along.
const sellerFile = "seller.toml"

func newEvalCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "eval DIR...",
		Short: "Compare verdicts with a reader's labels",
		Long: `eval grades labelled letters and shows how far verdicts and labels agree: a
confusion matrix, tiers met exactly and within one, Cohen's kappa with quadratic
weights, precision and recall, probe rings found, and the list of what they
disagree over, worst first.

A DIR holds golden cases (*.txtar, as in testdata/inquiries), ring stories
(ring-*.txtar), or letters (*.eml) with labels.tsv: lines of file, inquiry
(yes or no) and tier, divided by tabs, after a line of headings. Unless --config
names another, a seller.toml in a DIR is its configuration.`,
		Example: `  inquiryd eval testdata/heldout
  inquiryd eval --config config.toml --json ~/labelled`,
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) == 0 {
				return usageError{errors.New("eval: want a DIR")}
			}
			return nil
		},
	}
	path := cmd.Flags().StringP("config", "c", "", "configuration file")
	asJSON := cmd.Flags().Bool("json", false, "print one JSON object")
	most := cmd.Flags().Int("worst", 40, "how many disagreements to list; -1 lists all")
	cmd.RunE = func(cmd *cobra.Command, dirs []string) error {
		var e evaluation
		for _, dir := range dirs {
			if err := e.directory(dir, *path); err != nil {
				return fmt.Errorf("eval: %w", err)
			}
		}
		out := bufio.NewWriter(cmd.OutOrStdout())
		if *asJSON {
			if err := json.NewEncoder(out).Encode(e.figures()); err != nil {
				return fmt.Errorf("eval: print: %w", err)
			}
		} else {
			e.show(out, *most)
		}
		if err := out.Flush(); err != nil {
			return fmt.Errorf("eval: print: %w", err)
		}
		return nil
	}
	return cmd
}

// evaluation is what eval counted.
type evaluation struct {
	letters casebook.Agreement
	rings   ringScore
}

// directory grades what one directory holds, and what lies in directories
// below it.
func (e *evaluation) directory(dir, conf string) error {
	judge, origins, err := sellerOf(dir, conf)
	if err != nil {
		return err
	}
	found := false
	err = filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || !d.IsDir() {
			return err
		}
		here, err := e.folder(judge, origins, path)
		found = found || here
		return err
	})
	if err == nil && !found {
		err = fmt.Errorf("%s: no labelled letter in it", dir)
	}
	return err
}

func (e *evaluation) folder(judge *screen.Screen, origins *origin.Finder, dir string) (found bool, err error) {
	labelled, err := labelledIn(dir)
	if err != nil {
		return false, err
	}
	for _, c := range labelled {
		l := letter.Read(c.Message)
		e.letters.Add(c.Name, c.Label, judge.Judge(screen.Input{Letter: l, Now: l.Date, Origin: origins.Find(l)}))
	}
	stories, err := casebook.ReadStories(dir)
	if err != nil {
		return false, err
	}
	for _, s := range stories {
		e.rings.add(judge, origins, s)
	}
	return len(labelled)+len(stories) > 0, nil
}

// sellerOf is the screen for a directory: by --config, else by its own file.
func sellerOf(dir, conf string) (*screen.Screen, *origin.Finder, error) {
	if own := filepath.Join(dir, sellerFile); conf == "" && exists(own) {
		conf = own
	}
	_, judge, origins, err := judgeBy(conf)
	return judge, origins, err
}

func exists(path string) bool {
	_, err := os.Stat(path)
	return err == nil
}

// labelledIn reads the cases of one directory, or its letters with labels.tsv.
func labelledIn(dir string) ([]casebook.Case, error) {
	if labels := filepath.Join(dir, "labels.tsv"); exists(labels) {
		return labelledFiles(dir, labels)
	}
	names, err := filepath.Glob(filepath.Join(dir, "*.txtar"))
	if err != nil {
		return nil, err
	}
	for _, name := range names {
		if !strings.HasPrefix(filepath.Base(name), "ring-") {
			return casebook.Read(dir)
		}
	}
	return nil, nil
}

// labelledFiles reads labels.tsv and the letters that it names.
func labelledFiles(dir, labels string) ([]casebook.Case, error) {
	f, err := os.Open(labels)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	r := csv.NewReader(f)
	r.Comma, r.FieldsPerRecord, r.LazyQuotes = '\t', -1, true
	rows, err := r.ReadAll()
	if err != nil {
		return nil, fmt.Errorf("%s: %w", labels, err)
	}
	var cases []casebook.Case
	for i, row := range rows {
		if i == 0 {
			continue
		}
		if len(row) < 3 || row[1] != "yes" && row[1] != "no" {
			return nil, fmt.Errorf("%s:%d: want a file, yes or no, and a tier", labels, i+1)
		}
		raw, err := os.ReadFile(filepath.Join(dir, row[0]))
		if err != nil {
			return nil, fmt.Errorf("%s:%d: %w", labels, i+1, err)
		}
		c := casebook.Case{Name: row[0], Message: raw, Label: casebook.Label{Inquiry: row[1] == "yes", Tier: inquiry.Tier(row[2])}}
		if c.Label.Inquiry == (c.Label.Tier == "") {
			return nil, fmt.Errorf("%s:%d: an inquiry has a tier, what is none has not", labels, i+1)
		}
		cases = append(cases, c)
	}
	return cases, nil
}

// show prints the figures for people.
func (e *evaluation) show(w io.Writer, most int) {
	a := &e.letters
	if a.Letters > 0 {
		e.showLetters(w)
	}
	e.rings.show(w)
	worst := a.Worst()
	if most >= 0 && len(worst) > most {
		worst = worst[:most]
	}
	if len(worst) > 0 {
		fmt.Fprintf(w, "\n%d disagreements, worst first: the reader, then the verdict\n", len(a.Disagreements))
	}
	for _, d := range worst {
		fmt.Fprintf(w, "  %-34s %-30s %s\n", d.Name, labelWords(d.Label), labelWords(labelOf(d.Verdict)))
	}
}

func (e *evaluation) showLetters(w io.Writer) {
	a := &e.letters
	fmt.Fprintf(w, "%d letters: %d inquiries, %d no inquiry, %d for review (%s)\n", a.Letters,
		a.Found+a.Missed, a.Letters-a.Found-a.Missed, a.Review, percent(a.Review, a.Letters))
	fmt.Fprintf(w, "inquiry  F1 %.3f  precision %.3f  recall %.3f  (%d missed, %d false; A or B hidden: %d)\n",
		a.F1(), a.Precision(), a.Recall(), a.Missed, a.False, a.Hidden)
	if a.Hard > 0 {
		fmt.Fprintf(w, "hard     %d of %d taken for inquiries (%s)\n", a.HardTaken, a.Hard, percent(a.HardTaken, a.Hard))
	}
	fmt.Fprintf(w, "tier     exact %.1f%%  within one %.1f%%  kappa %.3f  (A against D or E: %d)\n",
		100*a.Exact(), 100*a.Adjacent(), a.Kappa(), a.Swaps())
	if a.Kinds > 0 {
		fmt.Fprintf(w, "kind     %s   buyer type %s\n", percent(a.KindsR, a.Kinds), percent(a.TypesR, a.Types))
	}
	fmt.Fprintf(w, "\nreader \\ verdict")
	for _, t := range inquiry.Tiers {
		fmt.Fprintf(w, "%5s", t)
	}
	fmt.Fprintln(w)
	for i, t := range inquiry.Tiers {
		fmt.Fprintf(w, "%16s", t)
		for _, n := range a.Tiers[i] {
			fmt.Fprintf(w, "%5d", n)
		}
		fmt.Fprintln(w)
	}
}

func percent(part, whole int) string {
	if whole == 0 {
		return "-"
	}
	return fmt.Sprintf("%.1f%%", 100*float64(part)/float64(whole))
}

func labelOf(v inquiry.Verdict) casebook.Label {
	if !v.Inquiry {
		return casebook.Label{Category: v.Category}
	}
	return casebook.Label{Inquiry: true, Tier: v.Tier, Kind: v.Kind, Type: v.BuyerType}
}

func labelWords(l casebook.Label) string {
	if !l.Inquiry {
		return strings.TrimSpace("no inquiry " + string(l.Category))
	}
	return strings.Join(strings.Fields(fmt.Sprintf("%s %s %s", l.Tier, l.Kind, l.Type)), " ")
}

// figures is what eval --json prints; its names are a contract.
func (e *evaluation) figures() map[string]any {
	a := &e.letters
	worst := []map[string]any{}
	for _, d := range a.Worst() {
		worst = append(worst, map[string]any{"name": d.Name, "label": labelWords(d.Label), "verdict": labelWords(labelOf(d.Verdict)), "score": d.Verdict.Score})
	}
	return map[string]any{
		"letters": a.Letters, "review": a.Review, "found": a.Found, "missed": a.Missed, "false": a.False, "hidden": a.Hidden,
		"precision": a.Precision(), "recall": a.Recall(), "f1": a.F1(), "hard": a.Hard, "hard_taken": a.HardTaken,
		"exact": a.Exact(), "adjacent": a.Adjacent(), "kappa": a.Kappa(), "swaps": a.Swaps(), "matrix": a.Tiers,
		"kinds": a.Kinds, "kinds_right": a.KindsR, "types": a.Types, "types_right": a.TypesR,
		"rings": e.rings.Rings, "rings_found": e.rings.Found, "honest": e.rings.Honest, "honest_drawn": e.rings.Drawn,
		"disagreements": worst,
	}
}
