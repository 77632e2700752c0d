import { freePorts } from "../sandbox/cli/ports.ts";
import type { Figure } from "./figures.ts";
import { firstSync, fullRun, pause, rounded } from "./first-sync.ts";
import { heapAfterCollection } from "./inspector.ts";
import { type Bench, PRODUCT, withBench } from "./stack.ts";

/** What `npm run bench -- heap --json` prints: MB that the Worker's isolate keeps after a first sync and a full run. */
export interface Heap {
	readonly records: number;
	/** Right after the boot. */
	readonly empty: number;
	/** After a tenth of the records. */
	readonly tenth: number;
	readonly used: number;
	/** `used` by `tenth`. */
	readonly growth: number;
}

const NO_LATENCY = { smh: 0, accurate: 0 };
/** What the runs wrote comes back as webhooks; they are over by then. */
const QUIET_MS = 5_000;
const megabytes = (bytes: number): number => bytes / 2 ** 20;

async function heapOf(records: number): Promise<{ empty: number; used: number }> {
	const inspectorPort = await freePorts(1);
	const work = async (bench: Bench): Promise<{ empty: number; used: number }> => {
		const heap = () => heapAfterCollection(inspectorPort, `${bench.stack.urls.app}/health`);
		const empty = megabytes(await heap());
		await firstSync(bench, { records, latency: NO_LATENCY });
		await fullRun(bench);
		await pause(QUIET_MS);
		return { empty, used: megabytes(await heap()) };
	};
	return await withBench(work, { ...PRODUCT, inspectorPort });
}

/** A tenth of the records, then all of them, each on a stack of its own. */
export async function measureHeap({ records }: { readonly records: number }): Promise<Heap> {
	const tenth = await heapOf(Math.ceil(records / 10));
	const all = await heapOf(records);
	const [empty, before, used] = [all.empty, tenth.used, all.used].map((value) => rounded(value, 1));
	return { records, empty: empty ?? 0, tenth: before ?? 0, used: used ?? 0, growth: rounded(all.used / tenth.used, 2) };
}

export const heapFigures = ({ records, empty, tenth, used, growth }: Heap): readonly Figure[] => [
	{ what: "heap after the boot, MB", value: empty },
	{ what: `after ${Math.ceil(records / 10)} customers, MB`, value: tenth },
	{ what: `after ${records} customers, MB`, value: used, atMost: 96 },
	{ what: "growth from a tenth of the customers to all", value: growth, atMost: 1.25 },
];
