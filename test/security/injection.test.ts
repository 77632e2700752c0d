import { env, exports } from "cloudflare:workers";
import { sql } from "drizzle-orm";
import { beforeAll, describe, expect, it, vi } from "vitest";
import type { SeenMessage } from "../../sandbox/telegram/view.ts";
import { database } from "../../src/store/database.ts";
import { publicRoutes } from "../../src/web/app.ts";
import { createStack, PUBLIC_URL, type Stack } from "../support/stack.ts";

/** Names that people could type into either system, each of them code to somebody. */
const NAMES = [
	"Toko'); DROP TABLE record; --",
	`" OR 1=1 --`,
	"{{7*7}} <%= 7*7 %> %s %00",
	`<script>alert("x")</script><img src=x onerror='y'>`,
	`</b><a href="https://evil.example">klik</a>`,
	`"><svg onload=alert(1)>`,
	"&lt;b&gt; &amp; &#60;i&#62;",
	"javascript:alert(1)//",
	'=HYPERLINK("https://evil.example";"klik")',
	"@SUM(A1:A9)",
	"+62 812;=1+1",
	`Toko {"level":"error","event":"fake"}`,
	"*tebal* _miring_ [x](https://evil.example) `kode`",
	"\\' \\\" \\n \\u003cb\\u003e",
	"\u202Egnihtemos \u200B",
	"%' OR name LIKE '%",
];

/** Signs that nobody sees, and that turn the direction of a text, do not travel. */
const ARRIVING = new Set(NAMES.map((name) => name.replace(/[\u202E\u200B]/g, "").trim()));

const lines: string[] = [];
let stack: Stack;
const chat = (): Promise<SeenMessage[]> => stack.control<SeenMessage[]>("/telegram/chats/7/messages");
const said = async (): Promise<SeenMessage[]> => (await chat()).filter(({ from }) => from.is_bot);
const write = (text: string): Promise<unknown> =>
	stack.control("/telegram/messages", "POST", { from: { id: 7, first_name: NAMES[3] }, text });

interface Named {
	readonly id: number;
	readonly name: string;
}
const namesOf = async (side: string, entity: string): Promise<Set<string>> =>
	new Set((await stack.control<Named[]>(`/${side}/${entity}`)).map(({ name }) => name));

beforeAll(async () => {
	for (const level of ["log", "info", "warn", "error", "debug"] as const)
		vi.spyOn(console, level).mockImplementation((...given) => void lines.push(...given.map(String)));
	stack = await createStack({ scenario: "empty" });
	const setWebhook = `http://127.0.0.1:8788/telegram/bot${env.TELEGRAM_BOT_TOKEN}/setWebhook`;
	const body = JSON.stringify({ url: `${PUBLIC_URL}/telegram/webhook`, secret_token: env.TELEGRAM_WEBHOOK_SECRET });
	await stack.sandbox.fetch(new Request(setWebhook, { method: "POST", headers: { "content-type": "application/json" }, body }));
	for (const [index, name] of NAMES.entries()) {
		await stack.control("/smh/employee", "POST", { code: `K-${index}`, name, position: name.slice(0, 20) });
		await stack.control("/smh/customer", "POST", { code: `C-${index}`, name, notes: name });
		// Suspended, so that it stays behind and is told of in every list of problems.
		await stack.control("/accurate/customer", "POST", { customerNo: `A-${index}`, name, suspended: true });
	}
	expect((await stack.sync()).run.state).toBe("done");
});

describe("a name that is SQL", () => {
	it("is only a name: it arrives on the other side to the letter, and every table is there", async () => {
		expect(await namesOf("accurate", "employee")).toEqual(ARRIVING);
		const arrived = (await stack.control<(Named & { customerNo: string })[]>("/accurate/customer")).flatMap(
			({ customerNo, name }) => (customerNo.startsWith("C-") ? [name] : []),
		);
		expect(new Set(arrived)).toEqual(ARRIVING);
		const [counted] = await database(env.DB).all<{ n: number }>(sql`SELECT count(*) AS n FROM record`);
		expect(counted?.n).toBe(NAMES.length * 5);
	});

	it.each([
		"' OR 1=1 --",
		"%",
		"_",
		"x' UNION SELECT sealed FROM credential --",
		"\u{1F3EA}".repeat(40),
		'"',
		"\\",
		"') OR ('1'='1",
	])("finds only what holds it, as a text: %j", async (text) => {
		const { data } = await stack.api<{ data: { name: string; code: string }[] }>(`/employees?q=${encodeURIComponent(text)}`);
		const expected = NAMES.filter((name) => name.toLowerCase().includes(text.toLowerCase()));
		expect(new Set(data.map(({ name }) => name))).toEqual(new Set(expected));
	});

	it.each(["smhId", "accurateId", "entity", "reason", "cursor", "limit"])("does nothing as a filter: %s", async (name) => {
		for (const text of NAMES) {
			const url = `${PUBLIC_URL}/api/v1/links?${new URLSearchParams({ [name]: text })}`;
			const response = await exports.default.fetch(new Request(url, { headers: { authorization: `Bearer ${env.API_KEY}` } }));
			expect([200, 400]).toContain(response.status);
			if (response.status === 200 && name !== "reason") expect(await response.json()).toEqual({ data: [], next: null });
		}
	});
});

describe("a name that is HTML", () => {
	it("is a text in every message of the bot, also as the name of who writes", async () => {
		for (const text of [
			"/masalah",
			"/info",
			"/karyawan toko",
			"/karyawan <script>",
			"/konflik",
			...NAMES.map((name) => `/karyawan ${name}`),
		])
			await write(text);
		// A button that lists the records of a reason, by name.
		const offered = (await said()).findLast(({ keyboard }) => keyboard?.flat().some((button) => "callback_data" in button));
		const button = offered?.keyboard?.flat().find((one) => "callback_data" in one);
		expect(button).toBeDefined();
		const data = button && "callback_data" in button ? button.callback_data : "";
		await stack.control("/telegram/presses", "POST", { from: { id: 7 }, message_id: offered?.message_id, data });

		const messages = await said();
		expect(messages.length).toBeGreaterThan(NAMES.length);
		const shown = messages.map(({ text }) => text).join("\n");
		for (const part of [`<script>alert("x")</script>`, `</b><a href="https://evil.example">klik</a>`, "&lt;b&gt;"])
			expect(shown).toContain(part);
		for (const { html } of messages) {
			expect(html).not.toMatch(/<(script|img|svg)/i);
			expect(html).not.toMatch(/<a [^>]*evil\.example/);
		}
		expect(lines.filter((line) => /can't parse entities|telegram_\w*(failed|refused)/.test(line))).toEqual([]);
	});

	it("is a text on every page", async () => {
		const entered = await exports.default.fetch(
			new Request(`${PUBLIC_URL}/sign-in`, {
				method: "POST",
				body: new URLSearchParams({ key: env.API_KEY }),
				headers: { origin: PUBLIC_URL },
				redirect: "manual",
			}),
		);
		const cookie = (entered.headers.get("set-cookie") ?? "").split(";")[0] ?? "";
		const runs = await stack.api<{ data: { id: string }[] }>("/runs");
		let pages = "";
		for (const { method, path } of publicRoutes) {
			if (method !== "GET" || path.startsWith("/api/")) continue;
			const address = `${PUBLIC_URL}${path.replace(/:\w+/g, runs.data[0]?.id ?? "x")}`;
			const response = await exports.default.fetch(new Request(address, { headers: { cookie }, redirect: "manual" }));
			if (response.headers.get("content-type")?.startsWith("text/html")) pages += await response.text();
		}
		expect(pages).toContain("&lt;script&gt;alert(&quot;x&quot;)&lt;/script&gt;");
		expect(pages).not.toMatch(
			/<script(?! src="\/sync\.js)|<img|onerror='|<svg (?!class="mark")[^>]*onload|<a [^>]*evil\.example/i,
		);
	});

	it("comes from the API as JSON that no browser takes for a page", async () => {
		const request = new Request(`${PUBLIC_URL}/api/v1/problems`, { headers: { authorization: `Bearer ${env.API_KEY}` } });
		const response = await exports.default.fetch(request);
		expect([response.headers.get("content-type"), response.headers.get("x-content-type-options")]).toEqual([
			expect.stringMatching(/^application\/json/),
			"nosniff",
		]);
	});
});

describe("a name that is a formula", () => {
	it("is a text in the file of the API, which is the page's and the bot's too", async () => {
		const request = new Request(`${PUBLIC_URL}/api/v1/problems.csv`, { headers: { authorization: `Bearer ${env.API_KEY}` } });
		const text = await (await exports.default.fetch(request)).text();
		expect(text).toContain("'=HYPERLINK");
		expect(text.split(/\r\n/).length).toBeGreaterThan(NAMES.length);
		for (const cell of text.replace("\uFEFF", "").split(/[,;\t\r\n]/)) expect(cell).not.toMatch(/^["\s]*[=+\-@]/);
	});
});

describe("a name that is a log line", () => {
	it("makes none: each line is one object of ours, with an event of ours", () => {
		expect(lines.length).toBeGreaterThan(10);
		for (const line of lines) {
			expect(line).not.toMatch(/[\r\n]/);
			expect(JSON.parse(line)).toMatchObject({ level: expect.any(String), event: expect.not.stringMatching("fake") });
		}
	});
});
