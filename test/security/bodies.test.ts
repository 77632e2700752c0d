import { beforeAll, describe, expect, it } from "vitest";
import {
	ACCURATE_WEBHOOK_SECRET,
	API_KEY,
	type Attacked,
	attackedWorld,
	changedTables,
	contentOf,
	PUBLIC_URL,
	ROUTES,
	signedBySmh,
	TELEGRAM_WEBHOOK_SECRET,
} from "./support.ts";

/** Routes that take a body, each with something in the places of parameters. */
const TAKING = ROUTES.filter(({ method }) => method !== "GET").map(({ method, path }) => ({
	method,
	path: path.replace(":secret", ACCURATE_WEBHOOK_SECRET).replace(/:\w+/, "x"),
}));

const nested = (open: string, close: string, levels: number): string => open.repeat(levels) + close.repeat(levels);
const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const LEVELS = 100_000;

const AWKWARD: readonly (readonly [string, Uint8Array])[] = [
	["arrays in arrays", bytes(nested("[", "]", LEVELS))],
	["objects in objects", bytes(`${'{"a":'.repeat(LEVELS)}1${"}".repeat(LEVELS)}`)],
	["arrays that never end", bytes("[".repeat(LEVELS))],
	["deep inside a known key", bytes(`{"update_id":5,"type":"customer.updated","mode":${nested("[", "]", 20_000)}}`)],
	["four thousand keys", bytes(`{${Array.from({ length: 4_000 }, (_, index) => `"k${index}":1`).join(",")}}`)],
	["one key many times", bytes(`{${'"mode":"auto",'.repeat(2_000)}"mode":1}`)],
	["a number without end", bytes(`{"update_id":${"9".repeat(50_000)}}`)],
	["a prototype", bytes('{"__proto__":{"polluted":true},"constructor":{"prototype":{"polluted":true}}}')],
	["no UTF-8", new Uint8Array([0x7b, 0xff, 0xfe, 0xc0, 0x80, 0x7d])],
	["zero bytes", new Uint8Array(1_000)],
	["nothing", new Uint8Array()],
	["null", bytes("null")],
];

/** More than any route takes. */
const HUGE = 2 * 1024 * 1024;
const huge = (): Uint8Array => bytes(`{"update_id":6,"mode":"auto","key":"${"x".repeat(HUGE)}"}`);
/** The same without a word on how long it is. */
function inPieces(whole: Uint8Array): ReadableStream<Uint8Array> {
	let at = 0;
	return new ReadableStream({
		pull(controller) {
			if (at >= whole.length) return controller.close();
			controller.enqueue(whole.slice(at, at + 65_536));
			at += 65_536;
		},
	});
}

const isForm = (path: string): boolean => !/^\/(api|webhooks|telegram)/.test(path);

async function send(
	{ method, path }: (typeof TAKING)[number],
	body: Uint8Array | ReadableStream<Uint8Array>,
	type = isForm(path) ? "application/x-www-form-urlencoded" : "application/json",
): Promise<Response> {
	const text = body instanceof Uint8Array ? new TextDecoder().decode(body) : "";
	const headers = {
		authorization: `Bearer ${API_KEY}`,
		cookie: world.cookie,
		origin: PUBLIC_URL,
		"x-telegram-bot-api-secret-token": TELEGRAM_WEBHOOK_SECRET,
		"content-type": type,
		...(path === "/webhooks/smh" ? signedBySmh(text) : {}),
	};
	return await world.fetch(new Request(PUBLIC_URL + path, { method, headers, body, redirect: "manual" }));
}

let world: Attacked;
beforeAll(async () => {
	world = await attackedWorld();
});

describe("from somebody who may", () => {
	it.each(AWKWARD)("a body that is %s fells no route, and what is refused is not stored", async (_, body) => {
		let before = await contentOf(world.db);
		for (const route of TAKING) {
			for (const type of [undefined, "text/plain", "multipart/form-data; boundary=x", "application/json"]) {
				world.attempts.length = 0;
				const response = await send(route, body, type);
				expect([route.path, type, response.status < 500], await response.text()).toEqual([route.path, type, true]);
				if (world.attempts.length === 0) continue;
				const after = await contentOf(world.db);
				const kept = response.status === 400 && route.path.startsWith("/webhooks/") ? ["dead_letter", "alert"] : [];
				const stored = changedTables(before, after).filter((table) => !kept.includes(table));
				if (response.status >= 400) expect([route.path, type, stored]).toEqual([route.path, type, []]);
				before = after;
			}
		}
		expect("polluted" in {}).toBe(false);
	});

	it("a body that is too large is refused by every route, whether its length is told or not, and nothing of it is kept", async () => {
		const before = await contentOf(world.db);
		const sent = world.sent.length;
		for (const route of TAKING) {
			for (const body of [huge(), inPieces(huge())]) {
				const response = await send(route, body);
				expect([route.path, [400, 413].includes(response.status)]).toEqual([route.path, true]);
			}
		}
		expect(changedTables(before, await contentOf(world.db))).toEqual([]);
		expect(world.sent.length).toBe(sent);
	});
});

describe("from a stranger", () => {
	it("whatever the body, nothing is stored", async () => {
		const before = await contentOf(world.db);
		const sent = world.sent.length;
		for (const { method, path } of TAKING) {
			for (const body of [bytes("{}"), bytes("key=x"), bytes(nested("[", "]", 1_000)), huge()]) {
				const headers = { "content-type": isForm(path) ? "application/x-www-form-urlencoded" : "application/json" };
				const address = PUBLIC_URL + path.replace(ACCURATE_WEBHOOK_SECRET, "not-the-secret-but-long");
				const response = await world.fetch(new Request(address, { method, headers, body, redirect: "manual" }));
				expect([path, [400, 401, 403, 404, 413].includes(response.status)]).toEqual([path, true]);
			}
		}
		expect(changedTables(before, await contentOf(world.db))).toEqual([]);
		expect(world.sent.length).toBe(sent);
	});
});
