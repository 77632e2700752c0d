import { env } from "cloudflare:workers";
import { sql } from "drizzle-orm";
import { Webhook } from "standardwebhooks";
import { database } from "../../src/store/database.ts";
import { ACCURATE_SECRET, SMH_SECRET, type World } from "./support.ts";

export const MEGABYTE = 1024 * 1024;
export const OTHER_SECRET = `whsec_${btoa("the-secret-that-is-to-come")}`;
export const SMH_BODY = '{"type":"customer.updated","timestamp":"2026-11-23T01:00:00Z","data":{"id":17,"version":3}}';
export const ACCURATE_PATH = `/webhooks/accurate/${ACCURATE_SECRET}`;

export const post = (world: World, path: string, body: BodyInit, headers: Record<string, string> = {}) =>
	world.fetch(path, { method: "POST", headers: { "content-type": "application/json", ...headers }, body });

export interface Signing {
	readonly secret?: string;
	readonly id?: string;
	readonly agoMs?: number;
}
export function signature(text: string, { secret = SMH_SECRET, id = "msg_1", agoMs = 0 }: Signing = {}): Record<string, string> {
	const at = new Date(Date.now() - agoMs);
	return {
		"webhook-id": id,
		"webhook-timestamp": String(Math.floor(at.getTime() / 1000)),
		"webhook-signature": new Webhook(secret).sign(id, at, text),
	};
}
export const bySmh = (world: World, text: string, signing?: Signing) =>
	post(world, "/webhooks/smh", text, signature(text, signing));
export const byAccurate = (world: World, body: unknown) =>
	post(world, ACCURATE_PATH, typeof body === "string" ? body : JSON.stringify(body));

export const customerEvent = (uuid: string, id: unknown = 51, action = "WRITE") => ({
	databaseId: 1001,
	type: "CUSTOMER",
	timestamp: "23/11/2026 08:00:00",
	uuid,
	data: [{ customerId: id, customerNo: "C-1", action }],
});

export const signals = ({ db, connection }: World) =>
	db.all(
		sql`SELECT source AS side, entity, record_id AS id, max(version) AS version, max(gone) AS gone, count(*) AS count FROM inbox
			WHERE connection_id = ${connection} GROUP BY source, entity, record_id ORDER BY 1, 2, 3`,
	);
export const deliveries = ({ db, connection }: World) =>
	db.all<{ source: string; id: string }>(
		sql`SELECT DISTINCT source, delivery_id AS id FROM inbox WHERE connection_id = ${connection} ORDER BY 1, 2`,
	);
export const quarantined = ({ db, connection }: World) =>
	db.all<{ queue: string; body: string; cause: string }>(
		sql`SELECT queue, body, cause FROM dead_letter WHERE connection_id = ${connection} ORDER BY at`,
	);
export const everything = async (world: World) => ({
	signals: await signals(world),
	deliveries: await deliveries(world),
	quarantined: await quarantined(world),
});
export const NOTHING = { signals: [], deliveries: [], quarantined: [] };

export const SMH_SIGNAL = { side: "smh", entity: "customer", id: "17", version: 3, gone: 0, count: 1 };
export const ACCURATE_SIGNAL = { side: "accurate", entity: "customer", id: "51", version: null, gone: 0, count: 1 };

/** A database that answers nothing any more. */
export const away = () => {
	const refuse = () => Promise.reject(new Error("D1_ERROR: away"));
	const statement = { bind: () => statement, all: refuse, run: refuse, raw: refuse };
	// Only what the store calls; whatever it asks fails.
	return database({ prepare: () => statement, batch: refuse } as unknown as D1Database);
};

/** The real database, with the size of the longest text that it was handed; a real D1 takes 2 MB, the local one anything. */
export function measured() {
	const longest = { bytes: 0 };
	const db = new Proxy(env.DB, {
		get(target, name) {
			if (name !== "prepare") return Reflect.get(target, name).bind(target);
			return (text: string) => {
				const statement = target.prepare(text);
				const bind = (...values: unknown[]) => {
					const sizes = values.map((value) => new TextEncoder().encode(String(value)).length);
					longest.bytes = Math.max(longest.bytes, ...sizes);
					return statement.bind(...values);
				};
				return Object.assign(Object.create(statement), { bind });
			};
		},
	});
	return { db: database(db), longest };
}
export const D1_TAKES = 2_000_000;
