import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Webhook } from "standardwebhooks";
import { stopSignal } from "../sandbox/cli/lifetime.ts";
import { type Outside, outsideAt } from "../sandbox/cli/outside.ts";
import { freePorts } from "../sandbox/cli/ports.ts";
import { productAt } from "../sandbox/cli/product.ts";
import { bootStack, type Stack } from "../sandbox/cli/stack.ts";
import type { Figure } from "./figures.ts";

/** What `npm run bench -- burst --json` prints: webhooks a second, 20 in flight, the median of the rounds. */
export interface Burst {
	readonly bare: number;
	readonly news: number;
	readonly echoes: number;
	readonly newsRatio: number;
	readonly echoesRatio: number;
	/** Answers other than 2xx. */
	readonly refused: number;
}

const RECORDS = 200;
const WEBHOOKS = 1_000;
const IN_FLIGHT = 20;
const ROUNDS = 3;
const OVER = ["done", "failed", "cancelled", "needs_confirmation"];

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
const median = (values: readonly number[]): number => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;

/** Boots the product and the bare Worker side by side and sends both the same, round by round. */
export async function measureBurst(): Promise<Burst> {
	const stateDir = mkdtempSync(join(tmpdir(), "sinkron-burst-"));
	const booted: Stack[] = [];
	try {
		const boot = async (name: string, entry?: string): Promise<Stack> => {
			const port = await freePorts(4);
			const options = { port, sandboxPort: port + 1, stateDir: join(stateDir, name), firstScenario: "panduan" as const };
			const stack = await bootStack({ ...options, signal: stopSignal(), ...(entry === undefined ? {} : { entry }) });
			booted.push(stack);
			return stack;
		};
		return await measure(await boot("product"), await boot("bare", "bench/bare-worker.ts"));
	} finally {
		for (const stack of booted) await stack.stop();
		rmSync(stateDir, { recursive: true, force: true });
	}
}

async function measure(product: Stack, bare: Stack): Promise<Burst> {
	const outside = outsideAt(product.urls.sandbox);
	await outside.reset({ scenario: "generated", customers: RECORDS, products: 0, employees: 0, seed: 1 });
	await runToItsEnd(product);
	const versions = await versionsOf(outside);
	const secret = (product.settings.SMH_WEBHOOK_SECRET ?? "").split(/[\s,]+/)[0] ?? "";
	let refused = 0;
	/** Webhooks a second. `ahead`: by how much the version that a webhook names is newer than the one we know. */
	const send = async (stack: Stack, ahead: number): Promise<number> => {
		const requests = Array.from({ length: WEBHOOKS }, (_, index) => signed(secret, versions[index % versions.length], ahead));
		const began = performance.now();
		await Promise.all(
			Array.from({ length: IN_FLIGHT }, async () => {
				for (let next = requests.pop(); next; next = requests.pop()) {
					const answer = await fetch(`${stack.urls.app}/webhooks/smh`, next);
					await answer.arrayBuffer();
					if (!answer.ok) refused++;
				}
			}),
		);
		return WEBHOOKS / ((performance.now() - began) / 1_000);
	};
	const told: Record<"bare" | "news" | "echoes", number[]> = { bare: [], news: [], echoes: [] };
	// The first round warms both up.
	for (let round = 0; round <= ROUNDS; round++) {
		const figures = { bare: await send(bare, 0), echoes: await send(product, 0), news: await send(product, round + 1) };
		await runToItsEnd(product);
		process.stderr.write(`${JSON.stringify(figures)}\n`);
		if (round === 0) continue;
		for (const each of ["bare", "news", "echoes"] as const) told[each].push(figures[each]);
	}
	const [atBest, news, echoes] = [median(told.bare), median(told.news), median(told.echoes)];
	const rounded = (value: number, digits: number): number => Math.round(value * 10 ** digits) / 10 ** digits;
	return {
		...{ bare: rounded(atBest, 0), news: rounded(news, 0), echoes: rounded(echoes, 0) },
		...{ newsRatio: rounded(news / atBest, 2), echoesRatio: rounded(echoes / atBest, 2), refused },
	};
}

async function runToItsEnd(stack: Stack): Promise<void> {
	const product = productAt(stack.urls.app, stack.settings.API_KEY ?? "");
	const { id } = await product.startRun("full");
	while (!OVER.includes((await product.run(id)).state)) await pause(200);
	// What it wrote comes back as webhooks; they are none of what is measured.
	await pause(3_000);
}

interface Known {
	readonly id: number;
	readonly version: number;
}

async function versionsOf(outside: Outside): Promise<readonly Known[]> {
	const customers = await outside.list("smh", "customer");
	return customers.map(({ id, version }) => ({ id: Number(id), version: Number(version) }));
}

function signed(secret: string, known: Known | undefined, ahead: number): RequestInit {
	if (!known) throw new Error("SMH has no customer");
	const [id, at] = [crypto.randomUUID(), new Date()];
	const data = { id: known.id, version: known.version + ahead };
	const body = JSON.stringify({ type: "customer.updated", timestamp: at.toISOString(), data });
	const headers = {
		...{ "content-type": "application/json", "webhook-id": id, "webhook-timestamp": String(Math.floor(at.getTime() / 1_000)) },
		"webhook-signature": new Webhook(secret).sign(id, at, body),
	};
	return { method: "POST", headers, body };
}

export const burstFigures = ({ bare, news, echoes, newsRatio, echoesRatio, refused }: Burst): readonly Figure[] => [
	{ what: "a bare Worker, webhooks a second", value: bare },
	{ what: "news, webhooks a second", value: news },
	{ what: "echoes, webhooks a second", value: echoes },
	{ what: "news / bare", value: newsRatio, atLeast: 0.7 },
	{ what: "echoes / bare", value: echoesRatio, atLeast: 0.9 },
	{ what: "answers other than 2xx", value: refused, atMost: 0 },
];
