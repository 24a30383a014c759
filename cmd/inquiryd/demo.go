package main

import (
	"cmp"
	"context"
	"embed"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/emersion/go-imap/v2/imapclient"
	"github.com/spf13/cobra"
	"go.uber.org/zap"

	"inquiryd/internal/desk"
	"inquiryd/internal/inquiry"
	"inquiryd/internal/letter"
	"inquiryd/internal/mailbox"
	"inquiryd/internal/mailbox/mailboxtest"
	"inquiryd/internal/screen"
	"inquiryd/internal/state"
)

//go:embed demo/*.eml
var demoLetters embed.FS

const (
	demoUser     = "sales"
	demoPassword = "demo"
)

// demoSeller is the company that the demo's letters are written to.
var demoSeller = screen.Seller{
	Names:   []string{"Brightway Lighting Co., Ltd.", "Brightway Lighting"},
	Domains: []string{"brightway.example"},
	Reps:    []screen.Rep{{Name: "Lily Chen"}, {Name: "Kevin Wu"}},
}

func newDemoCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "demo",
		Short: "Show the whole product on a mail server in this process",
		Long: `demo starts an IMAP server inside this process, delivers a dozen letters to
it, lets the daemon work, and shows what a rep would see. It needs no network
and no configuration, and leaves nothing behind.`,
		Example: `  inquiryd demo
  inquiryd demo --listen 127.0.0.1:1143 --stay`,
	}
	listen := cmd.Flags().String("listen", "", "also serve real mail clients on this loopback address")
	stay := cmd.Flags().Bool("stay", false, "keep server and daemon running until interrupted")
	cmd.RunE = func(cmd *cobra.Command, _ []string) error {
		if *stay && *listen == "" {
			*listen = "127.0.0.1:1143"
		}
		if err := mayListen(*listen, *stay); err != nil {
			return usageError{err}
		}
		return demo(cmd.Context(), cmd.OutOrStdout(), *listen, *stay)
	}
	return cmd
}

// mayListen keeps a server that anybody may enter away from the network.
func mayListen(listen string, stay bool) error {
	if listen == "" {
		return nil
	}
	if !stay {
		return errors.New("--listen: also say --stay; the server ends with the demo otherwise")
	}
	addr, err := net.ResolveTCPAddr("tcp", listen)
	if err != nil || !addr.IP.IsLoopback() {
		return fmt.Errorf("--listen: want a loopback address and a port, such as 127.0.0.1:1143, have %q", listen)
	}
	return nil
}

func demo(ctx context.Context, out io.Writer, listen string, stay bool) error {
	dir, err := os.MkdirTemp("", "inquiryd-demo-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	memory, err := state.Open(filepath.Join(dir, "state.db"))
	if err != nil {
		return err
	}
	defer memory.Close()
	server := mailboxtest.NewMemory(demoUser, demoPassword)
	defer server.Close()
	if err := deliverDemo(server); err != nil {
		return err
	}
	options, err := demoOptions(server, memory, dir)
	if err != nil {
		return err
	}
	verdicts := make(map[string]inquiry.Verdict)
	options.Graded = func(in inquiry.Letter, l state.Letter) { verdicts[in.MessageID] = l.Verdict }
	if err := desk.New(options).Once(ctx); err != nil {
		return err
	}
	if err := showFolders(ctx, out, server, options, verdicts); err != nil {
		return err
	}
	if !stay {
		return nil
	}
	options.Graded = nil
	return stayUp(ctx, out, server, options, listen)
}

func deliverDemo(server *mailboxtest.Memory) error {
	files, err := demoLetters.ReadDir("demo")
	if err != nil {
		return err
	}
	for _, f := range files {
		raw, err := demoLetters.ReadFile("demo/" + f.Name())
		if err != nil {
			return err
		}
		if err := server.Deliver("INBOX", wire(raw), time.Now()); err != nil {
			return err
		}
	}
	return nil
}

// wire gives a file the line ends of a message on the wire.
func wire(raw []byte) []byte {
	s := strings.ReplaceAll(string(raw), "\r\n", "\n")
	return []byte(strings.ReplaceAll(s, "\n", "\r\n"))
}

// demoOptions is the desk as any company's, but that every tier is filed at
// once, and what lies there already is worked on.
func demoOptions(server *mailboxtest.Memory, memory *state.State, dir string) (desk.Options, error) {
	conf := screen.Defaults()
	conf.Seller = demoSeller
	judge, err := screen.New(conf)
	if err != nil {
		return desk.Options{}, err
	}
	password := filepath.Join(dir, "password")
	if err := os.WriteFile(password, []byte(demoPassword), 0o600); err != nil {
		return desk.Options{}, err
	}
	account := desk.Account{
		Name:         demoUser,
		Mailbox:      mailbox.Config{User: demoUser, Dial: server.Dial},
		Folders:      []string{"INBOX"},
		Backlog:      desk.Backlog{All: true},
		Poll:         desk.MustSchedule(desk.DefaultPoll),
		RecoveryWait: desk.RecoveryWait,
	}
	account.Mailbox.PasswordFile = password
	tiers := desk.DefaultTiers()
	for t, tier := range tiers {
		tier.File = inquiry.FileNow
		tiers[t] = tier
	}
	limits := desk.DefaultLimits()
	limits.FreeSpace = 0
	return desk.Options{
		Accounts: []desk.Account{account},
		Tiers:    tiers,
		Parent:   desk.DefaultParent,
		Limits:   limits,
		Screen:   judge,
		State:    memory,
		Clock:    desk.Clock{Now: time.Now},
		Log:      zap.NewNop(),
	}, nil
}

// showFolders prints the mailbox as a mail client would show it, with what the
// daemon made of each letter. It reads it by IMAP, like any client.
func showFolders(ctx context.Context, out io.Writer, server *mailboxtest.Memory, options desk.Options, verdicts map[string]inquiry.Verdict) error {
	conn, err := server.Dial(ctx)
	if err != nil {
		return err
	}
	client := imapclient.New(conn, nil)
	defer client.Close()
	if err := client.Login(demoUser, demoPassword).Wait(); err != nil {
		return err
	}
	folders, err := mailboxtest.See(client)
	if err != nil {
		return err
	}
	view := lookOf(out)
	fmt.Fprintf(out, "A mailbox after inquiryd has read it. Every tier is filed at once here.\n")
	for _, name := range folderOrder(folders, options) {
		fmt.Fprintf(out, "\n%s (%d)\n", name, len(folders[name]))
		letters := make([]inquiry.Letter, 0, len(folders[name]))
		for _, m := range folders[name] {
			letters = append(letters, letter.Read(m.Raw))
		}
		slices.SortStableFunc(letters, func(a, b inquiry.Letter) int {
			return cmp.Compare(verdicts[b.MessageID].Score, verdicts[a.MessageID].Score)
		})
		for _, l := range letters {
			fmt.Fprintln(out)
			showVerdict(out, l, verdicts[l.MessageID], view)
		}
	}
	return nil
}

// folderOrder is the tier folders from A to E, then the rest.
func folderOrder(folders map[string][]mailboxtest.Seen, options desk.Options) []string {
	var names []string
	for _, t := range inquiry.Tiers {
		if name := options.Parent + "/" + options.Tiers[t].Folder; len(folders[name]) > 0 {
			names = append(names, name)
		}
	}
	return append(names, "INBOX")
}

// stayUp serves mail clients until the user has seen enough.
func stayUp(ctx context.Context, out io.Writer, server *mailboxtest.Memory, options desk.Options, listen string) error {
	l, err := net.Listen("tcp", listen)
	if err != nil {
		return err
	}
	go server.Serve(l)
	addr := l.Addr().(*net.TCPAddr)
	fmt.Fprintf(out, `
The server stays up. In a mail client, add an IMAP account:
  server %s, port %d, no encryption, user %q, password %q
What you copy into its INBOX is graded and filed while you watch.
Stop with Ctrl-C.
`, addr.IP, addr.Port, demoUser, demoPassword)
	err = desk.New(options).Run(ctx)
	return errors.Join(err, l.Close())
}
