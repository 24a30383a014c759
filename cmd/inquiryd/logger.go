package main

import (
	"io"
	"os"

	"github.com/coreos/go-systemd/v22/journal"
	"go.uber.org/zap"
	"go.uber.org/zap/buffer"
	"go.uber.org/zap/zapcore"
	"golang.org/x/term"

	"inquiryd/internal/config"
)

// newLogger writes to w: JSON for programs, text for people, and by itself, if
// standard error leads there, text that is fit for the journal.
func newLogger(conf config.Log, w io.Writer) *zap.Logger {
	level := zap.NewAtomicLevel()
	_ = level.UnmarshalText([]byte(conf.Level)) // checked by config
	enc := zap.NewProductionEncoderConfig()
	enc.EncodeTime = zapcore.RFC3339TimeEncoder
	enc.EncodeLevel = zapcore.LowercaseLevelEncoder
	encoder := zapcore.NewConsoleEncoder(enc)
	// An error is a JOURNAL_STREAM that is none of systemd's.
	inJournal, err := journal.StderrIsJournalStream()
	switch {
	case conf.Format == "json":
		encoder = zapcore.NewJSONEncoder(enc)
	case conf.Format == "auto" && inJournal && err == nil:
		enc.TimeKey, enc.LevelKey = "", ""
		encoder = forJournal{zapcore.NewConsoleEncoder(enc)}
	}
	return zap.New(zapcore.NewCore(encoder, zapcore.Lock(zapcore.AddSync(w)), level))
}

// forJournal puts the priority in front of each line, as sd-daemon(3) has it.
// There is no time: the journal adds it.
type forJournal struct{ zapcore.Encoder }

// Clone keeps the prefix for loggers with fields of their own.
func (j forJournal) Clone() zapcore.Encoder { return forJournal{j.Encoder.Clone()} }

// EncodeEntry is one line.
func (j forJournal) EncodeEntry(e zapcore.Entry, fields []zapcore.Field) (*buffer.Buffer, error) {
	e.Message = priority(e.Level) + e.Message
	return j.Encoder.EncodeEntry(e, fields)
}

// priority is the prefix that sd-daemon(3) gives a meaning to.
func priority(l zapcore.Level) string {
	switch {
	case l >= zapcore.ErrorLevel:
		return "<3>"
	case l == zapcore.WarnLevel:
		return "<4>"
	case l == zapcore.InfoLevel:
		return "<6>"
	}
	return "<7>"
}

func onTerminal(w io.Writer) bool {
	f, ok := w.(*os.File)
	return ok && term.IsTerminal(int(f.Fd()))
}
