import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import process from "node:process";
import { copyProduct } from "./kill/copy.ts";
import { readStored, type Stored } from "./kill/database.ts";
import { createMoments } from "./kill/moments.ts";
import { type Options, optionsOf } from "./kill/options.ts";
import { createPeople } from "./kill/people.ts";
import { sufferKills } from "./kill/runs.ts";
import { HEAD, lineOf, totalsOf } from "./kill/table.ts";
import { violationsOf } from "./kill/verdict.ts";
import { stopSignal } from "./lifetime.ts";
import { type Outside, outsideAt } from "./outside.ts";
import { freePorts } from "./ports.ts";
import { type Product, productAt } from "./product.ts";
import { bootStack, type Stack } from "./stack.ts";

/** Slow enough that a kill finds calls in flight, as it would in real life. */
const LATENCY = { accurate: 400, smh: 250 } as const;
/** What such a run takes per customer, about. */
const MS_PER_CUSTOMER = 35;
/** SMH tries a delivery for about a minute; only then is it sure that nothing more will come. */
const REST_MS = 5_000;
const LONGEST_UNREST_MS = 180_000;

const LONGEST_RUN_MS = 300_000;
/** Law 8. */
const MOST_PER_SECOND = 8;

const say = (line: string): void => process.stdout.write(`${line}\n`);
const wait = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** Waits until nothing has been under way for a while, but not for ever: what is left then is for the verdict. */
async function atRest(stateDir: string): Promise<Stored> {
	let quietSince = Date.now();
	for (const until = Date.now() + LONGEST_UNREST_MS; ; ) {
		const stored = await readStored(stateDir);
		const quiet = stored.runs.length === 0 && stored.signals === 0 && !stored.leased;
		if (!quiet) quietSince = Date.now();
		if (Date.now() - quietSince >= REST_MS || Date.now() > until) return stored;
		await wait(500);
	}
}

async function runToItsEnd(product: Product, mode: "auto" | "full"): Promise<string> {
	const { id } = await product.startRun(mode);
	for (const until = Date.now() + LONGEST_RUN_MS; ; ) {
		if (Date.now() > until) return "never";
		const { state } = await product.run(id);
		if (["done", "failed", "cancelled", "needs_confirmation"].includes(state)) return state;
		await wait(300);
	}
}

/** Two more runs, of which the second has nothing to do; then the verdict. */
async function judge(product: Product, outside: Outside, stateDir: string, ledger: ReturnType<typeof createPeople>["ledger"]) {
	const found: string[] = [];
	await atRest(stateDir);
	await outside.latency({ accurate: 0, smh: 0 });
	const first = await runToItsEnd(product, "auto");
	await atRest(stateDir);
	await outside.forgetCalls();
	const second = await runToItsEnd(product, "full");
	const stored = await atRest(stateDir);
	for (const state of [first, second]) if (state !== "done") found.push(`One of the two last runs ended as ${state}`);
	for (const { method, path } of await outside.writes()) found.push(`The last run wrote: ${method} ${path}`);
	return [...found, ...(await violationsOf(product, outside, ledger, stored))];
}

async function ordeal(stack: Stack, stateDir: string, { kills, seed, records }: Options): Promise<readonly string[]> {
	const began = Date.now();
	const product = productAt(stack.urls.app, stack.settings.API_KEY ?? "");
	const outside = outsideAt(stack.urls.sandbox);
	const people = createPeople(outside, seed);
	await people.moveIn(records);
	await outside.latency(LATENCY);
	say(`\n${HEAD}`);
	const suffered = await sufferKills({
		...{ stack, stateDir, product, outside, people, kills },
		nextMoment: createMoments(seed),
		firstRunMs: records * MS_PER_CUSTOMER,
		onKill: (kill) => say(lineOf(kill)),
	});
	say(`\n${totalsOf(suffered, Date.now() - began)}\nTwo more runs, then everything is compared …`);
	const fast =
		suffered.peak.accurate > MOST_PER_SECOND ? [`${suffered.peak.accurate} calls began at Accurate within a second`] : [];
	const found = await judge(product, outside, stateDir, people.ledger);
	const { counts, edits, removed } = people.ledger;
	const each = Object.entries(counts).map(([entity, count]) => `${count} ${entity}s`);
	say(`In each system: ${each.join(", ")}; ${edits.length} edits on both sides, ${removed.length} deletes on both sides.`);
	return [...fast, ...found];
}

/**
 * `npm run test:kill [-- --kills N --seed S --records N]`: kills the Worker with SIGKILL at random moments of real runs and starts
 * it again. Exit code 0 only when every run ended by itself and nothing is lost or doubled. PORT, SANDBOX_PORT and STATE_DIR as
 * in `npm start`; without them free ports and a folder that is gone afterwards.
 */
async function main(): Promise<number> {
	const options = optionsOf(process.argv.slice(2));
	say(`--kills ${options.kills} --seed ${options.seed} --records ${options.records}`);
	const signal = stopSignal();
	const own = mkdtempSync(join(tmpdir(), "sinkron-kill-"));
	const stateDir = resolve(process.env.STATE_DIR ?? join(own, "state"));
	const tempDir = join(own, "temp");
	mkdirSync(tempDir, { recursive: true });
	try {
		const port = Number(process.env.PORT ?? (await freePorts(4)));
		const stack = await bootStack({
			port,
			sandboxPort: Number(process.env.SANDBOX_PORT ?? port + 1),
			stateDir,
			productDir: copyProduct(join(own, "product")),
			tempDir,
			firstScenario: "panduan",
			signal,
			onProgress: say,
		});
		const stopped = new Promise<never>((_, reject) => {
			signal.addEventListener("abort", () => reject(new Error("Stopped")), { once: true });
		});
		try {
			const violations = await Promise.race([ordeal(stack, stateDir, options), stack.broken, stopped]);
			for (const violation of violations) process.stderr.write(`Violation: ${violation}\n`);
			say(`${violations.length} violations`);
			return violations.length === 0 ? 0 : 1;
		} finally {
			await stack.stop();
		}
	} finally {
		rmSync(own, { recursive: true, force: true });
	}
}

try {
	process.exit(await main());
} catch (error) {
	process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
	process.exit(1);
}
