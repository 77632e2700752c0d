import { sql } from "drizzle-orm";
import { ENTITIES, type Entity, type FieldValue, otherSide, type Projection, SIDES, type Side } from "../../src/domain/model.ts";
import type { Reason } from "../../src/domain/reasons.ts";
import { type Event, keyOf, type Look, type Move, type Seen } from "./ledger.ts";
import type { Session, Setup } from "./session.ts";
import type { Said } from "./words.ts";

export interface Link {
	readonly entity: Entity;
	readonly smhId: string;
	readonly accurateId: string;
	readonly origin: string;
	readonly state: string;
	readonly base: Projection;
}

/** A record as the product's mirror has it. */
export interface Mirrored {
	readonly side: Side;
	readonly entity: Entity;
	readonly id: string;
	readonly projection: Projection;
	readonly gone: boolean;
	readonly dirty: boolean;
	/** Sample data, by somebody's word: it is never synced. */
	readonly dummy: boolean;
}

export interface Problem {
	readonly entity: Entity;
	readonly side: Side;
	readonly id: string;
	readonly reason: Reason;
	readonly field: string | null;
	readonly detail: string;
}

export interface Conflict {
	readonly entity: Entity;
	readonly smhId: string;
	readonly field: string;
	readonly smh: FieldValue;
	readonly accurate: FieldValue;
}

export interface Told {
	readonly run: string;
	readonly state: string;
	readonly finished: boolean;
	readonly shown: string;
}

/** A live pair with both of its records, as far as they are there. */
export interface Pair {
	readonly link: Link;
	readonly smh: Seen | undefined;
	readonly accurate: Seen | undefined;
	readonly problems: readonly Problem[];
}

/** What is left when a history has come to rest: both systems, what the product knows of them, and what happened to them. */
export interface Aftermath {
	readonly setup: Setup;
	readonly events: readonly Event[];
	readonly looks: readonly Look[];
	readonly moves: readonly Move[];
	/** Words of the admin that change what is right. */
	readonly said: readonly Said[];
	/** How often an admin had a say. */
	readonly sayings: number;
	/** Whether the product knew the record's partner when somebody deleted it or changed its code. */
	wasLinked(event: Event): boolean;
	readonly links: readonly Link[];
	readonly problems: readonly Problem[];
	readonly conflicts: readonly Conflict[];
	readonly pairs: readonly Pair[];
	readonly mirror: readonly Mirrored[];
	/** Of each run that the admin watches: what the chat says of it by now, and whether the product counts it as told. */
	readonly told: readonly Told[];
	records(side: Side, entity: Entity): readonly Seen[];
	find(side: Side, entity: Entity, id: string): Seen | undefined;
	problemOf(side: Side, entity: Entity, id: string): Problem | undefined;
}

export const idIn = (link: Pick<Link, "smhId" | "accurateId">, side: Side): string =>
	side === "smh" ? link.smhId : link.accurateId;

export async function aftermathOf(session: Session): Promise<Aftermath> {
	const { db, setup } = session;
	const { connection } = session.engine;
	const { ledger } = session.outside;
	const [linkRows, problems, mirrorRows, conflicts, watchers] = await Promise.all([
		db.all<Omit<Link, "base"> & { base: string }>(
			sql`SELECT entity, smh_id AS smhId, accurate_id AS accurateId, origin, state, base FROM link WHERE connection_id = ${connection}`,
		),
		db.all<Problem>(
			sql`SELECT entity, side, record_id AS id, reason, field, detail FROM problem WHERE connection_id = ${connection}`,
		),
		db.all<
			Omit<Mirrored, "projection" | "gone" | "dirty" | "dummy"> & {
				projection: string;
				gone: number;
				dirty: number;
				dummy: number;
			}
		>(
			sql`SELECT side, entity, id, projection, gone_at IS NOT NULL AS gone, changed_seq > planned_seq AS dirty, dummy FROM record WHERE connection_id = ${connection}`,
		),
		db.all<{ entity: Entity; smhId: string; field: string; smh: string; accurate: string }>(
			sql`SELECT entity, smh_id AS smhId, field, smh_value AS smh, accurate_value AS accurate FROM conflict WHERE connection_id = ${connection}`,
		),
		db.all<Omit<Told, "finished" | "shown"> & { finished: number; messageId: number }>(
			sql`SELECT w.run_id AS run, r.state, w.finished, w.message_id AS messageId FROM watcher w JOIN run r ON r.id = w.run_id
				WHERE r.connection_id = ${connection}`,
		),
	]);
	const links: Link[] = linkRows.map((row) => ({ ...row, base: JSON.parse(row.base) }));
	const all = new Map(
		SIDES.flatMap((side) => ENTITIES.map((entity) => [`${side}/${entity}`, ledger.records(side, entity)] as const)),
	);
	const records = (side: Side, entity: Entity) => all.get(`${side}/${entity}`) ?? [];
	const find = (side: Side, entity: Entity, id: string) => records(side, entity).find((record) => record.id === id);
	const byRecord = new Map(problems.map((problem) => [keyOf(problem), problem]));
	const problemOf = (side: Side, entity: Entity, id: string) => byRecord.get(keyOf({ side, entity, id }));
	const pairs = links
		.filter(({ state }) => state === "linked")
		.map((link) => ({
			link,
			smh: find("smh", link.entity, link.smhId),
			accurate: find("accurate", link.entity, link.accurateId),
			problems: SIDES.flatMap((side) => problemOf(side, link.entity, idIn(link, side)) ?? []),
		}));
	return {
		setup,
		events: ledger.events,
		looks: ledger.looks,
		moves: ledger.moves,
		said: session.said,
		sayings: session.sayings,
		wasLinked: (event) => session.linkedAt.get(event.at)?.has(keyOf(event)) ?? false,
		links,
		problems,
		conflicts: conflicts.map((row) => ({ ...row, smh: JSON.parse(row.smh), accurate: JSON.parse(row.accurate) })),
		pairs,
		mirror: mirrorRows.map((row) => ({
			...row,
			projection: JSON.parse(row.projection),
			gone: row.gone === 1,
			dirty: row.dirty === 1,
			dummy: row.dummy === 1,
		})),
		told: watchers.map(({ messageId, ...row }) => ({
			...row,
			finished: row.finished === 1,
			shown: session.outside.told().get(messageId) ?? "",
		})),
		records,
		find,
		problemOf,
	};
}

export const nameOf = (side: Side, entity: Entity, id: string): string => `${side} ${entity} ${id}`;
export const partnerSide = otherSide;
