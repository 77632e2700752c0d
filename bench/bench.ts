import process from "node:process";
import { z } from "zod";
import { COST_TARGETS, measureCost } from "./cost.ts";
import { measureCustomers, printedSteps } from "./customers.ts";
import { measureDistributor, printed, sound } from "./distributor.ts";
import { measureEdits } from "./edit.ts";
import { type Bench, withBench } from "./stack.ts";

const USAGE = `npm run bench -- <case> [--json]
  cost                    what the engine costs, counted inside the Worker under the local runtime
  customers [--records N] [--latency off]
                          a first sync of N customers (1000), full and quick runs afterwards: calls, time, rows, CPU, against what is
                          needed at least; Accurate answers after 300 ms and SMH after 100 ms unless the latency is off
  edit                    how long an edit in SMH takes until it is in Accurate
  distributor             a live distributor's database (about ten minutes)`;

const CASES = ["cost", "customers", "edit", "distributor"] as const;
const LATENCY = { smh: 100, accurate: 300 };

interface Wish {
	readonly name: (typeof CASES)[number];
	readonly json: boolean;
	readonly records: number;
	readonly latency: typeof LATENCY;
}

class BadWish extends Error {}

/** What the words of the command line ask for. Throws BadWish that names the word and what is allowed. */
function wishOf([name, ...words]: readonly string[]): Wish {
	const known = CASES.find((one) => one === name);
	if (!known) throw new BadWish(`"${name ?? ""}" is no case. Allowed: ${CASES.join(", ")}`);
	let wish: Wish = { name: known, json: false, records: 1_000, latency: LATENCY };
	for (let at = 0; at < words.length; at++) {
		const word = words[at];
		if (word === "--json") wish = { ...wish, json: true };
		else if (word === "--records" && known === "customers") {
			const records = z.coerce.number().int().min(1).max(100_000).safeParse(words[++at]);
			if (!records.success) throw new BadWish(`--records: "${words[at] ?? ""}" is no number from 1 to 100000`);
			wish = { ...wish, records: records.data };
		} else if (word === "--latency" && known === "customers") {
			if (words[++at] !== "off") throw new BadWish(`--latency: "${words[at] ?? ""}" is not "off"`);
			wish = { ...wish, latency: { smh: 0, accurate: 0 } };
		} else throw new BadWish(`"${word}" is no option of ${known}.\n${USAGE}`);
	}
	return wish;
}

interface Report {
	readonly json: unknown;
	readonly text: string;
	/** Every count is within its bound, and everything ended as it should. */
	readonly sound: boolean;
}

async function measure(bench: Bench, { name, records, latency }: Wish): Promise<Report> {
	switch (name) {
		case "cost": {
			const cost = await measureCost(bench);
			const lines = COST_TARGETS.map(([what, of, atMost]) => ({ what, value: of(cost), atMost }));
			const text = lines.map(({ what, value, atMost }) => {
				const mark = atMost === null ? "" : value <= atMost ? `at most ${atMost}` : `at most ${atMost}: NOT MET`;
				return `${what.padEnd(52)} ${String(value).padStart(6)}   ${mark}\n`;
			});
			return { json: cost, text: text.join(""), sound: lines.every(({ value, atMost }) => atMost === null || value <= atMost) };
		}
		case "customers": {
			const steps = await measureCustomers(bench, { records, latency });
			return { json: steps, text: printedSteps(steps), sound: steps.every(({ state }) => state === "done") };
		}
		case "edit": {
			const times = await measureEdits(bench);
			const text = `${times.edits} edits: half of them within ${times.p50} s (target 0.7), 19 of 20 within ${times.p95} s (target 1.5)\n`;
			return { json: times, text, sound: true };
		}
		case "distributor": {
			const steps = await measureDistributor(bench);
			return { json: steps, text: steps.map(printed).join(""), sound: sound(steps) };
		}
	}
}

async function main(): Promise<number> {
	const wish = wishOf(process.argv.slice(2));
	const report = await withBench((bench) => measure(bench, wish));
	process.stdout.write(wish.json ? `${JSON.stringify(report.json)}\n` : report.text);
	return report.sound ? 0 : 1;
}

try {
	process.exit(await main());
} catch (error) {
	process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
	process.exit(error instanceof BadWish ? 2 : 1);
}
