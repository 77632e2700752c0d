import process from "node:process";
import { burstFigures, measureBurst } from "./burst.ts";
import { COST_TARGETS, measureCost } from "./cost.ts";
import { measureDistributor, printed, sound } from "./distributor.ts";
import { measureEdits } from "./edit.ts";
import { type Figure, isMet, printedFigures } from "./figures.ts";
import { floorFigures, measureFloor } from "./floor.ts";
import { growthFigures, measureGrowth } from "./growth.ts";
import { heapFigures, measureHeap } from "./heap.ts";
import { measureListing, printedListing, soundListing } from "./listing.ts";
import { measurePlain, plainFigures } from "./plain.ts";
import { withBench } from "./stack.ts";
import { measureSync, printedSteps } from "./sync.ts";
import { BadWish, type Wish, wishOf } from "./wish.ts";

interface Report {
	readonly json: unknown;
	readonly text: string;
	/** Every count is within its bound, and everything ended as it should. */
	readonly sound: boolean;
}

const ofFigures = <T>(json: T, figures: (json: T) => readonly Figure[]): Report => {
	const all = figures(json);
	return { json, text: printedFigures(all), sound: all.every(isMet) };
};

async function measure({ name, records, products, employees, latency }: Wish): Promise<Report> {
	switch (name) {
		case "cost": {
			const cost = await withBench(measureCost);
			return ofFigures(cost, () =>
				COST_TARGETS.map(([what, of, atMost]) => ({ what, value: of(cost), ...(atMost === null ? {} : { atMost }) })),
			);
		}
		case "sync": {
			const steps = await withBench((bench) => measureSync(bench, { records, products, employees, latency }));
			return { json: steps, text: printedSteps(steps), sound: steps.every(({ state }) => state === "done") };
		}
		case "floor":
			return ofFigures(await measureFloor({ records, latency }), floorFigures);
		case "plain":
			return ofFigures(await measurePlain({ records, latency }), plainFigures);
		case "heap":
			return ofFigures(await measureHeap({ records }), heapFigures);
		case "growth":
			return ofFigures(await measureGrowth({ records }), growthFigures);
		case "burst":
			return ofFigures(await measureBurst(), burstFigures);
		case "listing": {
			const listings = await withBench(measureListing);
			return { json: listings, text: printedListing(listings), sound: soundListing(listings) };
		}
		case "edit": {
			const times = await withBench(measureEdits);
			const half = `half of them within ${times.p50} s (target 0.7)`;
			const text = `${times.edits} edits: ${half}, 19 of 20 within ${times.p95} s (target 1.5)\n`;
			return { json: times, text, sound: true };
		}
		case "distributor": {
			const steps = await withBench(measureDistributor);
			return { json: steps, text: steps.map(printed).join(""), sound: sound(steps) };
		}
	}
}

async function main(): Promise<number> {
	const wish = wishOf(process.argv.slice(2));
	const report = await measure(wish);
	process.stdout.write(wish.json ? `${JSON.stringify(report.json)}\n` : report.text);
	return report.sound ? 0 : 1;
}

try {
	process.exit(await main());
} catch (error) {
	process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
	process.exit(error instanceof BadWish ? 2 : 1);
}
