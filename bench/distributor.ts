import type { SyncInformation } from "../sandbox/cli/product.ts";
import type { Bench } from "./stack.ts";

/**
 * What `npm run bench -- distributor --json` prints: one entry per step, in seconds. `d1RowsRead` has what the Worker read to answer
 * this bench, too: it asks twice a second whether a run is over.
 */
export interface Step {
	readonly step: string;
	readonly seconds: number;
	readonly state: string;
	readonly calls: number;
	readonly d1RowsRead: number;
	/** Accurate's records that the figures do not account for. */
	readonly unaccounted: number;
}

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

const EDITS = 500;
/** Orders change records while people work; so many at once. */
const AT_ONCE = 10;
const LONGEST_MS = 40 * 60_000;

/** Of Accurate's records, those that are neither sample data, nor linked, nor have a reason. SMH's are all linked: it begins empty. */
const unaccounted = ({ entities }: SyncInformation): number =>
	entities.reduce((all, { accurate, linked, problems }) => {
		const reasons = Object.values(problems).reduce((sum, n) => sum + n, 0);
		return all + accurate.total - accurate.dummy - linked - reasons;
	}, 0);

/** As a person reads it. */
export const printed = ({ step, seconds, state, unaccounted }: Step): string =>
	`${step.padEnd(24)} ${String(seconds).padStart(7)} s   ${state}, ${unaccounted} unaccounted\n`;

/** Whether every step came to its end, with every record accounted for. */
export const sound = (steps: readonly Step[]): boolean =>
	steps.every(({ state, unaccounted }) => state === "done" && unaccounted === 0);

/** A live distributor's database (facts 13): first sync, a run with nothing to do, 500 edits, a full run. */
export async function measureDistributor({ outside, product, spentOn }: Bench): Promise<readonly Step[]> {
	const steps: Step[] = [];
	async function timed(step: string, work: () => Promise<string>): Promise<void> {
		await outside.forgetCalls();
		const began = Date.now();
		let [state, ended] = ["", began];
		const told = await spentOn(async () => {
			state = await work();
			ended = Date.now();
		});
		steps.push({
			step,
			seconds: Math.round((ended - began) / 100) / 10,
			state,
			calls: (await outside.calls()).calls.length,
			d1RowsRead: told.invocations.reduce((all, { rowsRead }) => all + rowsRead, 0),
			unaccounted: unaccounted(await product.information()),
		});
		process.stderr.write(`${JSON.stringify(steps.at(-1))}\n`);
	}
	const run = async (mode: "auto" | "full"): Promise<string> => {
		const { id } = await product.startRun(mode);
		for (const until = Date.now() + LONGEST_MS; Date.now() < until; await pause(500)) {
			const { state } = await product.run(id);
			if (["done", "failed", "cancelled", "needs_confirmation"].includes(state)) return state;
		}
		return "not over in time";
	};
	await outside.reset({ scenario: "distributor" });
	await timed("first sync", () => run("full"));
	await timed("quiet run", () => run("auto"));
	const customers = (await outside.list("smh", "customer")).slice(0, EDITS);
	await timed(`${EDITS} edits in SMH`, async () => {
		for (let at = 0; at < customers.length; at += AT_ONCE) {
			const some = customers.slice(at, at + AT_ONCE);
			await Promise.all(some.map(({ id }) => outside.edit("smh", "customer", id, { notes: `diedit ${id}` })));
		}
		const arrived = async (): Promise<number> => {
			const there = await outside.list("accurate", "customer");
			return there.filter(({ notes }) => String(notes).startsWith("diedit")).length;
		};
		for (const until = Date.now() + LONGEST_MS; Date.now() < until; await pause(2_000)) {
			if ((await arrived()) >= customers.length) return "done";
		}
		return `${await arrived()} arrived`;
	});
	await timed("full run", () => run("full"));
	return steps;
}
