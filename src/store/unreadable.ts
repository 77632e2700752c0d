import { sql } from "drizzle-orm";
import { ENTITIES, type Entity, NO_FACTS, SIDES, type Side } from "../domain/model.ts";
import { codeKey } from "../domain/normalise.ts";
import { words } from "../domain/problem-detail.ts";
import { type Database, rows, type Statement } from "./database.ts";
import { putOff } from "./plan-queue.ts";
import { openProblems } from "./problems.ts";
import type { RecordScope } from "./records.ts";
import { oneOf, select, text } from "./select.ts";

/** A record that a side could not, or would not, show, and what it said instead. */
export interface UnreadRecord {
	readonly id: string;
	readonly words: string;
}

/**
 * Holds records back of which nobody can say what they hold: neither written nor deleted until a read succeeds, which is tried at
 * growing intervals. One that was never seen must be there already (listUnread). One that is gone by proof stays so: whatever its side
 * says of it now is no reason to leave its pair alone.
 */
export function holdUnreadable(
	scope: RecordScope,
	unread: readonly UnreadRecord[],
	at: { readonly now: number; readonly runId: string },
): readonly Statement[] {
	if (unread.length === 0) return [];
	const ids = unread.map(({ id }) => id);
	const problems = unread.map((one) => ({ id: one.id, reason: "UNREADABLE" as const, detail: words(one.words) }));
	return [
		openProblems(scope, problems, { ...at, attempted: true }),
		sql`UPDATE record SET held = 'UNREADABLE', planned_seq = changed_seq WHERE connection_id = ${scope.connection}
			AND side = ${scope.side} AND entity = ${scope.entity} AND id IN (SELECT value FROM json_each(${rows(ids)})) AND gone_at IS NULL`,
		putOff(scope, ids, at.now),
	];
}

/** A record of which no more is known than what a list calls it. */
export interface ListedRecord {
	readonly id: string;
	readonly code: string | null;
	readonly name: string | null;
}

/** Records that a list has named and that cannot be read: nobody takes them for missing, and nothing is decided on them. */
export function listUnread(scope: RecordScope, unread: readonly ListedRecord[]): Statement {
	const list = unread.map((one) => ({ ...one, codeKey: codeKey(one.code), nameKey: codeKey(one.name) }));
	return sql`INSERT OR IGNORE INTO record (connection_id, side, entity, id, code_key, code, name, name_key, active, dummy, held, version,
			projection, facts)
		SELECT ${scope.connection}, ${scope.side}, ${scope.entity}, value ->> 'id', value ->> 'codeKey', value ->> 'code', value ->> 'name',
			value ->> 'nameKey', 1, 0, 'UNREADABLE', '', '{}', ${JSON.stringify(NO_FACTS)} FROM json_each(${rows(list)})`;
}

/** Those of these ids that could not be read before either. */
export async function knownUnreadable(db: Database, scope: RecordScope, ids: readonly string[]): Promise<ReadonlySet<string>> {
	const found = await select(
		db,
		{ id: text },
		sql`SELECT record_id AS id FROM problem WHERE connection_id = ${scope.connection} AND entity = ${scope.entity} AND side = ${scope.side}
			AND record_id IN (SELECT value FROM json_each(${rows(ids)})) AND reason = 'UNREADABLE'`,
	);
	return new Set(found.map(({ id }) => id));
}

/** What a run is to read once more: those whose next try has come (they are on the plan queue), or all that it has not tried yet. */
export async function unreadableNow(
	db: Database,
	run: { readonly id: string; readonly connection: string },
	{ all, limit }: { readonly all: boolean; readonly limit: number },
): Promise<readonly { readonly entity: Entity; readonly side: Side; readonly id: string }[]> {
	return await select(
		db,
		{ entity: oneOf(...ENTITIES), side: oneOf(...SIDES), id: text },
		sql`SELECT r.entity, r.side, r.id FROM problem p INDEXED BY problem_reason
			CROSS JOIN record r ON r.connection_id = p.connection_id AND r.side = p.side AND r.entity = p.entity AND r.id = p.record_id
			WHERE p.connection_id = ${run.connection} AND p.entity IN (SELECT value FROM json_each(${rows(ENTITIES)})) AND p.reason = 'UNREADABLE'
				AND p.run_id <> ${run.id} AND r.held = 'UNREADABLE' AND r.gone_at IS NULL AND (${all ? 1 : 0} = 1 OR r.changed_seq > r.planned_seq)
			ORDER BY r.entity, r.side, r.id LIMIT ${limit}`,
	);
}
