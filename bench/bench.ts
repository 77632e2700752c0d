import process from "node:process";
import { type Cost, measureCost } from "./cost.ts";
import { measureDistributor, printed, sound } from "./distributor.ts";
import { withBench } from "./stack.ts";

/**
 * `npm run bench -- cost [--json]`: what the engine costs, counted inside the Worker under the local runtime.
 * `npm run bench -- distributor [--json]`: how long a live distributor's database takes (about ten minutes).
 */
const CASES = ["cost", "distributor"] as const;
const OPTIONS = ["--json"] as const;

const TARGETS: readonly (readonly [name: string, of: (cost: Cost) => number, atMost: number | null])[] = [
	["one edit in SMH: queue messages", ({ edit }) => edit.messages, 3],
	["one edit in SMH: runs", ({ edit }) => edit.runs, 1],
	["one edit in SMH: D1 round trips", ({ edit }) => edit.d1RoundTrips, 40],
	["one edit in SMH: D1 statements", ({ edit }) => edit.d1Statements, null],
	["one edit in SMH: reads", ({ edit }) => edit.reads, 2],
	["one edit in SMH: writes", ({ edit }) => edit.writes, 1],
	["echo of SMH: reads", ({ echo }) => echo.smh.reads, 0],
	["echo of SMH: runs", ({ echo }) => echo.smh.runs, 0],
	["echo of SMH: rows that stay", ({ echo }) => echo.smh.rowsLeft, 0],
	["echo of Accurate: reads", ({ echo }) => echo.accurate.reads, 1],
	["echo of Accurate: runs", ({ echo }) => echo.accurate.runs, 0],
	["echo of Accurate: rows that stay (its delivery)", ({ echo }) => echo.accurate.rowsLeft, 1],
	["/sinkron with nothing to do: queue messages", ({ quiet }) => quiet.messages, 2],
	["/sinkron with nothing to do: D1 round trips", ({ quiet }) => quiet.d1RoundTrips, 30],
	["/sinkron with nothing to do: calls", ({ quiet }) => quiet.calls, 12],
	["first sync: D1 rows written per link", ({ firstSync }) => firstSync.rowsWrittenPerLink, 16],
	["the fullest invocation: calls", ({ invocation }) => invocation.calls, 50],
	["the fullest invocation: D1 statements", ({ invocation }) => invocation.d1Statements, 40],
];

function refuse(what: string): never {
	process.stderr.write(`${what}. Allowed: ${CASES.join(", ")}; ${OPTIONS.join(", ")}\n`);
	process.exit(2);
}

const words = process.argv.slice(2);
const unknown = words.find((word) => ![...CASES, ...OPTIONS].some((known) => known === word));
if (unknown !== undefined) refuse(`"${unknown}" is no case and no option`);
const chosen = CASES.filter((one) => words.includes(one));
if (chosen.length !== 1) refuse("One case is to be named");

try {
	if (chosen[0] === "distributor") {
		const steps = await withBench(measureDistributor);
		if (words.includes("--json")) process.stdout.write(`${JSON.stringify(steps)}\n`);
		else process.stdout.write(steps.map(printed).join(""));
		process.exit(sound(steps) ? 0 : 1);
	}
	const cost = await withBench(measureCost);
	if (words.includes("--json")) process.stdout.write(`${JSON.stringify(cost)}\n`);
	else {
		for (const [name, of, atMost] of TARGETS) {
			const value = of(cost);
			const mark = atMost === null ? "" : value <= atMost ? `at most ${atMost}` : `at most ${atMost}: NOT MET`;
			process.stdout.write(`${name.padEnd(52)} ${String(value).padStart(6)}   ${mark}\n`);
		}
	}
	process.exit(0);
} catch (error) {
	process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
	process.exit(1);
}
