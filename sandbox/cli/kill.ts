import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import process from "node:process";
import { copyProduct } from "./kill/copy.ts";
import type { Folders } from "./kill/database.ts";
import { figuresOf } from "./kill/figures.ts";
import { createMoments } from "./kill/moments.ts";
import { type Options, optionsOf } from "./kill/options.ts";
import { createPeople, type Ledger } from "./kill/people.ts";
import { atRest, runToItsEnd } from "./kill/rest.ts";
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
/** Calls that Accurate allows to begin within a second (law 8). */
const MOST_PER_SECOND = 8;

const say = (line: string): void => process.stdout.write(`${line}\n`);

/** Two more runs, of which the second has nothing to do; then everything is compared, and the product's figures with it. */
async function judge(product: Product, outside: Outside, folders: Folders, ledger: Ledger, back: number) {
	const found: string[] = [];
	await atRest(folders, back);
	await outside.latency({ accurate: 0, smh: 0 });
	const first = await runToItsEnd(product, folders, "auto");
	await atRest(folders, back);
	const peaks = [(await outside.calls()).peak.accurate.perSecond];
	await outside.forgetCalls();
	const second = await runToItsEnd(product, folders, "full");
	const stored = await atRest(folders, back);
	for (const state of [first, second]) if (state !== "done") found.push(`One of the two last runs ended as ${state}`);
	for (const { method, path } of await outside.writes()) found.push(`The last run wrote: ${method} ${path}`);
	peaks.push((await outside.calls()).peak.accurate.perSecond);
	const figures = await figuresOf(outside, ledger, stored);
	const violations = [...found, ...figures.violations, ...(await violationsOf(product, outside, ledger, stored))];
	return { violations, figures: figures.lines, peak: Math.max(...peaks) };
}

async function ordeal(stack: Stack, folders: Folders, { kills, seed, records }: Options): Promise<readonly string[]> {
	const began = Date.now();
	const product = productAt(stack.urls.app, stack.settings.API_KEY ?? "");
	const outside = outsideAt(stack.urls.sandbox);
	const people = createPeople(outside, seed);
	await people.moveIn(records);
	await outside.latency(LATENCY);
	say(`\n${HEAD}`);
	const suffered = await sufferKills({
		...{ stack, folders, product, outside, people, kills },
		nextMoment: createMoments(seed),
		latencyMs: Math.max(LATENCY.accurate, LATENCY.smh),
		firstRunMs: records * MS_PER_CUSTOMER,
		onKill: (kill) => say(lineOf(kill)),
	});
	say(`\n${totalsOf(suffered, Date.now() - began)}`);
	say(`${suffered.violations.length} violations right after the runs. Two more runs, then everything is compared …`);
	const { violations, figures, peak } = await judge(product, outside, folders, people.ledger, suffered.back);
	const { counts, edits, removed } = people.ledger;
	const each = Object.entries(counts).map(([entity, count]) => `${count} ${entity}s`);
	say(`In each system: ${each.join(", ")}; ${edits.length} edits on both sides, ${removed.length} deletes on both sides.`);
	say(figures.join("\n"));
	const most = Math.max(peak, suffered.peak.accurate);
	const tooFast = most > MOST_PER_SECOND ? [`${most} calls to Accurate began within a second`] : [];
	return [...suffered.violations, ...violations, ...tooFast];
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
	// Whatever way out is taken.
	process.on("exit", () => rmSync(own, { recursive: true, force: true }));
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
			const violations = await Promise.race([ordeal(stack, { stateDir, tempDir }, options), stack.broken, stopped]);
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
