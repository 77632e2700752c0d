import { z } from "zod";
import type { Entity } from "../../domain/model.ts";
import { complaintOf } from "../bodies.ts";
import type { ChannelDelivery, NamedRecord } from "../channel.ts";

/** What a body of Accurate's webhook says. One unreadable event takes nothing from the others. */
export interface AccurateEvents {
	/** Each event of our database once, by its uuid; one of a type that means nothing to us names no record. */
	readonly deliveries: readonly ChannelDelivery[];
	/** How often each type came that means nothing to us. */
	readonly ignored: ReadonlyMap<string, number>;
	/** Events of another database: one address serves all of an application. */
	readonly foreign: number;
	/** Why an event could not be read, and which. */
	readonly unreadable: readonly string[];
}

/** More than any database has; whoever names more is not believed. */
const MAX_RECORDS = 100_000;

/** Ids come as numbers, and as text in some clients' accounts (facts 8). */
const recordId = z.union([z.int().positive(), z.string().regex(/^[1-9]\d{0,17}$/)]).transform(String);
const databaseIdOf = z.object({ databaseId: recordId });
const heading = z.object({ type: z.string(), uuid: z.string().regex(/^[\x21-\x7e]{1,100}$/) });
const action = z.enum(["WRITE", "DELETE"]).transform((word) => word === "DELETE");
const customer = z.object({ customerId: recordId, action }).transform((row) => ({ id: row.customerId, gone: row.action }));
const item = z.object({ itemId: recordId, action }).transform((row) => ({ id: row.itemId, gone: row.action }));
const customers = z.object({ data: z.array(customer) });
const items = z.object({ data: z.array(item) });

interface Meaning {
	readonly entity: Entity;
	readonly rows: z.ZodType<{ readonly data: readonly Pick<NamedRecord, "id" | "gone">[] }>;
}
/** Employees have no webhook (facts 8). */
const TYPES: ReadonlyMap<string, Meaning> = new Map<string, Meaning>([
	["CUSTOMER", { entity: "customer", rows: customers }],
	["ITEM", { entity: "product", rows: items }],
]);
/**
 * Reads an array of events, or a single one (facts 8). `databaseId` is ours; null: we do not know it and take every event for
 * ours, since a record that is not there when it is read does no harm.
 */
export function readEvents(body: unknown, databaseId: string | null): AccurateEvents {
	const found = new Map<string, Map<string, NamedRecord>>();
	const ignored = new Map<string, number>();
	const unreadable: string[] = [];
	let foreign = 0;
	const events: readonly unknown[] = Array.isArray(body) ? body : [body];
	for (const [index, event] of events.entries()) {
		const read = readEvent(event, databaseId);
		if (read.kind === "foreign") foreign++;
		else if (read.kind === "unreadable") unreadable.push(`event ${index + 1}: ${read.cause}`);
		else {
			const records = found.get(read.uuid) ?? new Map<string, NamedRecord>();
			if (records.size + read.records.length > MAX_RECORDS) {
				unreadable.push(`event ${index + 1}: more than ${MAX_RECORDS} records`);
				continue;
			}
			for (const record of read.records) records.set(`${record.entity} ${record.id} ${record.gone}`, record);
			found.set(read.uuid, records);
			if (!TYPES.has(read.type)) ignored.set(read.type, (ignored.get(read.type) ?? 0) + 1);
		}
	}
	const deliveries = [...found].map(([id, records]) => ({ id, signals: [...records.values()] }));
	return { deliveries, ignored, foreign, unreadable };
}

type ReadEvent =
	| { readonly kind: "foreign" }
	| { readonly kind: "unreadable"; readonly cause: string }
	| { readonly kind: "event"; readonly uuid: string; readonly type: string; readonly records: readonly NamedRecord[] };

function readEvent(event: unknown, databaseId: string | null): ReadEvent {
	if (databaseId !== null) {
		const origin = databaseIdOf.safeParse(event);
		if (!origin.success) return { kind: "unreadable", cause: complaintOf(origin.error) };
		if (origin.data.databaseId !== databaseId) return { kind: "foreign" };
	}
	const head = heading.safeParse(event);
	if (!head.success) return { kind: "unreadable", cause: complaintOf(head.error) };
	const { uuid, type } = head.data;
	const meaning = TYPES.get(type);
	if (!meaning) return { kind: "event", uuid, type, records: [] };
	const rows = meaning.rows.safeParse(event);
	if (!rows.success) return { kind: "unreadable", cause: complaintOf(rows.error) };
	const { entity } = meaning;
	const records = rows.data.data.map(({ id, gone }) => ({ side: "accurate", entity, id, version: null, gone }) as const);
	return { kind: "event", uuid, type, records };
}
