package main

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"inquiryd/internal/config"
	"inquiryd/internal/inquiry"
	"inquiryd/internal/screen"
	"inquiryd/internal/state"
)

func newExplainCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "explain MESSAGE-ID|FILE...",
		Short: "Tell why a letter has its tier, and what is missing for the next",
		Long: `explain tells a verdict criterion by criterion: the points, the buyer's own
words that earned them, caps and floors, and what is missing for the next tier.

A FILE is judged now, as grade does it. A MESSAGE-ID, with its angle brackets or
an @ in it, is looked up among the letters that the daemon has graded; the
verdict is the one that it acted on.`,
		Example: `  inquiryd explain '<20261123.4711@buyer.example>'
  inquiryd explain inquiry.eml`,
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) == 0 {
				return usageError{errors.New("explain: want a MESSAGE-ID or a FILE")}
			}
			return nil
		},
	}
	path := configFlag(cmd)
	asJSON := cmd.Flags().Bool("json", false, "print a JSON object a line")
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		e := explainer{cmd: cmd, path: *path, out: bufio.NewWriter(cmd.OutOrStdout()), look: lookOf(cmd.OutOrStdout()), asJSON: *asJSON}
		for _, arg := range args {
			if err := e.one(arg); err != nil {
				return err
			}
		}
		if err := e.out.Flush(); err != nil {
			return fmt.Errorf("explain: print: %w", err)
		}
		return nil
	}
	return cmd
}

type explainer struct {
	cmd    *cobra.Command
	path   string // of the configuration
	out    *bufio.Writer
	look   look
	asJSON bool
}

// one explains a file if there is one of that name, else a Message-ID.
func (e *explainer) one(arg string) error {
	if exists(arg) || !strings.HasPrefix(arg, "<") && !strings.Contains(arg, "@") {
		return e.file(arg)
	}
	conf, err := loadConfig(e.path)
	if err != nil {
		return err
	}
	judge, err := screen.New(conf.Screen)
	if err != nil {
		return err
	}
	mid := strings.Trim(arg, "<> ")
	found, err := askDaemon[string, []gradedBefore](e.cmd.Context(), conf.Control, "explain", mid)
	if errors.Is(err, errNoDaemon) {
		found, err = gradedAlone(conf, mid)
	}
	if err != nil {
		return err
	}
	if len(found) == 0 {
		return fmt.Errorf("explain: no letter <%s> was graded", mid)
	}
	for _, g := range found {
		e.print(fmt.Sprintf("%s, %s: %s", g.Account, g.Folder, g.Stage), inquiry.Letter{}, g.Verdict, judge)
	}
	return nil
}

// file judges and explains letters of a file.
func (e *explainer) file(path string) error {
	conf := ""
	if e.cmd.Flags().Changed("config") || exists(e.path) {
		conf = e.path
	}
	g, err := newGrader(e.cmd, conf, false)
	if err != nil {
		return err
	}
	defer g.files.close()
	for m, err := range g.files.letters([]string{path}) {
		if err != nil {
			return fmt.Errorf("explain: %w", err)
		}
		in := g.input(m, false)
		e.print(m.mailPlace.String(), in.Letter, g.screen.Judge(in), g.screen)
	}
	return nil
}

// gradedBefore is a letter of the state as explain needs it.
type gradedBefore struct {
	Account string          `json:"account"`
	Folder  string          `json:"folder"`
	Stage   string          `json:"stage"`
	Verdict inquiry.Verdict `json:"verdict"`
}

func gradedLetters(letters []state.Letter) []gradedBefore {
	found := []gradedBefore{}
	for _, l := range letters {
		found = append(found, gradedBefore{l.Key.Account, l.From().Folder, string(l.Stage), l.Verdict})
	}
	return found
}

// gradedAlone reads the state itself: no daemon runs.
func gradedAlone(conf *config.Config, mid string) ([]gradedBefore, error) {
	memory, err := openState(conf.State)
	if err != nil {
		return nil, err
	}
	defer memory.Close()
	letters, err := memory.ByMessageID(mid, 100)
	if err != nil {
		return nil, err
	}
	return gradedLetters(letters), nil
}

func (e *explainer) print(title string, l inquiry.Letter, v inquiry.Verdict, judge *screen.Screen) {
	x := judge.Explain(v)
	if e.asJSON {
		_ = json.NewEncoder(e.out).Encode(map[string]any{
			"letter": title, "inquiry": v.Inquiry, "category": v.Category, "tier": v.Tier, "score": v.Score, "kind": v.Kind, "buyer_type": v.BuyerType,
			"criteria": x.Rows, "bounds": x.Bounds, "next": x.Next, "lacking": x.Lacking, "missing": x.Missing,
		})
		return
	}
	fmt.Fprintln(e.out, e.look.paint(faint, printable(title)))
	if l.Subject != "" {
		fmt.Fprintln(e.out, e.look.paint(strong, printable(l.Subject)))
	}
	if !v.Inquiry {
		fmt.Fprintf(e.out, "no inquiry (%s)\n", printable(string(v.Category)))
		for _, ev := range v.Evidence {
			if ev.Signal == "category" || ev.Criterion == inquiry.Credibility {
				block(e.out, e.look, "", textColumn, words(ev), "")
			}
		}
		fmt.Fprintln(e.out)
		return
	}
	fmt.Fprintf(e.out, "%s: %d points, %s\n", e.look.paint(tierStyle(v.Tier), "tier "+string(v.Tier)), v.Score, wish(v))
	e.rows(x, v)
	e.next(x, v)
	fmt.Fprintln(e.out)
}

func (e *explainer) rows(x screen.Explanation, v inquiry.Verdict) {
	for _, row := range x.Rows {
		sign := fmt.Sprintf("%d of %d", row.Have, row.Most)
		if row.Criterion == inquiry.Credibility {
			fmt.Fprintf(e.out, "  = %d, times %d\n", x.Sum, row.Have)
		}
		fmt.Fprintf(e.out, "  %-12s %s\n", row.Criterion, sign)
		for _, ev := range row.Evidence {
			block(e.out, e.look, terminal.FillLeft(pointsOf(ev), textColumn-1), textColumn, words(ev), "")
		}
	}
	for _, b := range x.Bounds {
		block(e.out, e.look, "", 2, b, yellow)
	}
	for _, ev := range v.Evidence {
		if ev.Criterion == "" && ev.Signal != "cap" && ev.Signal != "floor" {
			block(e.out, e.look, "", textColumn, ev.Signal+": "+words(ev), faint)
		}
	}
}

func (e *explainer) next(x screen.Explanation, v inquiry.Verdict) {
	if v.Review {
		fmt.Fprintln(e.out, "  a person should look at this one")
	}
	if x.Next == "" {
		return
	}
	fmt.Fprintf(e.out, "  %d points to tier %s. Not said yet:\n", x.Lacking, x.Next)
	for i, m := range x.Missing {
		if i == 4 {
			break
		}
		block(e.out, e.look, "      -", textColumn+1, m, "")
	}
}
