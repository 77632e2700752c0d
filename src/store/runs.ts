import { type SQL, sql } from "drizzle-orm";
import { type Actor, type Entity, RUN_MODES, RUN_STATES, type RunMode, type RunState } from "../domain/model.ts";
import type { Database, Statement } from "./database.ts";
import { type Column, flag, integer, json, nullable, oneOf, rowsOf, select, text } from "./select.ts";

export const TRIGGERS = ["telegram", "api", "cron", "webhook"] as const;
export type Trigger = (typeof TRIGGERS)[number];

export interface Run {
	readonly id: string;
	readonly connection: string;
	readonly mode: RunMode;
	readonly entities: readonly Entity[];
	readonly trigger: Trigger;
	readonly actor: Actor;
	readonly state: RunState;
	readonly phase: number;
	/** Of its lease; 0: it has none, but waits for it or for an answer. */
	readonly fence: number;
	/** What it is about, where that is less than its entities (sync/run/subject.ts); unparsed JSON. */
	readonly subject: string | null;
	readonly startedAt: number;
	readonly finishedAt: number | null;
	readonly error: string | null;
	/** What has to be confirmed, or had to be; unparsed JSON. */
	readonly question: string | null;
	readonly confirmed: boolean;
}

/** Columns of a run, by the names of Run. */
const RUN = {
	...{ id: text, connection: text, mode: oneOf(...RUN_MODES), entities: json<readonly Entity[]>(), trigger: oneOf(...TRIGGERS) },
	...{ actor: json<Actor>(), state: oneOf(...RUN_STATES), phase: integer, fence: integer, subject: nullable(text) },
	...{ startedAt: integer, finishedAt: nullable(integer), error: nullable(text), question: nullable(text), confirmed: flag },
};
const SELECT_RUN = sql`SELECT id, connection_id AS connection, mode, entities, "trigger", actor, state, phase, fence, subject,
	started_at AS startedAt, finished_at AS finishedAt, error, question, confirmed FROM run`;

/** A run as one JSON value, for a query that is about something else. */
export const runAsJson: SQL = sql`json_object('id', run.id, 'connection', run.connection_id, 'mode', run.mode, 'entities', run.entities,
	'trigger', run.trigger, 'actor', run.actor, 'state', run.state, 'phase', run.phase, 'fence', run.fence, 'subject', run.subject,
	'startedAt', run.started_at, 'finishedAt', run.finished_at, 'error', run.error, 'question', run.question, 'confirmed', run.confirmed)`;
/** Reads such a value: a column. */
export const runColumn: Column<Run> = (value) => {
	const [run] = rowsOf(RUN, [JSON.parse(text(value))]);
	if (!run) throw new TypeError("no run");
	return run;
};

export const ACTIVE: SQL = sql`finished_at IS NULL`;

/** `index`: where the planner would look through all runs there ever were. */
async function oneRun(db: Database, condition: SQL, index = sql``): Promise<Run | null> {
	const [run] = await select(db, RUN, sql`${SELECT_RUN} ${index} WHERE ${condition} LIMIT 1`);
	return run ?? null;
}

export const getRun = (db: Database, connection: string, id: string): Promise<Run | null> =>
	oneRun(db, sql`connection_id = ${connection} AND id = ${id}`);

const REQUESTED: SQL = sql`mode NOT IN ('signals', 'verb')`;
const UNFINISHED: SQL = sql`INDEXED BY run_unfinished`;

/** The run that somebody asked for and that is not over; one that waits for an answer only where there is no other. */
export const activeRun = (db: Database, connection: string): Promise<Run | null> =>
	oneRun(
		db,
		sql`connection_id = ${connection} AND ${REQUESTED} AND ${ACTIVE} ORDER BY state = 'needs_confirmation', started_at DESC`,
		UNFINISHED,
	);

/** The run of that kind that is not over, if any: whoever asks for another joins it. */
export const activeOfKind = (db: Database, connection: string, preview: boolean): Promise<Run | null> =>
	oneRun(
		db,
		sql`connection_id = ${connection} AND ${ACTIVE} AND mode IN ${preview ? sql`('preview')` : sql`('auto', 'full')`}`,
		UNFINISHED,
	);

/** Whatever run is not over, those for signals and verbs included, the one that holds the lease first. */
export const unfinishedRun = (db: Database, connection: string): Promise<Run | null> =>
	oneRun(db, sql`connection_id = ${connection} AND ${ACTIVE} ORDER BY fence DESC, started_at`, UNFINISHED);

export const lastRun = (db: Database, connection: string): Promise<Run | null> =>
	oneRun(db, sql`connection_id = ${connection} AND ${REQUESTED} ORDER BY started_at DESC`, sql`INDEXED BY run_requested`);

/** The last run that people or the clock had carried out, or that asked and was not; looks do not count. */
export const lastWord = (db: Database, connection: string): Promise<Run | null> =>
	oneRun(
		db,
		sql`connection_id = ${connection} AND ${REQUESTED} AND mode IN ('auto', 'full')
			AND (state = 'done' OR (finished_at IS NOT NULL AND question IS NOT NULL)) ORDER BY started_at DESC`,
		sql`INDEXED BY run_requested`,
	);

export const insertRun = (run: Run): Statement => sql`INSERT INTO run
	(id, connection_id, mode, entities, trigger, actor, state, phase, fence, subject, started_at)
	VALUES (${run.id}, ${run.connection}, ${run.mode}, ${JSON.stringify(run.entities)}, ${run.trigger}, ${JSON.stringify(run.actor)},
		${run.state}, ${run.phase}, ${run.fence}, ${run.subject}, ${run.startedAt})`;

/** Only the one that finds the run in the phase it left may bring it into the next. */
export const isInPhase = (run: Run): SQL =>
	sql`EXISTS (SELECT 1 FROM run WHERE id = ${run.id} AND phase = ${run.phase} AND ${ACTIVE})`;

/** The run's row in the phase, and with the fence, that `run` has. */
export const enterPhase = ({ id, phase, state, fence }: Run): Statement =>
	sql`UPDATE run SET phase = ${phase}, state = ${state}, fence = ${fence} WHERE id = ${id} AND ${ACTIVE}`;

/** The run waits for a person, without the lease; confirmed, it goes on behind this phase. */
export const askRun = (run: Run, question: unknown, phase = run.phase): Statement =>
	sql`UPDATE run SET state = 'needs_confirmation', question = ${JSON.stringify(question)}, phase = ${phase}, fence = 0
		WHERE id = ${run.id} AND ${ACTIVE}`;

/** What came of what the run is about. */
export const tellSubject = (id: string, subject: unknown): Statement =>
	sql`UPDATE run SET subject = ${JSON.stringify(subject)} WHERE id = ${id}`;

/** A run for signals that had nothing to carry out leaves no trace (law 7). */
export const forgetQuietRun = (
	id: string,
): Statement => sql`DELETE FROM run WHERE id = ${id} AND mode = 'signals' AND state = 'done'
	AND error IS NULL AND NOT EXISTS (SELECT 1 FROM change WHERE change.run_id = run.id)`;

/** Takes the answer once: true for the press that counted. */
export async function confirmRunRow(db: Database, id: string): Promise<boolean> {
	const taken = await select(
		db,
		{ id: text },
		sql`UPDATE run SET confirmed = 1, state = 'queued' WHERE id = ${id} AND state = 'needs_confirmation' RETURNING id`,
	);
	return taken.length > 0;
}

/** Takes an entity out of a run under way, and keeps why. */
export const leaveOut = (id: string, entity: Entity, why: string): Statement => sql`UPDATE run SET error = ${why},
	entities = (SELECT json_group_array(value) FROM json_each(run.entities) WHERE value <> ${entity}) WHERE id = ${id}`;

export const endRun = (id: string, state: "done" | "failed" | "cancelled", now: number, error: string | null): Statement =>
	sql`UPDATE run SET state = ${state}, finished_at = ${now}, error = coalesce(${error}, error) WHERE id = ${id} AND ${ACTIVE}`;
