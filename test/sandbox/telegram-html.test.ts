import { describe, expect, it } from "vitest";
import { formatted, toHtml } from "../../sandbox/telegram/format.ts";

const parse = (source: string) => formatted(source, "HTML");
const failure = (source: string): string => {
	try {
		parse(source);
		return "";
	} catch (error) {
		return String(error);
	}
};

describe("HTML formatting is read as strictly as the real server reads it", () => {
	it.each([
		["<h1>x</h1>", 'Unsupported start tag "h1" at byte offset 0'],
		["é <br> x", 'Unsupported start tag "br" at byte offset 3'],
		["stok < 5", 'Unsupported start tag "" at byte offset 5'],
		["PT <Jaya>", 'Unsupported start tag "jaya" at byte offset 3'],
		["a <", "Unclosed start tag at byte offset 2"],
		["<b", "Unclosed start tag at byte offset 0"],
		["<b>x", `Can't find end tag corresponding to start tag "b"`],
		["x</b>", "Unexpected end tag at byte offset 1"],
		["<b><i>x</b></i>", 'Unmatched end tag at byte offset 7, expected "</i>", found "</b>"'],
		["<b>x</b", "Unclosed end tag at byte offset 4"],
		["<span>x</span>", 'Tag "span" must have class "tg-spoiler" at byte offset 0'],
		["<a href>x</a>", 'Expected equal sign in declaration of an attribute of the tag "a" at byte offset 0'],
	])("refuses %s", (source, reason) => {
		expect(failure(source)).toBe(`Refusal: Bad Request: can't parse entities: ${reason}`);
	});

	it("refuses other modes than HTML", () => {
		expect(() => formatted("*x*", "MarkdownV2")).toThrow("unsupported parse_mode");
	});

	it("counts offsets in UTF-16 units and cuts off outer blanks", () => {
		expect(parse("  😀 <b>Sinkron</b> &lt;selesai&gt; &amp; &#39;rapi&#x27; \n")).toEqual({
			text: "😀 Sinkron <selesai> & 'rapi'",
			entities: [{ type: "bold", offset: 3, length: 7 }],
		});
	});

	it("leaves an ampersand alone that starts no entity it knows", () => {
		expect(parse("A & B &nbsp; C&D").text).toBe("A & B &nbsp; C&D");
	});

	it.each([
		["<b>tebal <i>miring</i></b> biasa", "<b>tebal <i>miring</i></b> biasa"],
		["<strong>a</strong><em>b</em><ins>c</ins><del>d</del>", "<b>a</b><i>b</i><u>c</u><s>d</s>"],
		['<a href="https://x.example/?a=1&amp;b=2">x</a>', '<a href="https://x.example/?a=1&amp;b=2">x</a>'],
		['<a href="javascript:alert(1)">x</a>', "x"],
		['<pre><code class="language-json">{}</code></pre>', '<pre><code class="language-json">{}</code></pre>'],
		["<blockquote expandable>x</blockquote>", "<blockquote>x</blockquote>"],
		['<span class="tg-spoiler">x</span>', "<tg-spoiler>x</tg-spoiler>"],
		["&lt;script&gt;alert(1)&lt;/script&gt;", "&lt;script&gt;alert(1)&lt;/script&gt;"],
	])("shows %s as %s", (source, html) => {
		expect(toHtml(parse(source))).toBe(html);
	});

	it("drops formatting beyond a hundred entities, as the real one does", () => {
		const { text, entities } = parse("<b>x</b> ".repeat(101));
		expect(text.match(/x/g)).toHaveLength(101);
		expect(entities).toHaveLength(100);
	});
});
