import { Hono } from "hono";
import { accurateAccount } from "../../sandbox/accurate/account.ts";
import { emptyAccurate } from "../../sandbox/accurate/empty.ts";
import { accurateHost } from "../../sandbox/accurate/host.ts";
import { type AccuratePeople, accuratePeople } from "../../sandbox/accurate/people.ts";
import { CREDENTIALS } from "../../sandbox/credentials.ts";
import { emptySmh } from "../../sandbox/smh/state.ts";
import { emptyTelegram } from "../../sandbox/telegram/state.ts";
import type { Delivery, World } from "../../sandbox/world.ts";

export const ORIGINS = { main: "http://main.test", data: "http://data.test", moved: "http://moved.test" };
/** 1 November 2026, 10:00:00 in UTC+7. */
export const START = Date.UTC(2026, 10, 1, 3);
export const API = `${ORIGINS.data}/accurate/host/${CREDENTIALS.accurate.databaseId}/accurate/api`;

/** Any JSON answer, as a test looks into it. */
export interface Answer {
	status: number;
	text: string;
	s?: boolean;
	// An answer's contents are whatever the call is about; the assertions say what is expected.
	d?: unknown;
	r?: Record<string, unknown>;
	sp?: Record<string, unknown>;
	[key: string]: unknown;
}

export interface Stand {
	world: World;
	people: AccuratePeople;
	deliveries: Delivery[];
	app: Hono;
	/** Moves the clock on. */
	pass(ms: number): void;
	headers(): Promise<Record<string, string>>;
	/** A signed call, one second after the one before, so that the limit stays out of the way. Parameters of POST go as form. */
	call(method: string, path: string, parameters?: Record<string, string> | string): Promise<Answer>;
	json(path: string, body: unknown): Promise<Answer>;
}

export async function signatureOf(timestamp: string): Promise<string> {
	const encode = (text: string) => new TextEncoder().encode(text);
	const algorithm = { name: "HMAC", hash: "SHA-256" };
	const key = await crypto.subtle.importKey("raw", encode(CREDENTIALS.accurate.signatureSecret), algorithm, false, ["sign"]);
	return btoa(String.fromCharCode(...new Uint8Array(await crypto.subtle.sign("HMAC", key, encode(timestamp)))));
}

export async function read(response: Response): Promise<Answer> {
	const text = await response.text();
	const isJson = (response.headers.get("content-type") ?? "").includes("json");
	// Parsed JSON of the stand-in's own envelope; the tests check what they use.
	return { ...(isJson ? (JSON.parse(text) as object) : {}), status: response.status, text };
}

export function stand(): Stand {
	let now = START;
	const deliveries: Delivery[] = [];
	const world: World = {
		state: { accurate: emptyAccurate(), smh: emptySmh(), telegram: emptyTelegram() },
		origins: ORIGINS,
		now: () => now,
		deliver: () => Promise.resolve(200),
		deliverLater: (delivery) => void deliveries.push(delivery),
		touched: () => undefined,
	};
	const app = new Hono();
	app.route("/accurate/account", accurateAccount(world));
	app.route("/", accurateHost(world));

	async function headers(): Promise<Record<string, string>> {
		const timestamp = String(Math.floor(now / 1000));
		return {
			accept: "application/json",
			authorization: `Bearer ${CREDENTIALS.accurate.apiToken}`,
			"x-api-timestamp": timestamp,
			"x-api-signature": await signatureOf(timestamp),
		};
	}
	const pass = (ms: number): void => {
		now += ms;
	};
	return {
		world,
		people: accuratePeople(world),
		deliveries,
		app,
		pass,
		headers,
		async call(method, path, parameters = {}) {
			pass(1000);
			const query = new URLSearchParams(parameters).toString();
			const url = `${API}/${path}`;
			const own = await headers();
			if (method !== "POST") return read(await app.request(`${url}?${query}`, { method, headers: own }));
			const form = { ...own, "content-type": "application/x-www-form-urlencoded" };
			return read(await app.request(url, { method, headers: form, body: query }));
		},
		async json(path, body) {
			pass(1000);
			const own = { ...(await headers()), "content-type": "application/json" };
			return read(await app.request(`${API}/${path}`, { method: "POST", headers: own, body: JSON.stringify(body) }));
		},
	};
}
