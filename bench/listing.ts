import { GATES } from "../src/coordinator/gates.ts";
import { WINDOW_MS } from "../src/coordinator/rate-limiter.ts";
import type { Bench } from "./stack.ts";

/** What `npm run bench -- listing --json` prints: how long it takes to list Accurate's customers alone, by the size of its pages. */
export interface Listing {
	readonly pageSize: number;
	readonly pages: number;
	readonly seconds: number;
	/** As fast as the gate lets calls start, or as fast as eight at once are answered, whichever is slower. */
	readonly ideal: number;
	readonly ratio: number;
	/** Seconds that a page takes the stand-in at the front and at the end of the list. */
	readonly page: { readonly first: number; readonly last: number };
}

const CUSTOMERS = 32_000;
const OVER = ["done", "failed", "cancelled", "needs_confirmation"];
const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
const rounded = (value: number): number => Math.round(value * 100) / 100;

/** A preview lists everything and writes nothing. `maxPageSize`: the most rows that Accurate gives at once; null: what is asked for. */
async function list({ outside, product, stack, spentOn }: Bench, maxPageSize: number | null): Promise<Listing> {
	await outside.reset({ scenario: "distributor", customers: CUSTOMERS, products: 0, employees: 0 });
	await outside.switches({ maxPageSize });
	await outside.forgetCalls();
	await spentOn(async () => {
		const { id } = await product.startRun("preview");
		while (!OVER.includes((await product.run(id)).state)) await pause(200);
	});
	const { calls } = await outside.calls();
	const pages = calls.filter(({ system, path }) => system === "accurate" && path.endsWith("/customer/list.do"));
	const tookAt = pages.toSorted((a, b) => a.at - b.at);
	const [first, last] = [tookAt[0], tookAt.at(-1)];
	if (!first || !last) throw new Error(`no page of customers was asked for under ${stack.urls.sandbox}`);
	const seconds = (Math.max(...tookAt.map(({ at, ms }) => at + ms)) - first.at) / 1_000;
	const gate = GATES.accurate;
	if (!gate) throw new Error("Accurate has no gate");
	const inAll = tookAt.reduce((sum, { ms }) => sum + ms, 0) / 1_000;
	const ideal = Math.max((pages.length * WINDOW_MS) / 1_000 / gate.perSecond, inAll / gate.inFlight);
	return {
		...{ pageSize: Math.round(CUSTOMERS / pages.length / 100) * 100, pages: pages.length, seconds: rounded(seconds) },
		...{ ideal: rounded(ideal), ratio: rounded(seconds / ideal) },
		page: { first: rounded(first.ms / 1_000), last: rounded(last.ms / 1_000) },
	};
}

export const measureListing = async (bench: Bench): Promise<readonly Listing[]> => [
	await list(bench, 100),
	await list(bench, null),
];

/** At most 1.2 times the ideal at 100 rows a page, and three times as fast where 1,000 are given. */
export const soundListing = ([small, large]: readonly Listing[]): boolean =>
	small !== undefined && large !== undefined && small.ratio <= 1.2 && small.seconds >= 3 * large.seconds;

export const printedListing = (listings: readonly Listing[]): string =>
	listings
		.map(
			({ pageSize, pages, seconds, ideal, ratio, page }) =>
				`${pages} pages of ${pageSize}: ${seconds} s, ideal ${ideal} s, ${ratio}; a page takes ${page.first} s at the front, ${page.last} s at the end\n`,
		)
		.join("");
