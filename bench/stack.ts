import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { z } from "zod";
import { stopSignal } from "../sandbox/cli/lifetime.ts";
import { type Outside, outsideAt } from "../sandbox/cli/outside.ts";
import { freePorts } from "../sandbox/cli/ports.ts";
import { type Product, productAt } from "../sandbox/cli/product.ts";
import { bootStack, type Stack, type StackOptions } from "../sandbox/cli/stack.ts";

const line = z.object({
	event: z.literal("bench_invocation"),
	kind: z.enum(["fetch", "queue", "scheduled", "object"]),
	messages: z.number(),
	d1RoundTrips: z.number(),
	d1Statements: z.number(),
	rowsWritten: z.number(),
	rowsRead: z.number(),
	calls: z.number(),
});
export type Invocation = z.infer<typeof line>;

/** What the Worker's log has told so far. */
export interface Told {
	readonly invocations: Invocation[];
	/** Runs that have begun, by the log. */
	runs: number;
	lastAt: number;
}

export interface Bench {
	readonly stack: Stack;
	readonly product: Product;
	readonly outside: Outside;
	readonly stateDir: string;
	/** Does something, waits until nothing happens any more, and answers what the Worker has spent on it. */
	spentOn(work: () => Promise<unknown>): Promise<Told>;
}

const QUIET_MS = 3_000;

type Runs = Pick<StackOptions, "entry" | "logLevel" | "inspectorPort">;
/** The entry that counts what each invocation spends, and says so in its log. */
const COUNTING: Runs = { entry: "bench/worker.ts", logLevel: "log" };
/** The product as it is deployed: it tells nothing, so `spentOn` would see nothing. */
export const PRODUCT: Runs = { logLevel: "warn" };

/** Boots the real local runtime, on ports and a state of its own, and ends it after the work. */
export async function withBench<T>(work: (bench: Bench) => Promise<T>, runs: Runs = COUNTING): Promise<T> {
	const stateDir = mkdtempSync(join(tmpdir(), "sinkron-bench-"));
	const told: Told = { invocations: [], runs: 0, lastAt: Date.now() };
	let rest = "";
	const read = (text: string): void => {
		const lines = (rest + text).split("\n");
		rest = lines.pop() ?? "";
		for (const one of lines) take(one, told);
	};
	try {
		const port = await freePorts(4);
		const stack = await bootStack({
			...{ port, sandboxPort: port + 1, stateDir, firstScenario: "panduan", signal: stopSignal() },
			...{ ...runs, onOutput: read },
			onProgress: (text) => process.stderr.write(`${text}\n`),
		});
		const product = productAt(stack.urls.app, stack.settings.API_KEY ?? "");
		const outside = outsideAt(stack.urls.sandbox);
		const spentOn = async (doing: () => Promise<unknown>): Promise<Told> => {
			told.invocations.splice(0);
			told.runs = 0;
			await doing();
			told.lastAt = Date.now();
			while (Date.now() - told.lastAt < QUIET_MS) await new Promise((resolve) => setTimeout(resolve, 100));
			return { ...told, invocations: [...told.invocations] };
		};
		try {
			return await Promise.race([work({ stack, product, outside, stateDir, spentOn }), stack.broken]);
		} finally {
			await stack.stop();
		}
	} finally {
		rmSync(stateDir, { recursive: true, force: true });
	}
}

function take(text: string, told: Told): void {
	const json = /\{.*\}/.exec(text)?.[0];
	if (json === undefined) return;
	if (json.includes('"event":"run_begins"')) told.runs++;
	const parsed = line.safeParse(safely(json));
	if (!parsed.success) return;
	told.invocations.push(parsed.data);
	told.lastAt = Date.now();
}

function safely(text: string): unknown {
	try {
		return JSON.parse(text);
	} catch {
		return null;
	}
}
