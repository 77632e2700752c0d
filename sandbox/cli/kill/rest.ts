import type { Product } from "../product.ts";
import { type Folders, readStored, type Stored } from "./database.ts";

const REST_MS = 5_000;
/** SMH waits up to 32 s before it tries a delivery again; only then is it sure that nothing more will come of the time without a Worker. */
const LAST_TRY_MS = 45_000;
const LONGEST_UNREST_MS = 240_000;
const LONGEST_RUN_MS = 300_000;

const wait = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/**
 * Waits until nothing has been under way for a while and what was sent to the Worker while it was away has come, but not for
 * ever: what is left then is for the verdict.
 */
export async function atRest(folders: Folders, workerSince: number): Promise<Stored> {
	let quietSince = Date.now();
	for (const until = Date.now() + LONGEST_UNREST_MS; ; ) {
		const stored = await readStored(folders);
		const quiet = stored.runs.length === 0 && stored.signals === 0 && !stored.leased;
		const now = Date.now();
		if (!quiet) quietSince = now;
		if ((now - quietSince >= REST_MS && now - workerSince >= LAST_TRY_MS) || now > until) return stored;
		await wait(500);
	}
}

/** How one more run ended. Throws an Error when it takes too long. */
export async function runToItsEnd(product: Product, folders: Folders, mode: "auto" | "full"): Promise<string> {
	const { id } = await product.startRun(mode);
	for (const until = Date.now() + LONGEST_RUN_MS; ; ) {
		const { state } = await product.run(id);
		if (state === "needs_confirmation") return `${state}: ${await questionOf(folders, id)}`;
		if (["done", "failed", "cancelled"].includes(state)) return state;
		if (Date.now() > until)
			throw new Error(`A run without kills (${mode}) does not end: ${JSON.stringify(await readStored(folders))}`);
		await wait(300);
	}
}

/** What a person would be asked, as it is stored. */
export async function questionOf(folders: Folders, id: string): Promise<string> {
	const { runs } = await readStored(folders);
	return runs.find((run) => run.id === id)?.question ?? "no question";
}
