package letter

import (
	"strings"
	"testing"
)

func TestHTMLLines(t *testing.T) {
	for _, c := range []struct{ in, want string }{
		{"a<br>b<br><br>c", "a\nb\n\nc\n"},
		{"<div>a</div><div>b</div>", "a\nb\n"},
		{"<div>a<br></div><div>b</div>", "a\nb\n"},
		{"<div>a</div><div><br></div><div>b</div>", "a\n\nb\n"},
		{"<p>a</p><p>b</p>", "a\n\nb\n"},
		{"<p class=MsoNormal>a</p><p class=MsoNormal>&nbsp;</p><p class=MsoNormal>b</p>", "a\n\nb\n"},
		{"a  b\n c", "a b c\n"},
		{"a<b>b</b>c <i>d</i>", "abc d\n"},
		{"<table><tr><td>Item</td><td>Qty</td></tr><tr><td>Chair</td><td>200</td></tr></table>", "Item\tQty\nChair\t200\n"},
		{"<table><tr><td>Item<td>Qty<tr><td>Chair<td>200</table>after", "Item\tQty\nChair\t200\nafter\n"},
		{"<table><tr><td><p>Item</p></td><td><p>Qty</p></td></tr></table>", "Item\tQty\n"},
		{"<table><tr><td><p>Item</p><p>more</p></td><td><div>Qty</div></td></tr></table>", "Item\n\nmore\tQty\n"},
		{"<table><tr><td><br>Item</td><td>Qty</td></tr><tr><td></td><td>5</td></tr></table>", "Item\tQty\n5\n"},
		{"<table><tr><td><table><tr><td>a<td>b</table></td></tr><tr><td>c</td></tr></table>", "a\tb\nc\n"},
		{"<td>no table", "no table\n"},
		{"<ul><li>a<li>b</ul><ol><li>c<li>d</ol>", "- a\n- b\n1. c\n2. d\n"},
		{"<ul><li><p>a</p></li></ul>", "- a\n"},
		{"<pre>a  b\n\tc</pre>d", "a  b\n\tc\nd\n"},
		{"&lt;b&gt; &amp; &euro;&nbsp;5 &#x4f60;", "<b> & € 5 你\n"},
		{"a<span style='display: none'>x</span>b", "ab\n"},
		{"a<span style='font-size:0px'>x</span><span style='font-size:0.9em'>b</span>", "ab\n"},
		{"a<div hidden>x<div>y</div>z</div>b", "a\nb\n"},
		{"<p style='display:none'>x<p>b", "b\n"},
		{"<p style='color:#fff;background:#ffffff'>x</p><p style='color:#fff;background:#000'>b</p>", "b\n"},
		{"<script>x</script><style>y</style><title>z</title>a<!-- c -->b", "ab\n"},
		{"<a href='http://a.example/x?y=1'>here</a>", "here <http://a.example/x>\n"},
		{"<a href='https://www.a.example/'>a.example</a>", "a.example\n"},
		{"<a href='mailto:a@b.example'>a@b.example</a><a href='javascript:x()'> b</a>", "a@b.example b\n"},
		{"<a href='http://a.example'><img src=x></a>b", "<http://a.example>b\n"},
		{"a\u200bb\u202ec\x00d", "abcd\n"},
		{"no end <b>tag <", "no end tag <\n"},
		{"<h1>Title</h1>text", "Title\ntext\n"},
	} {
		lines, cutBy := htmlLines(c.in)
		if have := join(lines); have != c.want || cutBy != "" {
			t.Errorf("%q: %q %s, want %q", c.in, have, cutBy, c.want)
		}
	}
}

// TestHTMLHistory: what markup calls history is history, and an indented
// block that nothing announces is not.
func TestHTMLHistory(t *testing.T) {
	for _, c := range []struct{ in, own, past string }{
		{"new<blockquote type=cite>old</blockquote>more", "new\n\nmore\n", "old\n"},
		{"new<blockquote style='margin-left:40px'>indented</blockquote>more", "new\nindented\nmore\n", ""},
		{"new<div>On 12 May 2026 Ann wrote:</div><blockquote>old</blockquote>more", "new\n\nmore\n", "On 12 May 2026 Ann wrote:\nold\n"},
		{"new<div class='yahoo_quoted'><div>old</div></div>", "new\n", "old\n"},
		{"new<div id='x_divRplyFwdMsg'>From: a</div>old", "new\n", "From: a\nold\n"},
		{"new<div class='moz-cite-prefix'>Am 1.5. schrieb A:</div><blockquote cite='mid:x'>old<blockquote>older</blockquote></blockquote>more", "new\n\nmore\n", "Am 1.5. schrieb A:\nold\nolder\n"},
	} {
		lines, _ := htmlLines(c.in)
		own, past := splitQuotes(lines)
		if join(own) != c.own || join(past) != c.past {
			t.Errorf("%q: new %q, history %q", c.in, join(own), join(past))
		}
	}
}

// TestTrimBulk: a large style sheet, comment or picture costs an honest letter
// nothing.
func TestTrimBulk(t *testing.T) {
	big := strings.Repeat("x", 2*maxToken)
	for _, bulk := range []string{
		"<style>" + big + "</STYLE>", "<!--" + big + "-->", "<img src=\"data:image/png;base64," + big + "\">",
		"<Script>" + big + "</script>", "<td background='data:image/gif;base64," + big + "'>",
	} {
		lines, cutBy := htmlLines("before " + bulk + " behind")
		if have := strings.Join(strings.Fields(join(lines)), " "); have != "before behind" || cutBy != "" {
			t.Errorf("%.20s…: %q, %s", bulk, have, cutBy)
		}
	}
}
