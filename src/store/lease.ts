import { eq, type SQL, sql } from "drizzle-orm";
import { type Database, guard, type Statement } from "./database.ts";
import { type Run, runAsJson, runColumn } from "./runs.ts";
import { connection } from "./schema.ts";
import { flag, integer, nullable, select, text } from "./select.ts";
import { atWork, isIdle, NONE_LEFT, type StepsLeft } from "./steps.ts";

/** The run as it will hold the lease, where `fence` is the connection's as it was last read. */
export const withNextFence = (run: Run, fence: number): Run => ({ ...run, fence: fence + 1 });

/**
 * Law 10: whoever wants to write to a side takes the lease in one batch with its run row, which keeps the fence (withNextFence). The
 * batch fails while somebody else holds it, where somebody has had it since the fence was read, and while an invocation may still
 * be at work for an earlier holder: its write would come after ours. `also`: what else has to hold.
 */
export const takeLease = (
	{ id, connection, fence }: Pick<Run, "id" | "connection" | "fence">,
	now: number,
	also: SQL = sql`1`,
): readonly Statement[] => [
	guard(
		sql`EXISTS (SELECT 1 FROM connection WHERE id = ${connection} AND fence = ${fence - 1} AND holder IS NULL)
			AND NOT EXISTS (${atWorkOn(connection, now)}) AND ${also}`,
	),
	sql`UPDATE connection SET fence = ${fence}, holder = ${id} WHERE id = ${connection}`,
];

/** The connection's fence. */
export async function readFence(db: Database, id: string): Promise<number> {
	const [row] = await db.select({ fence: connection.fence }).from(connection).where(eq(connection.id, id));
	return row?.fence ?? 0;
}

/** Nobody took the lease since `fence` was read: what was read of both systems since then holds. */
export const fenceStands = (connection: string, fence: number): Statement =>
	guard(sql`EXISTS (SELECT 1 FROM connection WHERE id = ${connection} AND fence = ${fence} AND holder IS NULL)`);

export const releaseLease = ({ id, connection }: Pick<Run, "id" | "connection">): Statement =>
	sql`UPDATE connection SET holder = NULL WHERE id = ${connection} AND holder = ${id}`;

const atWorkOn = (
	connection: string,
	now: number,
): SQL => sql`SELECT 1 FROM step INDEXED BY step_claimed CROSS JOIN run ON run.id = step.run_id
	WHERE run.connection_id = ${connection} AND ${atWork(now)}`;

/** What the driver finds when it looks. */
export interface Situation {
	readonly fence: number;
	/** The run that holds the lease. */
	readonly holder: Run | null;
	/** Steps of the holder's phase. */
	readonly steps: StepsLeft;
	/** The first in line for the lease: people's verbs before runs. */
	readonly next: Run | null;
	/** Nobody holds the lease, but somebody may still be at work for a run that has ended. */
	readonly blocked: boolean;
	/** A run whose question nobody has answered in time. */
	readonly expired: Run | null;
	/** Something came in that nobody has carried out. */
	readonly open: boolean;
	/** The time of a record on the plan queue has come. */
	readonly due: boolean;
}

/** A little less than the time between two ticks of the clock. */
const COOLING_MS = 14 * 60_000;

/** One query. `now`: epoch ms. */
export async function readSituation(db: Database, connection: string, now: number): Promise<Situation> {
	// What could not be carried out is tried again at the next tick of the clock, and when something new comes: not at once.
	const failed = sql`coalesce((SELECT max(finished_at) FROM run WHERE run.connection_id = c.id AND run.mode = 'signals' AND run.state = 'failed'
		AND run.started_at > ${now - COOLING_MS} AND run.finished_at > ${now - COOLING_MS}), 0)`;
	const open = sql`EXISTS (SELECT 1 FROM inbox i
		WHERE i.received_at > ${failed} AND i.connection_id = c.id AND i.source IN ('smh', 'accurate') AND i.done_at IS NULL AND (SELECT count(*) FROM watermark w WHERE w.connection_id = i.connection_id AND w.entity = i.entity) = 2)`;
	const due = sql`EXISTS (SELECT 1 FROM record r WHERE r.connection_id = c.id AND r.plan_after <= ${now} AND r.plan_after > ${failed})`;
	const ofPhase = sql`s.run_id = h.id AND s.phase = h.phase AND s.state = 'pending'`;
	const [row] = await select(
		db,
		{
			fence: integer,
			holder: nullable(runColumn),
			pending: integer,
			idle: integer,
			wakeAt: nullable(integer),
			nextWork: nullable(text),
			next: nullable(runColumn),
			blocked: flag,
			expired: nullable(runColumn),
			open: flag,
			due: flag,
		},
		sql`SELECT c.fence, (SELECT ${runAsJson} FROM run WHERE run.id = h.id) AS holder,
			(SELECT count(*) FROM step s WHERE ${ofPhase}) AS pending,
			(SELECT count(*) FROM step s WHERE ${ofPhase} AND ${isIdle(now)}) AS idle,
			(SELECT s.work FROM step s WHERE ${ofPhase} AND ${isIdle(now)} ORDER BY s.rowid LIMIT 1) AS nextWork,
			(SELECT min(s.not_before) FROM step s WHERE ${ofPhase} AND s.claim IS NULL) AS wakeAt,
			(SELECT ${runAsJson} FROM run INDEXED BY run_unfinished
				WHERE run.connection_id = c.id AND run.finished_at IS NULL AND run.state = 'queued' AND run.fence = 0
				ORDER BY run.mode = 'verb' DESC, run.started_at LIMIT 1) AS next,
			(c.holder IS NULL AND EXISTS (${atWorkOn(connection, now)})) AS blocked,
			(SELECT ${runAsJson} FROM run INDEXED BY run_unfinished
				WHERE run.connection_id = c.id AND run.finished_at IS NULL AND run.state = 'needs_confirmation' AND run.question ->> 'expiresAt' < ${now} LIMIT 1) AS expired, ${open} AS open, ${due} AS due
		FROM connection c LEFT JOIN run h ON h.id = c.holder WHERE c.id = ${connection}`,
	);
	if (!row)
		return { fence: 0, holder: null, steps: NONE_LEFT, next: null, blocked: false, expired: null, open: false, due: false };
	return {
		fence: row.fence,
		holder: row.holder,
		steps: { pending: row.pending, idle: row.idle, wakeAt: row.wakeAt, nextWork: row.nextWork },
		next: row.next,
		blocked: row.blocked,
		expired: row.expired,
		open: row.open,
		due: row.due,
	};
}
