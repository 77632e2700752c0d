import { z } from "zod";
import { HOST } from "../sandbox/cli/ports.ts";
import { pause } from "./first-sync.ts";

const targets = z.array(z.looseObject({ webSocketDebuggerUrl: z.string() })).min(1);
const answer = z.looseObject({ id: z.number(), result: z.unknown().optional(), error: z.unknown().optional() });
const usage = z.looseObject({ usedSize: z.number() });

/** What a finaliser lets go is free only after the next one. */
const COLLECTIONS = 3;
const NUDGE_EVERY_MS = 100;
const LONGEST_MS = 60_000;

type Ask = (method: string) => Promise<unknown>;

// Node's own takes headers as well, of which the Worker's types know nothing; wrangler lets nobody in without an origin.
const NodeWebSocket = WebSocket as unknown as new (
	url: string,
	options: { readonly headers: Readonly<Record<string, string>> },
) => WebSocket;

/**
 * Bytes that the heap of the Worker's isolate holds after forced collections; `port`: where wrangler's inspector listens.
 * The runtime collects with the next request only, so there is `nudge`: any of the Worker's addresses.
 */
export async function heapAfterCollection(port: number, nudge: string): Promise<number> {
	const listed = await fetch(`http://${HOST}:${port}/json`);
	const [target] = targets.parse(await listed.json());
	const socket = new NodeWebSocket(target?.webSocketDebuggerUrl ?? "", { headers: { origin: `http://${HOST}` } });
	try {
		const ask = await asking(socket);
		for (let n = 0; n < COLLECTIONS; n++) await collect(ask, nudge);
		return usage.parse(await ask("Runtime.getHeapUsage")).usedSize;
	} finally {
		socket.close();
	}
}

async function collect(ask: Ask, nudge: string): Promise<void> {
	let collected = false;
	const told = ask("HeapProfiler.collectGarbage").finally(() => {
		collected = true;
	});
	const nudging = async (): Promise<void> => {
		while (!collected) {
			await (await fetch(nudge)).arrayBuffer();
			await pause(NUDGE_EVERY_MS);
		}
	};
	await Promise.all([told, nudging()]);
}

/** The inspector's protocol: each question has a number, and its answer repeats it. */
async function asking(socket: WebSocket): Promise<Ask> {
	const waiting = new Map<number, (told: z.infer<typeof answer>) => void>();
	socket.addEventListener("message", ({ data }) => {
		const told = answer.safeParse(JSON.parse(String(data)));
		if (told.success) waiting.get(told.data.id)?.(told.data);
	});
	await new Promise<void>((resolve, reject) => {
		socket.addEventListener("open", () => resolve());
		socket.addEventListener("error", () => reject(new Error("the inspector does not let us in")));
	});
	let last = 0;
	return async (method) => {
		const id = ++last;
		const { promise, resolve, reject } = Promise.withResolvers<z.infer<typeof answer>>();
		const timer = setTimeout(() => reject(new Error(`${method} was not answered`)), LONGEST_MS);
		waiting.set(id, resolve);
		socket.send(JSON.stringify({ id, method }));
		const { result, error } = await promise.finally(() => clearTimeout(timer));
		if (error !== undefined) throw new Error(`${method}: ${JSON.stringify(error)}`);
		return result;
	};
}
