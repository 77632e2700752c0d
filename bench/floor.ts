import { z } from "zod";
import { GATES } from "../src/coordinator/gates.ts";
import { WINDOW_MS } from "../src/coordinator/rate-limiter.ts";
import type { Figure } from "./figures.ts";
import { type FirstSyncOptions, firstSync, newCompany, rounded } from "./first-sync.ts";
import { PRODUCT, withBench } from "./stack.ts";
import { readTables } from "./tables.ts";

/** What `npm run bench -- floor --json` prints: seconds of a first sync, and of a Worker that does its calls and rows alone. */
export interface Floor {
	readonly records: number;
	readonly engine: number;
	readonly floor: number;
	readonly ratio: number;
	/** What the gates alone hold the calls back, in both figures: the stand-ins have no switch that lifts their limits. */
	readonly limits: number;
}

const ACCURATE_PAGE = 1_000;
const SMH_BATCH = 100;
const OTHER_ENTITIES = 2;
const LOGIN = 1;

/** As many as the limit allows start at once, the next as many when its window is over. */
const heldBack = (side: "accurate" | "smh", calls: number): number =>
	(Math.floor((calls - 1) / (GATES[side]?.perSecond ?? 1)) * WINDOW_MS) / 1_000;

const answer = z.object({ customers: z.number() });

/** One after the other, each on a stack of its own, and both as cold as it is after its boot. */
export async function measureFloor(options: FirstSyncOptions): Promise<Floor> {
	const { records } = options;
	const engine = await withBench((bench) => firstSync(bench, options), PRODUCT);
	const floor = await withBench(async ({ stack, outside, stateDir }) => {
		await newCompany(outside, options);
		const began = performance.now();
		const response = await fetch(`${stack.urls.app}/floor`, { method: "POST" });
		const text = await response.text();
		const seconds = (performance.now() - began) / 1_000;
		if (!response.ok) throw new Error(`the floor failed: ${text}`);
		const { customers } = answer.parse(JSON.parse(text));
		const tables = readTables(stateDir);
		const written = ["link", "change", "record", "intent"].map((name) => tables.get(name));
		if (customers !== records || written.join() !== [records, records, 2 * records, 0].join()) {
			throw new Error(`the floor left ${written.join(", ")} rows for ${records} customers`);
		}
		return seconds;
	}, FLOOR);
	const calls = {
		accurate: LOGIN + Math.ceil(records / ACCURATE_PAGE) + OTHER_ENTITIES,
		smh: 1 + OTHER_ENTITIES + Math.ceil(records / SMH_BATCH),
	};
	const limits = rounded(Math.max(heldBack("accurate", calls.accurate), heldBack("smh", calls.smh)), 2);
	return { records, engine: rounded(engine, 2), floor: rounded(floor, 2), ratio: rounded(engine / floor, 2), limits };
}

const FLOOR = { entry: "bench/floor-worker.ts", logLevel: "warn" } as const;

export const floorFigures = ({ records, engine, floor, ratio, limits }: Floor): readonly Figure[] => [
	{ what: `first sync of ${records} customers, s`, value: engine },
	{ what: "the same calls and rows without an engine, s", value: floor },
	{ what: "of which the limits of the systems alone, s", value: limits },
	{ what: "engine / floor", value: ratio, atMost: 2 },
];
