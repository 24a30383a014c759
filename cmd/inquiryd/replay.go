package main

import (
	"context"
	"fmt"
	"io"
	"net/mail"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"inquiryd/internal/follow"
	"inquiryd/internal/inquiry"
	"inquiryd/internal/letter"
	"inquiryd/internal/screen"
)

// replay plays an account's history from files.
type replay struct {
	dir   string
	files mailFiles
	tiers map[string]inquiry.Tier // by the folder's name in lower case
	ours  []string                // our domains, and addresses at a provider's

	watched []string // folders besides INBOX that letters arrive in, in lower case

	past     *past
	input    func(mailMessage, bool) screen.Input
	ledger   *follow.Ledger
	planner  *follow.Planner
	office   follow.Clock
	problems io.Writer
	failures int
}

// newReplay prepares the history that lies in dir, by a configuration or by
// dir's own seller.toml.
func newReplay(dir, path string) (*replay, error) {
	if own := filepath.Join(dir, sellerFile); path == "" && exists(own) {
		path = own
	}
	whole, judge, origins, err := judgeBy(path)
	if err != nil {
		return nil, err
	}
	almanac, err := openCalendar(whole.Follow.Calendar)
	if err != nil {
		return nil, err
	}
	g := grader{screen: judge, origins: origins}
	r := &replay{
		dir: dir, files: mailFiles{again: true}, tiers: map[string]inquiry.Tier{},
		ours: slices.Clone(whole.Screen.Seller.Domains), past: newPast(judge, origins), input: g.input,
		planner: &follow.Planner{Calendar: almanac, Cadence: whole.Follow.Cadence},
	}
	if r.office, err = whole.Follow.Office.Clock(); err != nil {
		return nil, fmt.Errorf("followups: %w", err)
	}
	for tier, t := range whole.Tiers {
		r.tiers[strings.ToLower(t.Folder)] = tier
	}
	for _, a := range whole.Accounts {
		for _, folder := range a.Folders {
			r.watched = append(r.watched, strings.ToLower(folder[strings.LastIndexAny(folder, "/.")+1:]))
		}
	}
	r.ledger = follow.NewLedger(func(a inquiry.Address) bool { return isOurs(r.ours, a) })
	return r, nil
}

// play takes every letter in order of its Date and calls after for each.
func (r *replay) play(ctx context.Context, after func(path string) error) error {
	if err := r.senders(ctx); err != nil {
		return err
	}
	h := newHistory()
	var facts []fact
	err := r.each(ctx, func(m mailMessage) {
		l := letter.ReadSized(m.raw, m.size)
		f := h.fact(m.mailPlace, l, r.ours)
		f.date = arrival(l, m.when)
		facts = append(facts, f)
	})
	if err != nil {
		return err
	}
	slices.SortStableFunc(facts, inOrder)
	for _, f := range facts {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		customer, in := h.next(f)
		m, err := r.files.reread(f.mailPlace)
		if err != nil {
			r.problem(err)
			continue
		}
		r.take(m, f, customer, in)
		if err := after(m.path); err != nil {
			return err
		}
	}
	return nil
}

// arrival is a letter's date by its writer's clock or, where that is missing or
// more than a day ahead of it, by the server's that took it in; otherwise is for
// a letter with neither.
func arrival(l inquiry.Letter, otherwise time.Time) time.Time {
	date := l.Date
	if hops := l.All("Received"); len(hops) > 0 {
		at := strings.LastIndexByte(hops[0], ';')
		taken, err := mail.ParseDate(strings.TrimSpace(hops[0][at+1:]))
		if err == nil && (date.IsZero() || date.Sub(taken) > 24*time.Hour) {
			return taken
		}
	}
	if date.IsZero() {
		return otherwise
	}
	return date
}

// senders learns who we are from the letters that we sent.
func (r *replay) senders(ctx context.Context) error {
	return r.each(ctx, func(m mailMessage) {
		if !r.folder(m.path).Sent {
			return
		}
		in := r.input(m, false)
		from := in.Letter.From
		if us := from.Domain(); us != "" && !isOurs(r.ours, from) {
			if in.Origin.Mailbox.Shared() {
				us = strings.ToLower(from.Mail)
			}
			r.ours = append(r.ours, us)
		}
	})
}

// each reads every letter of the tree that is mail of somebody: no drafts, no
// junk.
func (r *replay) each(ctx context.Context, f func(mailMessage)) error {
	r.failures = 0
	for m, err := range r.files.letters([]string{r.dir}) {
		switch {
		case ctx.Err() != nil:
			return ctx.Err()
		case err != nil:
			r.problem(err)
		case !r.named(m.path, draftNames) && !r.named(m.path, junkNames):
			f(m)
		}
	}
	return nil
}

func (r *replay) problem(err error) {
	r.failures++
	fmt.Fprintf(r.problems, "inquiryd: followups: %s\n", printable(err.Error()))
}

// take judges one letter, enters it, and then tells every inquiry what is
// thought of it now: this letter may have shown a probe ring.
func (r *replay) take(m mailMessage, f fact, customer bool, in talk) {
	input := r.input(m, customer)
	r.past.add(f.mailPlace, input, in)
	subject, _ := bareSubject(input.Letter.Subject)
	mark, _, colon := strings.Cut(strings.ToLower(input.Letter.Subject), ":")
	v := r.past.verdict(f.mailPlace)
	r.ledger.Take(follow.Mail{
		Letter: input.Letter, At: f.date, Verdict: v, Place: f.mailPlace.String(), Folder: r.folder(m.path),
		Subject: strings.ToLower(subject), Forward: colon && slices.Contains(forwardMarks, strings.TrimSpace(mark)),
		Firm: !input.Origin.Mailbox.Shared(), Answered: maildirFlag(m.path, 'R'),
	})
	if v.Ring == "" {
		return
	}
	ringed := r.past.ringed()
	for _, q := range r.ledger.Inquiries() {
		if v, ok := ringed[q.Place]; ok {
			q.Judge(v)
		}
	}
}

// forwardMarks are what mail programs put in front of what is passed on.
var forwardMarks = []string{"fwd", "fw", "wg", "tr", "rv", "enc", "i", "pd", "doorst", "iltt", "转发", "轉寄", "転送", "전달"}

// The names of folders, as providers and mail programs spell them; special-use
// (RFC 6154) is no part of a tree of files.
var (
	sentNames    = []string{"sent", "sent items", "sent messages", "sent mail", "sent-mail", "gesendet", "gesendete elemente", "gesendete objekte", "enviados", "elementos enviados", "enviadas", "itens enviados", "envoyés", "éléments envoyés", "posta inviata", "verzonden", "verzonden items", "wysłane", "elementy wysłane", "gönderilmiş öğeler", "inviata", "отправленные", "已发送", "已发送邮件", "已傳送郵件", "寄件備份", "送信済み", "送信済みアイテム", "보낸편지함"}
	trashNames   = []string{"trash", "deleted", "deleted items", "deleted messages", "bin", "papierkorb", "papelera", "corbeille", "корзина", "已删除", "已删除邮件", "垃圾桶", "ゴミ箱", "휴지통"}
	archiveNames = []string{"archive", "archives", "archiv", "archived", "归档", "封存", "アーカイブ", "보관함"}
	inboxNames   = []string{".", "inbox", "posteingang", "bandeja de entrada", "boîte de réception", "caixa de entrada", "posta in arrivo", "postvak in", "входящие", "gelen kutusu", "收件箱", "收件匣", "受信トレイ", "받은편지함"}
	draftNames   = []string{"drafts", "draft", "outbox", "postausgang", "发件箱", "entwürfe", "borradores", "rascunhos", "brouillons", "черновики", "草稿", "草稿箱", "下書き", "임시보관함"}
	junkNames    = []string{"junk", "spam", "junk e-mail", "junk email", "bulk mail", "垃圾邮件", "垃圾郵件", "спам", "迷惑メール", "스팸메일함"}
)

// folder is what a letter's folder says of it. An inquiry that lies neither in
// an inbox nor in a tier's folder was put away by a rep (domain section 6).
func (r *replay) folder(path string) follow.Folder {
	f := follow.Folder{Sent: r.named(path, sentNames)}
	names := r.folders(path)
	for _, name := range names {
		if tier, ok := r.tiers[name]; ok {
			f.Tier = tier
		}
	}
	switch last := names[len(names)-1]; {
	case r.named(path, trashNames) || maildirFlag(path, 'T'):
		f.Closed = "you moved it to the trash"
	case r.named(path, archiveNames):
		f.Closed = "you moved it to the archive"
	case f.Tier == "" && !f.Sent && !slices.Contains(inboxNames, last) && !slices.Contains(r.watched, last):
		f.Closed = fmt.Sprintf("you moved it to %q", last)
	}
	return f
}

func (r *replay) named(path string, names []string) bool {
	return slices.ContainsFunc(r.folders(path), func(name string) bool { return slices.Contains(names, name) })
}

// folders are the names of the folders that a letter lies in, below the tree's
// top, in lower case, at least one; Maildir++ writes a path of folders with dots.
func (r *replay) folders(path string) []string {
	dir := filepath.Dir(path)
	if inMaildir(dir) {
		dir = filepath.Dir(dir)
	}
	rel, err := filepath.Rel(r.dir, dir)
	if err != nil {
		return []string{"."}
	}
	var names []string
	for part := range strings.SplitSeq(strings.ToLower(filepath.ToSlash(rel)), "/") {
		if dotted, ok := strings.CutPrefix(part, "."); ok && dotted != "" || strings.HasPrefix(part, "inbox.") {
			names = append(names, strings.Split(dotted, ".")...)
			continue
		}
		names = append(names, part)
	}
	return names
}

// maildirFlag says whether a Maildir's file name carries a flag.
func maildirFlag(path string, flag rune) bool {
	_, flags, found := strings.Cut(filepath.Base(path), ":2,")
	return found && strings.ContainsRune(flags, flag)
}
