import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { z } from "zod";
import { stopSignal } from "../../sandbox/cli/lifetime.ts";
import { ROOT, startChild } from "../../sandbox/cli/processes.ts";
import { MUTATIONS, type Mutation } from "./mutations.ts";

/**
 * `npm run test:teeth [-- words]`: takes one protection after the other out of a copy of the product and looks whether the
 * tests notice. Exit code 1 when one of them does not, or when a protection is not where it was. `words`: only the mutations
 * whose names contain them.
 */
const LEFT_BEHIND = new Set(["node_modules", ".git", ".wrangler", ".dev.vars", "coverage", "dist", ".deploy.secrets"]);
const LONGEST_MS = 8 * 60_000;
const PATIENCE_MS = 10_000;

const report = z.object({ numTotalTests: z.number(), numFailedTests: z.number(), success: z.boolean() });
type Outcome = "green" | "red" | "broken";
type Tests = Pick<Mutation, "tests" | "only">;

function copyOfTheProduct(): string {
	const copy = mkdtempSync(join(tmpdir(), "sinkron-teeth-"));
	for (const name of readdirSync(ROOT))
		if (!LEFT_BEHIND.has(name)) cpSync(join(ROOT, name), join(copy, name), { recursive: true });
	symlinkSync(join(ROOT, "node_modules"), join(copy, "node_modules"));
	return copy;
}

/** Why a mutation cannot be tried: the code or the tests have moved. */
function complaintsAbout({ name, file, find, replace, tests }: Mutation): readonly string[] {
	const missing = [file, ...tests].filter((path) => !existsSync(join(ROOT, path)));
	if (missing.length > 0) return [`${name}: ${missing.join(", ")} is not there`];
	const found = readFileSync(join(ROOT, file), "utf8").split(find).length - 1;
	if (found !== 1) return [`${name}: what is to be taken out stands ${found} times in ${file}`];
	return find === replace ? [`${name}: changes nothing`] : [];
}

/** Runs test files in the copy. red: some test failed; broken: the tests could not even be run. */
async function run(copy: string, { tests, only }: Tests, signal: AbortSignal): Promise<{ outcome: Outcome; output: string }> {
	const answer = join(copy, "teeth.json");
	rmSync(answer, { recursive: true, force: true });
	const child = startChild({
		name: "vitest",
		cwd: copy,
		args: [
			join(ROOT, "node_modules/vitest/vitest.mjs"),
			...[
				"run",
				...tests,
				...(only === undefined ? [] : ["-t", only]),
				"--bail=1",
				"--reporter=json",
				`--outputFile=${answer}`,
				"--silent=true",
			],
		],
		env: { WRANGLER_SEND_METRICS: "false", CI: "1" },
	});
	let over = false;
	const exited = child.exited.then(() => {
		over = true;
	});
	// It has been seen to stay although it had said all; what it says is what counts.
	for (let waited = 0, said = 0; !over && !signal.aborted && waited < LONGEST_MS && said < PATIENCE_MS; waited += 250) {
		await Promise.race([exited, new Promise((resolve) => setTimeout(resolve, 250))]);
		if (existsSync(answer)) said += 250;
	}
	await child.stop();
	signal.throwIfAborted();
	const output = child.output();
	if (!existsSync(answer)) return { outcome: "broken", output };
	const { numTotalTests, numFailedTests, success } = report.parse(JSON.parse(readFileSync(answer, "utf8")));
	if (numFailedTests > 0) return { outcome: "red", output };
	return { outcome: success && numTotalTests > 0 ? "green" : "broken", output };
}

/** What has to be green before anything is taken out: whole files at once, then each selection by name. */
function soundTests(chosen: readonly Mutation[]): readonly Tests[] {
	const whole = [...new Set(chosen.flatMap(({ tests, only }) => (only === undefined ? tests : [])))];
	const selections = new Map(
		chosen.flatMap(({ tests, only }) => (only === undefined ? [] : [[`${tests.join()} ${only}`, { tests, only }] as const])),
	);
	return [...(whole.length > 0 ? [{ tests: whole }] : []), ...selections.values()];
}

async function tryOne(copy: string, mutation: Mutation, signal: AbortSignal): Promise<Outcome> {
	const { file, find, replace } = mutation;
	const path = join(copy, file);
	const whole = readFileSync(path, "utf8");
	// A function: in a replacement text `$&` and the like would mean something.
	writeFileSync(
		path,
		whole.replace(find, () => replace),
	);
	try {
		return (await run(copy, mutation, signal)).outcome;
	} finally {
		writeFileSync(path, whole);
	}
}

const say = (line: string): void => process.stdout.write(`${line}\n`);
const seconds = (from: number): string => `${((Date.now() - from) / 1000).toFixed(0)} s`;

async function bite(): Promise<number> {
	const wanted = process.argv.slice(2).join(" ").toLowerCase();
	const chosen = MUTATIONS.filter(({ name }) => name.toLowerCase().includes(wanted));
	const complaints = MUTATIONS.flatMap(complaintsAbout);
	for (const complaint of complaints) say(complaint);
	if (complaints.length > 0 || chosen.length === 0) return 1;

	const signal = stopSignal();
	const copy = copyOfTheProduct();
	try {
		for (const tests of soundTests(chosen)) {
			const began = Date.now();
			const { outcome, output } = await run(copy, tests, signal);
			say(`${outcome}\tnothing taken out, ${tests.only ?? `${tests.tests.length} test files`} (${seconds(began)})`);
			if (outcome !== "green") {
				say(output);
				return 1;
			}
		}
		const outcomes = [];
		for (const mutation of chosen) {
			const from = Date.now();
			const outcome = await tryOne(copy, mutation, signal);
			outcomes.push(outcome);
			say(`${outcome}\t${mutation.name} (${seconds(from)})`);
		}
		const red = outcomes.filter((outcome) => outcome === "red").length;
		say(`teeth: ${chosen.length} protections taken out, ${red} noticed, ${chosen.length - red} not`);
		return red === chosen.length ? 0 : 1;
	} finally {
		rmSync(copy, { recursive: true, force: true });
	}
}

try {
	process.exit(await bite());
} catch (error) {
	process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
	process.exit(1);
}
