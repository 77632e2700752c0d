import type { Outside } from "../outside.ts";
import { type Folders, readStored, type Stored } from "./database.ts";

const LOOK_EVERY_MS = 500;

/**
 * Waits until the run has gone on by itself, and touches nothing meanwhile: the storage is read from a copy, the calls from the
 * sandbox's log. Answers when it made its first call since the Worker is back; null: it is over without any.
 */
export async function goesOnAlone(
	{ outside, folders, giveUpMs }: { readonly outside: Outside; readonly folders: Folders; readonly giveUpMs: number },
	id: string,
): Promise<number | null> {
	const before = placeOf(await readStored(folders), id);
	for (const until = Date.now() + giveUpMs; Date.now() < until; ) {
		const stored = await readStored(folders);
		const { calls } = await outside.calls();
		const first = calls.find(({ system }) => system !== "telegram")?.at ?? null;
		if (!stored.runs.some((run) => run.id === id)) return first;
		if (first !== null && placeOf(stored, id) !== before) return first;
		await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
	}
	throw new Error(`Left alone, run ${id} does not go on by itself: ${JSON.stringify(await readStored(folders))}`);
}

/** Where a run stands: a signal's run that makes calls meanwhile does not move it. */
function placeOf({ runs, steps }: Stored, id: string): string {
	return JSON.stringify([runs.filter((run) => run.id === id), steps.filter(({ runId }) => runId === id)]);
}
