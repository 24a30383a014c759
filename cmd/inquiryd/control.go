package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"time"

	"inquiryd/internal/desk"
)

// The control socket speaks HTTP with JSON, for the commands of this program
// only: the state file has one owner, so whoever needs it while the daemon runs
// asks the daemon.

// errNoDaemon: nobody answers on the socket.
var errNoDaemon = errors.New("no daemon answers")

// listenControl serves the socket until it is closed. A socket left behind by
// a daemon that died is replaced; the state's lock makes sure there is no other.
func listenControl(path string, d *desk.Desk) (io.Closer, error) {
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return nil, fmt.Errorf("control socket %s: %w", path, err)
	}
	if info, err := os.Lstat(path); err == nil && info.Mode().Type() != fs.ModeSocket {
		return nil, fmt.Errorf("control socket %s: something else has that name", path)
	}
	if err := os.Remove(path); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("control socket %s: %w", path, err)
	}
	l, err := net.Listen("unix", path)
	if err != nil {
		return nil, fmt.Errorf("control socket %s: %w", path, err)
	}
	if err := os.Chmod(path, 0o600); err != nil {
		l.Close()
		return nil, fmt.Errorf("control socket %s: %w", path, err)
	}
	mux := http.NewServeMux()
	mux.Handle("POST /undo", answer(func(ctx context.Context, sel desk.Selection) (desk.UndoReport, error) {
		return d.Undo(ctx, sel)
	}))
	mux.Handle("POST /resume", answer(func(ctx context.Context, account string) (int, error) {
		return d.Resume(ctx, account)
	}))
	mux.Handle("POST /regrade", answer(func(ctx context.Context, in regradeRequest) (desk.RegradeReport, error) {
		return d.Regrade(ctx, in.Selection, in.Dry)
	}))
	mux.Handle("POST /explain", answer(func(_ context.Context, mid string) ([]gradedBefore, error) {
		letters, err := d.Letters(mid)
		return gradedLetters(letters), err
	}))
	mux.Handle("POST /status", answer(func(ctx context.Context, _ struct{}) (desk.Status, error) {
		return d.Status(ctx)
	}))
	server := &http.Server{Handler: mux, ReadHeaderTimeout: 5 * time.Second}
	go server.Serve(l)
	return server, nil
}

// answer makes a handler of a function of JSON values.
func answer[In, Out any](f func(context.Context, In) (Out, error)) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		var in In
		if err := json.NewDecoder(http.MaxBytesReader(w, r.Body, 1<<20)).Decode(&in); err != nil {
			http.Error(w, err.Error(), http.StatusBadRequest)
			return
		}
		out, err := f(r.Context(), in)
		if err != nil {
			http.Error(w, err.Error(), http.StatusUnprocessableEntity)
			return
		}
		w.Header().Set("Content-Type", "application/json")
		_ = json.NewEncoder(w).Encode(out)
	})
}

// askDaemon sends a command to the running daemon; errNoDaemon if there is none.
func askDaemon[In, Out any](ctx context.Context, socket, verb string, in In) (out Out, err error) {
	body, err := json.Marshal(in)
	if err != nil {
		return out, err
	}
	client := http.Client{Transport: &http.Transport{
		DialContext: func(ctx context.Context, _, _ string) (net.Conn, error) {
			return (&net.Dialer{Timeout: 2 * time.Second}).DialContext(ctx, "unix", socket)
		},
	}}
	defer client.CloseIdleConnections()
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, "http://inquiryd/"+verb, bytes.NewReader(body))
	if err != nil {
		return out, err
	}
	resp, err := client.Do(req)
	if err != nil {
		var dial *net.OpError
		if errors.As(err, &dial) && dial.Op == "dial" && !errors.Is(err, fs.ErrPermission) {
			return out, fmt.Errorf("%w on %s", errNoDaemon, socket)
		}
		return out, fmt.Errorf("%s by control socket %s: %w", verb, socket, err)
	}
	defer resp.Body.Close()
	if resp.StatusCode != http.StatusOK {
		text, _ := io.ReadAll(io.LimitReader(resp.Body, 4<<10))
		return out, errors.New(string(bytes.TrimSpace(text)))
	}
	return out, json.NewDecoder(resp.Body).Decode(&out)
}
