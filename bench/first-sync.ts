import type { Outside } from "../sandbox/cli/outside.ts";
import type { Calls } from "./ideal.ts";
import type { Bench } from "./stack.ts";

export interface FirstSyncOptions {
	readonly records: number;
	/** Milliseconds that each side takes to answer. */
	readonly latency: Calls;
}

const OVER = ["done", "failed", "cancelled", "needs_confirmation"];

export const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
export const rounded = (value: number, digits: number): number => Math.round(value * 10 ** digits) / 10 ** digits;

/** So many customers in Accurate, all of them new to SMH. */
export async function newCompany(outside: Outside, { records, latency }: FirstSyncOptions): Promise<void> {
	await outside.reset({ scenario: "generated", customers: records, products: 0, employees: 0, seed: 1 });
	await outside.latency(latency);
	// Accurate tells times to the second: what was made within the second of the look would be looked for once more.
	await pause(2_000);
}

/** Seconds of a full run. Throws unless it ends well. */
export async function fullRun({ product }: Pick<Bench, "product">): Promise<number> {
	const began = performance.now();
	let { id, state } = await product.startRun("full");
	while (!OVER.includes(state)) {
		await pause(50);
		({ state } = await product.run(id));
	}
	if (state !== "done") throw new Error(`the run ended as ${state}`);
	return (performance.now() - began) / 1_000;
}

/** Seconds of the engine's first sync. Throws where customers are left behind. */
export async function firstSync(bench: Bench, options: FirstSyncOptions): Promise<number> {
	await newCompany(bench.outside, options);
	const seconds = await fullRun(bench);
	const { customer: made } = (await bench.outside.state()).smh ?? {};
	if (made !== options.records) throw new Error(`SMH has ${made} of ${options.records} customers`);
	return seconds;
}
