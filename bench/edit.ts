import type { Bench } from "./stack.ts";

/** What `npm run bench -- edit --json` prints: how long an edit in SMH takes until it is in Accurate, in seconds. */
export interface EditTimes {
	readonly edits: number;
	readonly p50: number;
	readonly p95: number;
}

const RECORDS = 100;
const EDITS = 20;
const LOOK_EVERY_MS = 20;
const LONGEST_MS = 30_000;

/** One edit after the other, each in a customer of its own, while nothing else is going on. */
export async function measureEdits({ outside, product, spentOn }: Bench): Promise<EditTimes> {
	await outside.reset({ scenario: "generated", customers: RECORDS, products: 0, employees: 0, seed: 1 });
	await spentOn(() => product.startRun("full"));
	const customers = (await outside.list("smh", "customer")).slice(0, EDITS);
	const seconds: number[] = [];
	for (const { id, partner_id: partner } of customers) {
		const text = `diedit ${id}`;
		const began = Date.now();
		await outside.edit("smh", "customer", id, { notes: text });
		while ((await outside.record("accurate", "customer", String(partner))).notes !== text) {
			if (Date.now() - began > LONGEST_MS) throw new Error(`the edit of customer ${id} has not arrived within ${LONGEST_MS} ms`);
			await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
		}
		seconds.push((Date.now() - began) / 1_000);
		// Its echo from Accurate is over before the next one begins.
		await spentOn(async () => {});
	}
	const sorted = seconds.toSorted((a, b) => a - b);
	const at = (part: number): number => sorted[Math.ceil(part * sorted.length) - 1] ?? 0;
	return { edits: sorted.length, p50: at(0.5), p95: at(0.95) };
}
