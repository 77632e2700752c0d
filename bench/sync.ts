import { workerCpuSeconds } from "./cpu.ts";
import { type Calls, idealSeconds, type Needed, type Side, total } from "./ideal.ts";
import type { Bench, Invocation } from "./stack.ts";

/** What `npm run bench -- sync --json` prints: one entry per step. Rows and round trips are those of the Worker's D1. */
export interface SyncStep {
	readonly step: string;
	readonly state: string;
	readonly records: number;
	readonly calls: Readonly<Record<Side, { readonly made: number; readonly needed: number; readonly ratio: number }>>;
	readonly wall: { readonly seconds: number; readonly ideal: number; readonly ratio: number };
	readonly perRecord: {
		readonly cpuMs: number;
		readonly rowsRead: number;
		readonly rowsWritten: number;
		readonly roundTrips: number;
	};
	/** Three for each message (write, read, delete). */
	readonly queueOperations: number;
	readonly fullest: { readonly calls: number; readonly d1Statements: number };
	/** As the stand-in counts: the most calls within a second, and at once. */
	readonly peak: Readonly<Record<Side, { readonly perSecond: number; readonly inFlight: number }>>;
}

export interface SyncOptions {
	/** Customers. */
	readonly records: number;
	readonly products: number;
	readonly employees: number;
	/** Milliseconds that each side takes to answer. */
	readonly latency: Calls;
}

const ACCURATE_PAGE = 1_000;
const SMH_PAGE = 100;
const SMH_BATCH = 100;
/** A quick run asks for what changed, and how many there are, of each of the three entities. */
const QUICK: Calls = { smh: 6, accurate: 6 };
const NONE: Calls = { smh: 0, accurate: 0 };
const OVER = ["done", "failed", "cancelled", "needs_confirmation"];

/** Pages of lists of so many records each; an empty list is one. */
const pages = (lists: readonly number[], size: number): number =>
	lists.reduce((sum, n) => sum + Math.max(1, Math.ceil(n / size)), 0);

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
const rounded = (value: number, digits = 2): number => Math.round(value * 10 ** digits) / 10 ** digits;

/** A first sync of so many records of Accurate, a full run with nothing to do, a quick one, and one after 1 % of the customers were edited in SMH. */
export async function measureSync(bench: Bench, options: SyncOptions): Promise<readonly SyncStep[]> {
	const { outside, product, spentOn } = bench;
	const { records: customers, products, employees, latency } = options;
	const records = customers + products + employees;
	const lists = (known: readonly number[]): Calls => ({
		accurate: pages([customers, products, employees], ACCURATE_PAGE),
		smh: pages(known, SMH_PAGE),
	});
	const steps: SyncStep[] = [];

	async function timed(step: string, mode: "full" | "auto", needed: (linked: readonly number[]) => Needed): Promise<void> {
		await outside.forgetCalls();
		const cpu = workerCpuSeconds();
		let [state, seconds] = ["", 0];
		const told = await spentOn(async () => {
			const began = Date.now();
			const { id } = await product.startRun(mode);
			do {
				await pause(50);
				({ state } = await product.run(id));
			} while (!OVER.includes(state));
			seconds = (Date.now() - began) / 1_000;
		});
		const linked = (await product.information()).entities.map((one) => one.linked);
		const { calls, peak } = await outside.calls();
		const made = (side: Side): number =>
			calls.filter(({ system, path }) => system === side && (side === "smh" || path.includes("/accurate/api/"))).length;
		const least = needed(linked);
		const ofSide = (side: Side) => {
			const atLeast = total(least, side);
			return { made: made(side), needed: atLeast, ratio: rounded(made(side) / atLeast) };
		};
		const queue = told.invocations.filter(({ kind }) => kind === "queue");
		const per = (of: (one: Invocation) => number): number => rounded(queue.reduce((sum, one) => sum + of(one), 0) / records);
		const ideal = idealSeconds(least, latency);
		steps.push({
			...{ step, state, records },
			calls: { smh: ofSide("smh"), accurate: ofSide("accurate") },
			wall: { seconds: rounded(seconds, 1), ideal: rounded(ideal, 1), ratio: rounded(seconds / ideal) },
			perRecord: {
				cpuMs: rounded(((workerCpuSeconds() - cpu) * 1_000) / records),
				rowsRead: per(({ rowsRead }) => rowsRead),
				rowsWritten: per(({ rowsWritten }) => rowsWritten),
				roundTrips: per(({ d1RoundTrips }) => d1RoundTrips),
			},
			queueOperations: 3 * queue.reduce((sum, { messages }) => sum + messages, 0),
			fullest: {
				calls: Math.max(0, ...queue.map((one) => one.calls)),
				d1Statements: Math.max(0, ...queue.map((one) => one.d1Statements)),
			},
			peak: { smh: peak.smh, accurate: peak.accurate },
		});
		process.stderr.write(`${JSON.stringify(steps.at(-1))}\n`);
	}

	await outside.reset({ scenario: "generated", customers, products, employees, seed: 1 });
	await outside.latency(latency);
	// Accurate tells times to the second: what was made within the second of the look would be looked for once more.
	await pause(2_000);
	await timed("first sync", "full", (linked) => ({
		// Accurate's list of employees lacks fields, so each of them is read by itself.
		lists: { ...lists([0, 0, 0]), accurate: lists([]).accurate + employees },
		writes: { smh: linked.reduce((sum, n) => sum + Math.ceil(n / SMH_BATCH), 0), accurate: 0 },
	}));
	await timed("full run, nothing changed", "full", (linked) => ({ lists: lists(linked), writes: NONE }));
	await timed("quick run, nothing changed", "auto", () => ({ lists: QUICK, writes: NONE }));
	const edited = Math.ceil(customers / 100);
	await outside.faults([{ system: "smh", kind: "webhook-lost" }]);
	for (const { id } of (await outside.list("smh", "customer")).slice(0, edited))
		await outside.edit("smh", "customer", id, { notes: "diedit" });
	await timed("quick run, 1 % edited in SMH", "auto", () => ({
		lists: QUICK,
		writes: { smh: 0, accurate: Math.ceil(edited / SMH_BATCH) },
	}));
	await outside.faults([]);
	return steps;
}

/** As a person reads it. */
export function printedSteps(steps: readonly SyncStep[]): string {
	return steps
		.map(({ step, state, calls, wall, perRecord, queueOperations, fullest, peak }) =>
			[
				`${step}: ${state}`,
				...(["accurate", "smh"] as const).map((side) => {
					const { made, needed, ratio } = calls[side];
					return `  calls of ${side}: ${made} made, ${needed} needed, ${ratio}; at most ${peak[side].perSecond} a second, ${peak[side].inFlight} at once`;
				}),
				`  ${wall.seconds} s, ideal ${wall.ideal} s, ${wall.ratio}`,
				`  per record: ${perRecord.cpuMs} ms CPU, ${perRecord.rowsRead} rows read, ${perRecord.rowsWritten} written, ${perRecord.roundTrips} round trips`,
				`  ${queueOperations} queue operations; fullest invocation ${fullest.calls} calls, ${fullest.d1Statements} D1 statements`,
			].join("\n"),
		)
		.join("\n\n")
		.concat("\n");
}
