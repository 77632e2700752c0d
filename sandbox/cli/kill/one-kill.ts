import { type Run, SYSTEMS } from "../product.ts";
import { readStored } from "./database.ts";
import type { Moment } from "./moments.ts";
import type { Kill, OrdealOptions } from "./ordeal.ts";
import type { Amounts } from "./people.ts";
import { wordsOf } from "./words.ts";

const WHILE_DEAD: Amounts = { edits: 6, born: 2, removals: 0 };
/** The slowest call meets its fault when it has waited for as long as the outside world takes; a little more, to be sure. */
const MARGIN_MS = 200;

export interface Aim {
	readonly seen: Run;
	readonly run: number;
	/** When the run began. */
	readonly from: number;
	readonly moment: Moment;
	/** Which one it is, if it counts. */
	readonly number: number;
}

const wait = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** Kills the Worker and brings it back; the outside world goes on meanwhile. */
export async function killOnce(
	{ stack, folders, outside, people, latencyMs }: OrdealOptions,
	{ seen, run, from, moment, number }: Aim,
	forgetCalls: () => Promise<void>,
): Promise<{ readonly at: number; readonly kill: Kill; readonly back: number }> {
	const { callsInFlight } = moment;
	if (callsInFlight === "lost") await outside.faults(SYSTEMS.map((system) => ({ system, kind: "refuse-before" })));
	const at = Date.now();
	const members = await stack.killWorker();
	if (members && !members.some(({ name }) => name === "workerd")) {
		throw new Error(`No workerd was killed, but ${members.map(({ name }) => name).join(", ")}`);
	}
	const dead = Date.now();
	const stored = await readStored(folders);
	const counts = stored.runs.some(({ id }) => id === seen.id);
	const leftAlone = moment.leftAlone && counts;
	if (callsInFlight === "lost") {
		await wait(Math.max(0, dead + latencyMs + MARGIN_MS - Date.now()));
		await outside.faults([]);
	}
	await forgetCalls();
	// Deliveries of what people do now would wake the Worker later.
	if (!leftAlone) await people.work(WHILE_DEAD);
	await stack.startWorker();
	const kill: Kill = {
		...{ number: counts ? number : null, run, mode: String(seen.mode), msIntoRun: at - from, said: saidOf(seen) },
		...{ underWay: wordsOf(stored, at), callsInFlight, leftAlone, wentOnAfter: "over", overAfter: null },
	};
	return { at, kill, back: Date.now() };
}

/** "applying, 340 created, 12 updated". */
export function saidOf({ state, counts }: Run): string {
	const done = (["created", "updated", "deleted"] as const).flatMap((what) => {
		const count = (counts?.[what].smh ?? 0) + (counts?.[what].accurate ?? 0);
		return count > 0 ? [`${count} ${what}`] : [];
	});
	return [state, ...done].join(", ");
}
