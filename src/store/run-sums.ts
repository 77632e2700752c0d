import { type SQL, sql } from "drizzle-orm";
import { ENTITIES, type Entity, SIDES, type Side } from "../domain/model.ts";
import { type Database, rows, type Statement } from "./database.ts";
import type { Run } from "./runs.ts";
import { integer, json, select, text } from "./select.ts";
import type { Operation } from "./words.ts";

export interface ChangeCount {
	readonly entity: Entity;
	readonly side: Side;
	readonly operation: Operation;
	readonly count: number;
}

/** What a run did, or, for a preview, would do. */
interface RunSums {
	readonly changes: readonly ChangeCount[];
	readonly conflicts: number;
}

/** Of the row of `run` that the statement is about. */
const counted: SQL = sql`json_object('changes',
	(SELECT json_group_array(json_object('entity', entity, 'side', side, 'operation', operation, 'count', n)) FROM (
		SELECT c.entity, c.side, c.operation, count(*) AS n FROM change c
			WHERE c.run_id = run.id AND c.state IN ('applied', 'previewed') GROUP BY c.entity, c.side, c.operation)),
	'conflicts', (SELECT count(*) FROM conflict WHERE conflict.run_id = run.id))`;

/**
 * A run that ends is counted once and for all. Those that had ended before with somebody still at work are counted again with it, before
 * their steps go (dropSteps).
 */
export const sumUp = ({ connection, id }: Pick<Run, "connection" | "id">): Statement =>
	sql`UPDATE run SET sums = ${counted} WHERE id IN (SELECT ${id} UNION SELECT s.run_id FROM step s CROSS JOIN run r ON r.id = s.run_id
		WHERE r.connection_id = ${connection} AND r.finished_at IS NOT NULL)`;

/** What these runs came to; one that is under way, or at which somebody is still at work, is counted as it is now. */
async function sumsOf(db: Database, ids: readonly string[]): Promise<ReadonlyMap<string, RunSums>> {
	const found = await select(
		db,
		{ id: text, sums: json<RunSums>() },
		sql`SELECT id, CASE WHEN sums IS NULL OR EXISTS (SELECT 1 FROM step WHERE step.run_id = run.id) THEN ${counted} ELSE sums END AS sums
			FROM run WHERE id IN (SELECT value FROM json_each(${rows(ids)}))`,
	);
	return new Map(found.map(({ id, sums }) => [id, sums]));
}

export interface RunCounts {
	readonly created: Readonly<Record<Side, number>>;
	readonly updated: Readonly<Record<Side, number>>;
	readonly deleted: Readonly<Record<Side, number>>;
	readonly linked: number;
	readonly problems: number;
	readonly conflicts: number;
}

const NOTHING: RunSums = { changes: [], conflicts: 0 };

async function openProblemCount(db: Database, connection: string): Promise<number> {
	const counting = sql`SELECT count(*) AS n FROM problem INDEXED BY problem_reason WHERE connection_id = ${connection}`;
	const [row] = await select(db, { n: integer }, counting);
	return row?.n ?? 0;
}

/** What runs did, by their id; problems are those open on the connection now. */
export async function countsOf(db: Database, connection: string, ids: readonly string[]): Promise<(id: string) => RunCounts> {
	const [sums, open] = await Promise.all([sumsOf(db, ids), openProblemCount(db, connection)]);
	return (id) => toCounts(sums.get(id) ?? NOTHING, open);
}

export async function runCounts(db: Database, run: Pick<Run, "id" | "connection">): Promise<RunCounts> {
	return (await countsOf(db, run.connection, [run.id]))(run.id);
}

/** Its counts, and what it did entity by entity. */
export async function runTotals(
	db: Database,
	run: Pick<Run, "id" | "connection">,
): Promise<{ readonly counts: RunCounts; readonly changes: readonly RecordChangeCount[] }> {
	const [sums, open] = await Promise.all([sumsOf(db, [run.id]), openProblemCount(db, run.connection)]);
	const own = sums.get(run.id) ?? NOTHING;
	return { counts: toCounts(own, open), changes: toChangeCounts(own) };
}

function toCounts({ changes, conflicts }: RunSums, problems: number): RunCounts {
	const of = (operation: Operation, side: Side): number =>
		changes.reduce((n, one) => (one.operation === operation && one.side === side ? n + one.count : n), 0);
	const both = (operation: Operation) => ({ smh: of(operation, "smh"), accurate: of(operation, "accurate") });
	const [created, linkedByMatch] = [both("create"), both("link")];
	return {
		created,
		updated: both("update"),
		deleted: both("remove"),
		linked: created.smh + created.accurate + linkedByMatch.smh + linkedByMatch.accurate,
		problems,
		conflicts,
	};
}

export type RecordChangeCount = ChangeCount & { readonly operation: Exclude<Operation, "partner_id"> };

/** What the run did (or, for a preview, would do) entity by entity; writing Partner IDs is left out. */
export async function changeCounts(db: Database, runId: string): Promise<readonly RecordChangeCount[]> {
	return toChangeCounts((await sumsOf(db, [runId])).get(runId) ?? NOTHING);
}

function toChangeCounts({ changes }: RunSums): readonly RecordChangeCount[] {
	const isOfARecord = (one: ChangeCount): one is RecordChangeCount => one.operation !== "partner_id";
	const place = ({ entity, side }: ChangeCount): number => ENTITIES.indexOf(entity) * SIDES.length + SIDES.indexOf(side);
	return changes.filter(isOfARecord).toSorted((a, b) => place(a) - place(b));
}
