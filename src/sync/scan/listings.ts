import type { Entity, Side } from "../../domain/model.ts";
import { type ScanResult, scanResult, type WorkOf, work } from "../messages.ts";
import type { RunView } from "../run/view.ts";

/** What the pages of one listing add up to. */
export interface Listing {
	readonly side: Side;
	readonly entity: Entity;
	/** Only what changed since then; undefined: everything. */
	readonly since: number | undefined;
	readonly ids: ReadonlySet<string>;
	/** Every page named the same total, and as many records came: nothing was hidden by a row that moved between pages. */
	readonly complete: boolean;
	/** Before any of its pages was asked for (epoch ms, by the side's clock). */
	readonly asOf: number;
	/** How far the side's clock was behind ours then, at least. */
	readonly lagMs: number;
	readonly readBack: WorkOf<"scan">["readBack"];
	/** Signals up to here are answered by it. */
	readonly signalsUpTo: number;
	/** How many records the side has in all, where it was asked. */
	readonly count: number | undefined;
}

/** The listings that some phases of the run have made, one per side and entity: of two the later counts. */
export async function listingsOf(view: RunView, phases: readonly number[]): Promise<readonly Listing[]> {
	const listings = new Map<string, Listing>();
	const all = await pagesOf(view, phases);
	for (const phase of phases) {
		const ofPhase = all.filter((page) => page.phase === phase);
		for (const [key, pages] of Map.groupBy(ofPhase, ({ scan }) => `${scan.side}/${scan.entity}/${scan.readBack ?? ""}`)) {
			const [first] = pages.filter((page) => page.scan.from === 1);
			if (!first) continue;
			const ids = new Set(pages.flatMap((page) => page.result.ids));
			const totals = new Set(pages.flatMap((page) => page.result.totals));
			const nameless = pages.reduce((sum, page) => sum + (page.result.nameless ?? 0), 0);
			listings.set(key, {
				...{ side: first.scan.side, entity: first.scan.entity, since: first.scan.since, readBack: first.scan.readBack },
				...{
					asOf: Math.min(...pages.map(({ result }) => result.asOf)),
					lagMs: first.result.lagMs,
					signalsUpTo: first.result.signalsUpTo,
					count: first.result.count,
				},
				ids,
				complete: totals.size === 1 && totals.has(ids.size + nameless),
			});
		}
	}
	return [...listings.values()];
}

interface Pages {
	readonly phase: number;
	readonly scan: WorkOf<"scan">;
	readonly result: ScanResult;
}

async function pagesOf(view: RunView, phases: readonly number[]): Promise<readonly Pages[]> {
	return (await view.results(phases)).flatMap((step): Pages[] => {
		const scan = work.parse(JSON.parse(step.work));
		if (scan.kind !== "scan" || step.result === null) return [];
		return [{ phase: step.phase, scan, result: scanResult.parse(JSON.parse(step.result)) }];
	});
}
