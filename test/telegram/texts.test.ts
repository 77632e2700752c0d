import { describe, expect, it } from "vitest";
import { html, lines } from "../../src/telegram/html.ts";
import { dateAndTime, duration } from "../../src/telegram/moments.ts";
import { splitMessage } from "../../src/telegram/split.ts";
import { english } from "../../src/telegram/texts.en.ts";
import { indonesian } from "../../src/telegram/texts.id.ts";
import { languageOf } from "../../src/telegram/texts.ts";

function keysOf(value: unknown, path = ""): readonly string[] {
	if (typeof value !== "object" || value === null) return [`${path}:${typeof value}`];
	return Object.entries(value).flatMap(([key, inner]) => keysOf(inner, `${path}.${key}`));
}

describe("the dictionaries", () => {
	it("say the same things in both languages", () => {
		expect(keysOf(english)).toEqual(keysOf(indonesian));
	});

	it("are chosen by the language of the admin's Telegram: Indonesian unless it is English", () => {
		expect([undefined, "id", "ms", "en", "en-US", "EN"].map(languageOf)).toEqual(["id", "id", "id", "en", "en", "en"]);
	});

	it("write numbers, times and durations as their readers do", () => {
		expect(indonesian.amount.customer(1234)).toBe("1.234 pelanggan");
		expect(english.amount.customer(1)).toBe("1 customer");
		expect(dateAndTime(Date.UTC(2026, 10, 22, 17, 5), "id-ID")).toBe("23 Nov 2026 00.05 WIB");
		expect([400, 42_000, 65_000, 3_600_000, 3_725_000].map((ms) => duration(ms, indonesian.unit))).toEqual([
			"1 detik",
			"42 detik",
			"1 menit 5 detik",
			"1 jam",
			"1 jam 2 menit",
		]);
	});
});

describe("the html tag", () => {
	it("escapes what people typed and keeps what we formatted", () => {
		expect(html`<b>${"<i>A & B</i>"}</b> ${html`<code>${7}</code>`}`.markup).toBe(
			"<b>&lt;i&gt;A &amp; B&lt;/i&gt;</b> <code>7</code>",
		);
		expect(lines(["<x>", null, "", html`<b>y</b>`]).markup).toBe("&lt;x&gt;\n\n<b>y</b>");
	});
});

describe("a long message", () => {
	it("stays one within the limit, and is cut at line ends beyond it", () => {
		expect(splitMessage(lines(["a", "b"]))).toEqual(["a\nb"]);
		const long = lines(Array.from({ length: 500 }, (_, index) => `baris ${index} ${"x".repeat(20)}`));
		const parts = splitMessage(long);
		expect(parts.length).toBeGreaterThan(1);
		expect(parts.join("\n")).toBe(long.markup);
		for (const part of parts) expect(part.length).toBeLessThanOrEqual(4096);
	});

	it("closes formatting before a cut and opens it again behind", () => {
		expect(
			splitMessage(
				html`<pre>satu
dua
tiga</pre>`,
				20,
			),
		).toEqual(["<pre>satu\ndua</pre>", "<pre>tiga</pre>"]);
	});

	it("cuts a line that is too long by itself, but through no entity", () => {
		const parts = splitMessage(html`${"&".repeat(20)}`, 12);
		expect(parts.every((part) => /^(&amp;)+$/.test(part) && part.length <= 12)).toBe(true);
		expect(parts.join("")).toBe("&amp;".repeat(20));
	});
});
