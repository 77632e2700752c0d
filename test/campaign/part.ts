import { env } from "cloudflare:workers";
import { expect, it } from "vitest";
import { z } from "zod";
import { campaign } from "./campaign.ts";

/** What `npm run test:soak` asks for; without it the few histories of every `npm test` are played. */
const wish = z.object({ seed: z.int(), runs: z.int().positive(), path: z.string().optional() });
export const PARTS = 4;
const HISTORIES = 200;
/** A history takes about half a second; a failing one is played some hundred times to make it small. */
const LONGEST_MS = 6 * 3_600_000;

/** One of the parts that are played side by side; each has a seed of its own, which a failure names. */
export function part(number: number): void {
	const asked = env.CAMPAIGN === "" ? { seed: 1, runs: HISTORIES } : wish.parse(JSON.parse(env.CAMPAIGN));
	// A path belongs to one seed, so one part follows it alone.
	const alone = "path" in asked && asked.path !== undefined;
	const seed = alone ? asked.seed : asked.seed * PARTS + number - 1;
	const runs = alone ? 1 : Math.floor(asked.runs / PARTS) + (number <= asked.runs % PARTS ? 1 : 0);
	it.skipIf(runs === 0 || (alone && number > 1))(
		`nothing is lost and nothing doubled in ${runs} random histories, whatever fails (seed ${seed})`,
		{ timeout: LONGEST_MS },
		async ({ task }) => {
			const { failure, histories, operations, injected } = await campaign({ ...asked, seed, runs });
			const violations = failure === null ? 0 : 1;
			task.meta.figures = { "random histories": { histories, operations, violations }, "faults that struck": injected };
			if (failure !== null) throw new Error(failure);
			expect(histories).toBe(runs);
		},
	);
}
