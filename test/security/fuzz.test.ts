import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { SeenMessage } from "../../sandbox/telegram/view.ts";
import type { ConnectionSettings } from "../../src/domain/settings.ts";
import { draftOf } from "../../src/web/page/settings-form.ts";
import { type Example, examplesOf, type KnownIds, QUERY_NAMES } from "./examples.ts";
import { formBodies, jsonBodies, texts, UNESCAPED } from "./mutations.ts";
import {
	ACCURATE_WEBHOOK_SECRET,
	API_KEY,
	type Attacked,
	attackedWorld,
	type Content,
	changedTables,
	contentOf,
	PUBLIC_URL,
	ROUTES,
	signedBySmh,
	TELEGRAM_WEBHOOK_SECRET,
} from "./support.ts";

/** Requests of one route; VITE_FUZZ_RUNS=1000 tries harder, VITE_FUZZ_SEED another way. */
const EACH = Number(import.meta.env.VITE_FUZZ_RUNS ?? 80);
const SEED = Number(import.meta.env.VITE_FUZZ_SEED ?? 20_261_122);
const TOTAL = EACH * ROUTES.length;

let world: Attacked;
/** What the database held after the last request. */
let content: Content;
let ids: KnownIds;
let examples: Readonly<Record<string, readonly Example[]>>;
const seen = { inputs: 0, failures: 0, statuses: new Map<number, number>() };

async function knownIds({ stack }: Attacked): Promise<KnownIds> {
	const run = (await stack.api<{ data: { id: string }[] }>("/runs")).data[0]?.id ?? "";
	const conflict = (await stack.api<{ data: { id: string }[] }>("/conflicts")).data[0]?.id ?? "";
	const link = (await stack.api<{ data: { smhId: string; accurateId: string }[] }>("/links?entity=customer")).data[0];
	const settings = await stack.api<ConnectionSettings>("/settings");
	const settingsForm = Object.fromEntries([...draftOf(settings)].map(([path, value]) => [path, String(value)]));
	expect([run, conflict, link?.smhId ?? ""].filter((id) => id === "")).toEqual([]);
	const { button, buttonMessage } = await aButton(world);
	return {
		run,
		conflict,
		smhId: link?.smhId ?? "",
		accurateId: link?.accurateId ?? "",
		settings,
		settingsForm,
		button,
		buttonMessage,
	};
}

/** Asks the bot for a message with buttons. */
async function aButton({ stack, fetch }: Attacked): Promise<Pick<KnownIds, "button" | "buttonMessage">> {
	await stack.sandbox.fetch(
		new Request(`http://127.0.0.1:8788/telegram/bot1000001:local-bot-token/setWebhook`, {
			method: "POST",
			headers: { "content-type": "application/json" },
			body: JSON.stringify({ url: `${PUBLIC_URL}/telegram/webhook`, secret_token: TELEGRAM_WEBHOOK_SECRET }),
		}),
	);
	const message = { message_id: 1, date: 0, chat: { id: 7, type: "private" }, from: { id: 7, is_bot: false, first_name: "Ani" } };
	await stack.control("/telegram/messages", "POST", { from: { id: 7, first_name: "Ani" }, text: "/start" });
	const asked = new Request(`${PUBLIC_URL}/telegram/webhook`, {
		method: "POST",
		headers: { "content-type": "application/json", "x-telegram-bot-api-secret-token": TELEGRAM_WEBHOOK_SECRET },
		body: JSON.stringify({ update_id: 1_000_001, message: { ...message, text: "/konflik" } }),
	});
	expect((await fetch(asked)).status).toBe(200);
	const chat = await stack.control<SeenMessage[]>("/telegram/chats/7/messages");
	const shown = chat.findLast(({ keyboard }) => keyboard?.flat().some((one) => "callback_data" in one));
	const pressed = shown?.keyboard?.flat().find((one) => "callback_data" in one);
	expect(pressed).toBeDefined();
	return {
		button: pressed && "callback_data" in pressed ? (pressed.callback_data ?? "") : "",
		buttonMessage: shown?.message_id ?? 0,
	};
}

interface Shot {
	readonly method: string;
	readonly address: string;
	readonly headers: Readonly<Record<string, string>>;
	readonly body: Uint8Array | null;
}

const ascii = texts.map((text) => text.replace(/[^\x20-\x7e]/g, "?").trim());
const METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS", "PROPFIND", "QUERY", "post"];

/** Mostly what the route asks for, else something made up. */
const mostly = <T>(right: fc.Arbitrary<T>, wrong: fc.Arbitrary<T>): fc.Arbitrary<T> =>
	fc.oneof({ weight: 5, arbitrary: right }, { weight: 1, arbitrary: wrong });

function addressOf(path: string): fc.Arbitrary<string> {
	const parameter = path.includes(":secret") ? ACCURATE_WEBHOOK_SECRET : path.includes("conflicts") ? ids.conflict : ids.run;
	const filled = mostly(
		fc.constant(parameter),
		fc.oneof(
			texts.map((text) => encodeURIComponent(text.toWellFormed())),
			fc.constantFrom("%", "%ff", "%00", "..%2f..", ".", ";a=b", "%E0%A4%A", "a%0d%0aset-cookie:x"),
		),
	);
	const value = fc.oneof(
		texts,
		fc.constantFrom(
			ids.run,
			ids.conflict,
			"customer",
			"INACTIVE",
			"2",
			"true",
			btoa('{"at":1,"id":"x"}'),
			btoa('"x"'),
			btoa("[[]]"),
		),
	);
	const query = fc.oneof(
		fc.constant(""),
		fc
			.array(fc.tuple(fc.constantFrom(...QUERY_NAMES), value), { maxLength: 4 })
			.map((pairs) => `?${new URLSearchParams(pairs.map(([name, text]) => [name, text.toWellFormed()]))}`),
		fc.constantFrom("?%", "?a=%ff&%zz", "?&&&=", "?limit[]=1", "?limit=1&limit=2"),
		ascii.map((text) => `?${text}`),
	);
	return fc.tuple(filled, query).map(([given, rest]) => path.replace(/:\w+/, given) + rest);
}

function headersOf(path: string, body: Uint8Array | null): fc.Arbitrary<Record<string, string>> {
	const text = new TextDecoder().decode(body ?? new Uint8Array());
	const right: Record<string, string> = {
		authorization: `Bearer ${API_KEY}`,
		cookie: world.cookie,
		origin: PUBLIC_URL,
		"x-telegram-bot-api-secret-token": TELEGRAM_WEBHOOK_SECRET,
		...(path.startsWith("/webhooks/smh") ? signedBySmh(text) : {}),
	};
	const isForm = !/^\/(api|webhooks|telegram)/.test(path);
	const types = isForm ? "application/x-www-form-urlencoded" : "application/json";
	const odd = fc.dictionary(
		fc.constantFrom(
			...Object.keys(right),
			"accept",
			"accept-language",
			"x-forwarded-for",
			"range",
			"expect",
			"if-none-match",
			"te",
		),
		ascii,
		{ maxKeys: 4 },
	);
	return fc
		.tuple(
			mostly(fc.constant({}), odd),
			mostly(
				fc.constant(types),
				fc.constantFrom("", "text/plain", "multipart/form-data", "multipart/form-data; boundary=x", "a/b;c"),
			),
			fc.constantFrom("text/html", "application/json", "*/*"),
		)
		.map(([other, type, accept]) => ({ ...right, accept, ...(type === "" ? {} : { "content-type": type }), ...other }));
}

function bodiesOf(route: string): fc.Arbitrary<Uint8Array | null> {
	const known = examples[route];
	if (!known) return fc.oneof(fc.constant(null), jsonBodies({}));
	return fc.constantFrom(...known).chain((one) => (one.kind === "json" ? jsonBodies(one.body) : formBodies(one.body)));
}

const shotsAt = ({ method, path }: (typeof ROUTES)[number]): fc.Arbitrary<Shot> =>
	bodiesOf(`${method} ${path}`).chain((body) =>
		fc
			.record({
				method: mostly(fc.constant(method), fc.constantFrom(...METHODS)),
				address: addressOf(path),
				headers: headersOf(path, body),
				body: fc.constant(body),
			})
			.map((shot) => ({ ...shot, body: ["GET", "HEAD"].includes(shot.method) ? null : shot.body })),
	);

/** Each update is another one, or the bot would look at the first alone. */
let updates = 2_000_000;
const withFreshId = (body: Uint8Array): Uint8Array => {
	const text = new TextDecoder().decode(body).replace(/"update_id":1\b/, () => `"update_id":${++updates}`);
	return new TextEncoder().encode(text);
};

async function fire(shot: Shot): Promise<void> {
	const isUpdate = shot.address.startsWith("/telegram");
	const body = shot.body && isUpdate ? withFreshId(shot.body) : shot.body;
	const request = new Request(PUBLIC_URL + shot.address, {
		method: shot.method,
		headers: shot.headers,
		redirect: "manual",
		...(body === null ? {} : { body }),
	});
	const sent = world.sent.length;
	const response = await world.fetch(request);
	const text = await response.text();
	seen.inputs++;
	seen.statuses.set(response.status, (seen.statuses.get(response.status) ?? 0) + 1);
	if (response.status >= 500) seen.failures++;
	expect(response.status, `${text.slice(0, 300)} ${world.lines.at(-1)}`).toBeLessThan(500);
	expect(response.headers.get("content-security-policy")).toContain("default-src 'none'");
	if (response.headers.get("content-type")?.startsWith("text/html")) expect(text).not.toMatch(UNESCAPED);
	const location = response.headers.get("location");
	if (location !== null) expect(location).toMatch(/^(\/(?![/\\])|https:\/\/account\.accurate\.id\/)/);

	const refused = response.status >= 400 || location === "/sign-in";
	if (refused) expect(world.sent.length, "a refused request makes the engine do nothing").toBe(sent);
	if (world.attempts.length > 0 || world.sent.length > 0) {
		await forgetRuns();
		const now = await contentOf(world.db);
		const changed = changedTables(content, now);
		content = now;
		world.attempts.length = 0;
		if (refused) expect(changed.filter((table) => !mayKeep(shot, response.status).includes(table))).toEqual([]);
	}
}

/** What a sender we know has sent and nobody can read is kept for people, once (law 11). */
const mayKeep = ({ address }: Shot, status: number): readonly string[] =>
	address.startsWith("/webhooks/") && status === 400 ? ["dead_letter", "alert"] : [];

/** Runs that a request started would make the next ones wait. */
async function forgetRuns(): Promise<void> {
	if (world.sent.length === 0) return;
	world.sent.length = 0;
	await world.db.$client.prepare("UPDATE run SET state = 'cancelled', finished_at = 1 WHERE finished_at IS NULL").run();
}

const NOBODY: KnownIds = {
	...{ run: "", conflict: "", smhId: "", accurateId: "", settings: {}, settingsForm: {}, button: "", buttonMessage: 0 },
};

describe("requests by the thousand", () => {
	it("are made of real ones, of every route that takes one", () => {
		const taking = ROUTES.filter(({ method }) => method !== "GET").map(({ method, path }) => `${method} ${path}`);
		expect(new Set(taking)).toEqual(new Set(Object.keys(examplesOf(NOBODY))));
		expect(ROUTES.length).toBeGreaterThan(40);
	});

	it(`fuzz inputs: ${TOTAL}, 5xx: 0 (random, cut and changed bodies, methods, headers, addresses)`, {
		timeout: 300_000,
	}, async ({ task }) => {
		world = await attackedWorld();
		ids = await knownIds(world);
		examples = examplesOf(ids);
		content = await contentOf(world.db);
		for (const route of ROUTES) {
			await fc.assert(fc.asyncProperty(shotsAt(route), fire), { numRuns: EACH, seed: SEED, endOnFailure: true });
		}
		const statuses = [...seen.statuses].map(([status, count]) => [`answered ${status}`, count] as const);
		task.meta.figures = { fuzz: { inputs: seen.inputs, "5xx": seen.failures, ...Object.fromEntries(statuses) } };
		expect([seen.inputs, seen.failures]).toEqual([TOTAL, 0]);
		// Often enough let in, and often enough turned away, to have seen both sides of the doors.
		expect(share(200, 400)).toBeGreaterThan(0.2);
		expect(share(400, 500)).toBeGreaterThan(0.2);

		// And what is left works.
		expect(await (await world.fetch(new Request(`${PUBLIC_URL}/health`))).json()).toMatchObject({ status: "ok" });
		expect("polluted" in {}).toBe(false);
		expect((await world.stack.api<{ conflictPolicy: string }>("/settings")).conflictPolicy).toMatch(/^(accurate|smh|ask)$/);
	});
});

const share = (from: number, to: number): number =>
	[...seen.statuses].reduce((sum, [status, n]) => (status >= from && status < to ? sum + n : sum), 0) / seen.inputs;
