import process from "node:process";
import { z } from "zod";
import { seededPlan } from "../control/plan.ts";
import { readOptions } from "./options.ts";

const USAGE = `npm run faults -- [--seed S] [--count N]
  --seed S   the same seed gives the same faults (a new one each time)
  --count N  how many, spread over the next hundred calls of each kind (40); 0 ends them`;
const whole = z.coerce.number().int().min(0);
const options = z.strictObject({ seed: whole.optional(), count: whole.max(1_000).default(40) });

/** `npm run faults`: makes the stand-ins of a running `npm start` as unreliable as a seed says. Port: SANDBOX_PORT. */
async function arm(): Promise<void> {
	const { seed = Date.now() % 1_000_000, count } = readOptions(process.argv.slice(2), options, USAGE);
	const plan = seededPlan(seed, count);
	const url = `http://127.0.0.1:${process.env.SANDBOX_PORT ?? 8788}/control/faults`;
	const headers = { "content-type": "application/json" };
	const answer = await fetch(url, { method: "POST", headers, body: JSON.stringify({ plan }) }).catch(() => {
		throw new Error(`nobody answers at ${url}: is "npm start" running?`);
	});
	if (!answer.ok) throw new Error(`${url} refused the plan: ${await answer.text()}`);
	for (const { system, method = "", path = "", nth = [], kind } of plan) {
		process.stdout.write(`${system} ${kind}: call ${nth.join()} of ${method} ${path}\n`);
	}
	process.stdout.write(`${plan.length} faults, seed ${seed}\n`);
}

try {
	await arm();
} catch (error) {
	process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
	process.exit(1);
}
