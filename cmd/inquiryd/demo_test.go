package main

import (
	"bufio"
	"io"
	"os/exec"
	"regexp"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/emersion/go-imap/v2/imapclient"

	"inquiryd/internal/letter"
	"inquiryd/internal/mailbox/mailboxtest"
)

// Who plays with the demo's server in a mail client sees the daemon work: a
// letter that is copied into INBOX is filed, and Ctrl-C ends it all.
func TestDemoStays(t *testing.T) {
	cmd := exec.Command("inquiryd", "demo", "--stay", "--listen", "127.0.0.1:0")
	out, err := cmd.StdoutPipe()
	must(t, err)
	must(t, cmd.Start())
	stuck := time.AfterFunc(time.Minute, func() { _ = cmd.Process.Kill() })
	defer stuck.Stop()
	lines := bufio.NewScanner(out)
	server := regexp.MustCompile(`server 127\.0\.0\.1, port (\d+), no encryption, user "(.*)", password "(.*)"`)
	var login []string
	for login == nil && lines.Scan() {
		login = server.FindStringSubmatch(lines.Text())
	}
	if login == nil {
		t.Fatal("it ended without saying how to log in")
	}
	client, err := imapclient.DialInsecure("127.0.0.1:"+login[1], nil)
	must(t, err)
	defer client.Close()
	must(t, client.Login(login[2], login[3]).Wait())
	raw := []byte(strings.ReplaceAll("From: a@b.example\nMessage-ID: <mine@b.example>\nSubject: samples\n\nPlease send free samples of your LED lamps.\n", "\n", "\r\n"))
	put := client.Append("INBOX", int64(len(raw)), nil)
	_, err = put.Write(raw)
	must(t, err)
	must(t, put.Close())
	_, err = put.Wait()
	must(t, err)
	(&office{t: t}).await("the letter is filed", func() string {
		folders, err := mailboxtest.See(client)
		if err != nil {
			return err.Error()
		}
		for name, all := range folders {
			for _, m := range all {
				if letter.Read(m.Raw).MessageID == "mine@b.example" && strings.HasPrefix(name, "Inquiries/") {
					return ""
				}
			}
		}
		return "it is in no tier folder"
	})
	must(t, cmd.Process.Signal(syscall.SIGINT))
	rest, err := io.ReadAll(out)
	must(t, err)
	if err := cmd.Wait(); err != nil {
		t.Errorf("%v: %s", err, rest)
	}
}
