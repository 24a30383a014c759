package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"

	"github.com/spf13/cobra"

	"inquiryd/internal/config"
	"inquiryd/internal/inquiry"
	"inquiryd/internal/letter"
	"inquiryd/internal/origin"
	"inquiryd/internal/screen"
)

func newGradeCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "grade PATH...",
		Short: "Grade letters in files and say why",
		Long: `grade reads letters from files, judges them as the daemon would, and changes
nothing. A PATH is an .eml file, an mbox, a Maildir, a folder of any of these,
or - for one letter or an mbox on standard input. The configuration needs no
account; without one there is no catalogue and no seller.

Every letter is judged alone, as on the day of its Date field; one without a
date on the day that its mbox separator names, or else its file. A letter of
standard input without any is judged as if no date had passed yet.

With --history the letters of all PATHs are one mailbox's, put in order of
their dates, those without one last. A buyer counts as a customer who wrote to
us and was answered before the conversation in hand; letters from seller.domains
count as our answers, so name the folder of sent mail as well.`,
		Example: `  inquiryd grade inquiry.eml
  inquiryd grade --json --config config.toml inbox.mbox | jq -c '[.tier, .path]'
  inquiryd grade --history --config config.toml ~/Maildir
  inquiryd grade - < letter`,
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) == 0 {
				return usageError{errors.New("grade: want a PATH, or - for standard input")}
			}
			return nil
		},
	}
	path := cmd.Flags().StringP("config", "c", "", "configuration file")
	asJSON := cmd.Flags().Bool("json", false, "print a JSON object a line")
	ordered := cmd.Flags().Bool("history", false, "judge all letters in order, as one mailbox's history")
	cmd.RunE = func(cmd *cobra.Command, paths []string) error {
		g, err := newGrader(cmd, *path, *asJSON)
		if err != nil {
			return err
		}
		defer g.files.close()
		if *ordered {
			err = g.history(cmd.Context(), paths)
		} else {
			err = g.each(cmd.Context(), paths)
		}
		if err == nil && g.failures > 0 {
			err = fmt.Errorf("grade: %d of what was asked for could not be read", g.failures)
		}
		return err
	}
	return cmd
}

// grader judges the letters of files and prints the verdicts.
type grader struct {
	screen   *screen.Screen
	origins  *origin.Finder
	domains  []string // ours
	files    mailFiles
	out      *bufio.Writer
	show     func(mailPlace, inquiry.Letter, inquiry.Verdict) error
	problems io.Writer
	failures int
}

func newGrader(cmd *cobra.Command, path string, asJSON bool) (*grader, error) {
	whole, judge, origins, err := judgeBy(path)
	if err != nil {
		return nil, err
	}
	g := &grader{
		screen:   judge,
		origins:  origins,
		domains:  whole.Screen.Seller.Domains,
		files:    mailFiles{stdin: cmd.InOrStdin()},
		out:      bufio.NewWriter(cmd.OutOrStdout()),
		problems: cmd.ErrOrStderr(),
	}
	g.show = g.showText(lookOf(cmd.OutOrStdout()))
	if asJSON {
		g.show = g.showJSON()
	}
	return g, nil
}

// judgeBy is the configuration at path, that of an empty file for "", and who
// judges by it.
func judgeBy(path string) (*config.Config, *screen.Screen, *origin.Finder, error) {
	load := func() (*config.Config, error) { return config.Parse("", nil) }
	if path != "" {
		load = func() (*config.Config, error) { return config.Load(path) }
	}
	whole, err := load()
	if err != nil {
		return nil, nil, nil, err
	}
	judge, err := screen.New(whole.Screen)
	if err != nil {
		return nil, nil, nil, err
	}
	origins, err := originsOf(whole)
	return whole, judge, origins, err
}

// each judges every letter alone, as it is read.
func (g *grader) each(ctx context.Context, paths []string) error {
	for m, err := range g.files.letters(paths) {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if err != nil {
			g.problem(err)
			continue
		}
		if err := g.judge(m); err != nil {
			return err
		}
	}
	return nil
}

// history judges all letters in order of their dates. It reads them twice:
// first for the few facts that decide the order, then one by one.
func (g *grader) history(ctx context.Context, paths []string) error {
	if len(g.domains) == 0 {
		fmt.Fprintln(g.problems, "inquiryd: grade: without seller.domains in a configuration no letter counts as our answer")
	}
	g.files.again = true
	past := newHistory()
	var facts []fact
	for m, err := range g.files.letters(paths) {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if err != nil {
			g.problem(err)
			continue
		}
		facts = append(facts, past.fact(m.mailPlace, letter.ReadSized(m.raw, m.size), g.domains))
	}
	slices.SortStableFunc(facts, inOrder)
	story := newPast(g.screen, g.origins)
	for _, f := range facts {
		customer, in := past.next(f)
		m, err := g.files.reread(f.mailPlace)
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if err != nil {
			g.problem(err)
			continue
		}
		story.add(f.mailPlace, g.input(m, customer), in)
	}
	// A later letter can show that an earlier one belongs to a probe ring, so
	// nothing is printed before all were judged.
	for _, place := range story.order {
		m, err := g.files.reread(place)
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if err != nil {
			g.problem(err)
			continue
		}
		if err := g.print(place, letter.ReadSized(m.raw, m.size), story.verdict(place)); err != nil {
			return err
		}
	}
	return nil
}

// judge reads and judges one message by itself and prints the verdict.
func (g *grader) judge(m mailMessage) error {
	in := g.input(m, false)
	return g.print(m.mailPlace, in.Letter, g.screen.Judge(in))
}

// input is what the screen is told of one message.
func (g *grader) input(m mailMessage, customer bool) screen.Input {
	l := letter.ReadSized(m.raw, m.size)
	now := l.Date
	if now.IsZero() {
		now = m.when
	}
	return screen.Input{Letter: l, Now: now, Customer: customer, Origin: g.origins.Find(l)}
}

func (g *grader) print(place mailPlace, l inquiry.Letter, v inquiry.Verdict) error {
	if err := g.show(place, l, v); err != nil {
		return fmt.Errorf("grade: print %s: %w", place, err)
	}
	if err := g.out.Flush(); err != nil {
		return fmt.Errorf("grade: print %s: %w", place, err)
	}
	return nil
}

// problem tells what could not be read; the rest goes on.
func (g *grader) problem(err error) {
	g.failures++
	fmt.Fprintf(g.problems, "inquiryd: grade: %s\n", printable(err.Error()))
}

// showText prints for people, letters apart by an empty line.
func (g *grader) showText(look look) func(mailPlace, inquiry.Letter, inquiry.Verdict) error {
	first := true
	return func(place mailPlace, l inquiry.Letter, v inquiry.Verdict) error {
		if !first {
			fmt.Fprintln(g.out)
		}
		first = false
		fmt.Fprintln(g.out, look.paint(faint, printable(place.String())))
		showVerdict(g.out, l, v, look)
		return nil
	}
}

// showJSON prints an object a line.
func (g *grader) showJSON() func(mailPlace, inquiry.Letter, inquiry.Verdict) error {
	enc := json.NewEncoder(g.out)
	enc.SetEscapeHTML(false)
	return func(place mailPlace, l inquiry.Letter, v inquiry.Verdict) error {
		return enc.Encode(gradedLetter(place, l, v))
	}
}

// graded is one letter of grade --json. Its names are a contract with whoever
// reads them: they are added to and never changed.
type graded struct {
	Path        string           `json:"path"`
	MessageID   string           `json:"message_id"`
	Inquiry     bool             `json:"inquiry"`
	Category    string           `json:"category"` // why not, when it is no inquiry
	Kind        string           `json:"kind"`
	BuyerType   string           `json:"buyer_type"`
	Score       int              `json:"score"`
	Tier        string           `json:"tier"`        // "" when it is no inquiry
	Probability float64          `json:"probability"` // of closing, at the tier's threshold
	Criteria    inquiry.Criteria `json:"criteria"`
	Products    []string         `json:"products"`
	Quantity    string           `json:"quantity"`
	Country     string           `json:"country"`     // ISO 3166-1 alpha-2
	Subdivision string           `json:"subdivision"` // ISO 3166-2
	Region      string           `json:"region"`      // UN M49
	Zone        string           `json:"zone"`        // IANA
	Language    string           `json:"language"`    // ISO 639-1
	Automatic   string           `json:"automatic"`
	Platform    string           `json:"platform"`
	Ring        string           `json:"ring"`
	Review      bool             `json:"review"`
	Evidence    []gradedEvidence `json:"evidence"`
}

type gradedEvidence struct {
	Signal    string `json:"signal"`
	Criterion string `json:"criterion"`
	Points    int    `json:"points"`
	Quote     string `json:"quote"`
	Note      string `json:"note"`
}

func gradedLetter(place mailPlace, l inquiry.Letter, v inquiry.Verdict) graded {
	out := graded{
		Path:        place.String(),
		MessageID:   l.MessageID,
		Inquiry:     v.Inquiry,
		Category:    string(v.Category),
		Kind:        string(v.Kind),
		BuyerType:   string(v.BuyerType),
		Score:       v.Score,
		Tier:        string(v.Tier),
		Probability: v.Tier.Probability(),
		Criteria:    v.Criteria,
		Products:    append([]string{}, v.Products...),
		Quantity:    v.Quantity,
		Country:     v.Country,
		Subdivision: v.Subdivision,
		Region:      v.Region,
		Zone:        v.Zone,
		Language:    v.Language,
		Automatic:   string(v.Automatic),
		Platform:    v.Platform,
		Ring:        v.Ring,
		Review:      v.Review,
		Evidence:    make([]gradedEvidence, 0, len(v.Evidence)),
	}
	for _, e := range v.Evidence {
		out.Evidence = append(out.Evidence, gradedEvidence{e.Signal, string(e.Criterion), e.Points, e.Quote, e.Note})
	}
	return out
}
