import { sql } from "drizzle-orm";
import { ENTITIES, type Entity, RUN_MODES, RUN_STATES, SIDES, type Side } from "../domain/model.ts";
import type { RunGlance } from "../domain/status/status.ts";
import type { Database } from "./database.ts";
import { TRIGGERS, type Trigger } from "./runs.ts";
import { flag, integer, nullable, oneOf, select, text } from "./select.ts";

export interface AskedRun extends RunGlance {
	readonly trigger: Trigger;
}

/** The latest runs that people or the clock asked for. */
export const askedRuns = (db: Database, connection: string, limit: number): Promise<readonly AskedRun[]> =>
	select(
		db,
		{
			...{ id: text, mode: oneOf(...RUN_MODES), state: oneOf(...RUN_STATES), trigger: oneOf(...TRIGGERS) },
			...{ startedAt: integer, finishedAt: nullable(integer), error: nullable(text) },
		},
		sql`SELECT id, mode, state, "trigger", started_at AS startedAt, finished_at AS finishedAt, error FROM run INDEXED BY run_requested
			WHERE connection_id = ${connection} AND mode NOT IN ('signals', 'verb') ORDER BY started_at DESC LIMIT ${limit}`,
	);

/** Whether a run, whoever asked for it, waits for an answer. */
export async function anyRunAsks(db: Database, connection: string): Promise<boolean> {
	const [found] = await select(
		db,
		{ asks: flag },
		sql`SELECT EXISTS (SELECT 1 FROM run INDEXED BY run_unfinished WHERE connection_id = ${connection} AND finished_at IS NULL
			AND state = 'needs_confirmation') AS asks`,
	);
	return found?.asks ?? false;
}

/** What a side did not let the latest run read. */
export const refusedEntities = (
	db: Database,
	connection: string,
): Promise<readonly { readonly side: Side; readonly entity: Entity }[]> =>
	select(
		db,
		{ side: oneOf(...SIDES), entity: oneOf(...ENTITIES) },
		sql`SELECT side, entity FROM refusal WHERE connection_id = ${connection} ORDER BY side, entity`,
	);
