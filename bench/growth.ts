import type { Figure } from "./figures.ts";
import { withBench } from "./stack.ts";
import { measureSync, type SyncStep } from "./sync.ts";

/** What `npm run bench -- growth --json` prints: what a record costs among a tenth of the records, and among all. */
export interface Growth {
	readonly records: number;
	readonly steps: readonly {
		readonly step: string;
		/** How much more a record costs among ten times as many: seconds against the ideal, CPU, rows read. */
		readonly wall: number;
		readonly cpu: number;
		readonly rowsRead: number;
	}[];
}

/** A quick run costs the same however many records there are, so it is not compared per record. */
const COMPARED = ["first sync", "full run, nothing changed"];
const grown = (small: number, large: number): number => Math.round((large / small) * 100) / 100;

async function stepsOf(records: number): Promise<readonly SyncStep[]> {
	const latency = { smh: 0, accurate: 0 };
	return await withBench((bench) => measureSync(bench, { records, products: 0, employees: 0, latency }));
}

export async function measureGrowth({ records }: { readonly records: number }): Promise<Growth> {
	const [small, large] = [await stepsOf(Math.ceil(records / 10)), await stepsOf(records)];
	const steps = COMPARED.flatMap((step) => {
		const [few, many] = [small, large].map((all) => all.find((one) => one.step === step));
		if (!few || !many) return [];
		return [
			{
				step,
				wall: grown(few.wall.ratio, many.wall.ratio),
				cpu: grown(few.perRecord.cpuMs, many.perRecord.cpuMs),
				rowsRead: grown(few.perRecord.rowsRead, many.perRecord.rowsRead),
			},
		];
	});
	return { records, steps };
}

export const growthFigures = ({ steps }: Growth): readonly Figure[] =>
	steps.flatMap(({ step, wall, cpu, rowsRead }) => [
		{ what: `${step}: seconds against the ideal, growth`, value: wall, atMost: 1.1 },
		{ what: `${step}: CPU a record, growth`, value: cpu, atMost: 1.1 },
		{ what: `${step}: rows read a record, growth`, value: rowsRead, atMost: 1.1 },
	]);
