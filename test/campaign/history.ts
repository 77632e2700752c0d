import { sql } from "drizzle-orm";
import { aftermathOf } from "./aftermath.ts";
import { untrueFigures } from "./figures.ts";
import { INVARIANTS } from "./invariants.ts";
import { type Act, Session, type Setup } from "./session.ts";
import { inVirtualTime } from "./time.ts";

export interface History {
	readonly setup: Setup;
	readonly acts: readonly Act[];
}

export interface Outcome {
	readonly violations: readonly string[];
	/** What was done, in order. */
	readonly lines: readonly string[];
	readonly operations: number;
}

/** Acts of which the product hears. */
const STIRS: ReadonlySet<Act["act"]> = new Set(["deliver", "drain", "go on", "webhooks", "say", "answer", "cancel"]);

let instances = 0;

/** Plays a history, lets it come to rest as the product does, and looks whether anything was lost or doubled. */
export function play(history: History, injected: Map<string, number> = new Map()): Promise<Outcome> {
	const instance = ++instances;
	return inVirtualTime(instance, async (time) => {
		const session = new Session(history.setup, `c${instance}`, time, injected);
		const violations: string[] = [];
		try {
			session.say(`settings: ${JSON.stringify(history.setup)}`);
			for (const act of history.acts) {
				await session.perform(act);
				// Law 6, at every moment: after whatever the product may have done something.
				if (STIRS.has(act.act)) violations.push(...(await untrueFigures(session.db, session.engine.connection, false)));
			}
			violations.push(...(await comeToRest(session, history)));
		} catch (error) {
			violations.push(`broken: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
		}
		await session.clear();
		return { violations, lines: session.lines, operations: session.machine.operations };
	});
}

const ENOUGH_ROUNDS = 20;

/**
 * Brings the run under way to its end the way the product does: by the coordinator's alarm. One that never had the lease, and of which
 * no word got out before its invocation died, is found by the clock's tick.
 */
async function finishRun(session: Session): Promise<readonly string[]> {
	for (let round = 0; round < ENOUGH_ROUNDS; round++) {
		await session.drain();
		const run = await session.active();
		if (!run) return [];
		if (run.state === "needs_confirmation") await session.confirm(run);
		else await session.alarm();
		if (round === ENOUGH_ROUNDS / 2 && run.state === "queued" && run.fence === 0) await session.tick();
	}
	const run = await session.active();
	return [`the run is stuck: ${JSON.stringify(run)}`];
}

async function comeToRest(session: Session, history: History): Promise<readonly string[]> {
	session.say("people and faults stop");
	session.machine.disarm();
	session.outside.cure();
	while ((await session.engine.goOn(0)) !== null);
	session.engine.errors.splice(0);
	const violations: string[] = [...(await finishRun(session))];
	for (const mode of ["full", "auto"] as const) {
		await session.start(mode);
		violations.push(...(await finishRun(session)));
		const run = await session.last();
		if (run?.state !== "done") violations.push(`without any fault the run ended as ${run?.state}: ${run?.error}`);
	}
	await session.tick();
	violations.push(...(await untrueFigures(session.db, session.engine.connection, true)));
	const after = await aftermathOf(session);
	for (const [name, invariant] of Object.entries(INVARIANTS)) {
		violations.push(...invariant(after).map((words) => `${name}: ${words}`));
	}
	violations.push(...(await quiet(session, history.acts.length % 2 === 0 ? "auto" : "full")));
	violations.push(...session.engine.errors.map((error) => `an invocation broke: ${String(error)}`));
	return violations;
}

const STILL = ["record", "link", "problem", "conflict", "intent"] as const;

async function stateOf(session: Session): Promise<ReadonlyMap<string, string>> {
	const { connection } = session.engine;
	const tables = await Promise.all(
		STILL.map(async (name) => {
			const rows = await session.db.all(
				sql`SELECT * FROM ${sql.raw(name)} WHERE connection_id = ${connection} ORDER BY 1, 2, 3, 4`,
			);
			return [name, JSON.stringify(rows)] as const;
		}),
	);
	return new Map(tables);
}

/** Law 7: the next run writes nothing, neither there nor here. */
async function quiet(session: Session, wanted: "auto" | "full"): Promise<readonly string[]> {
	// What the other side has refused is tried again by every full run.
	const [refused] = await session.db.all(
		sql`SELECT 1 FROM problem WHERE connection_id = ${session.engine.connection} AND attempts > 0 LIMIT 1`,
	);
	const mode = refused ? "auto" : wanted;
	const before = await stateOf(session);
	const calls = session.outside.calls.length;
	await session.start(mode);
	const violations: string[] = [...(await finishRun(session))];
	const writes = session.outside.calls.slice(calls).filter(({ writes }) => writes);
	if (writes.length > 0) violations.push(`not quiet: ${writes.map(({ method, path }) => `${method} ${path}`).join(", ")}`);
	const after = await stateOf(session);
	for (const [name, rows] of before)
		if (after.get(name) !== rows) violations.push(`not quiet: ${name} changed from ${rows} to ${after.get(name)}`);
	return violations;
}
