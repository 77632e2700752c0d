import type { Kill, Ordeal } from "./ordeal.ts";

const WIDTHS = [4, 4, 5, 9, 38, 12, 12] as const;
const row = (cells: readonly string[]): string =>
	cells
		.map((cell, index) => cell.padEnd(WIDTHS[index] ?? 0))
		.join(" ")
		.trimEnd();
const seconds = (ms: number): string => `${(ms / 1000).toFixed(1)} s`;
const spread = (list: readonly number[]): string => {
	const sorted = list.toSorted((a, b) => a - b);
	const at = (part: number): string => seconds(sorted[Math.floor((sorted.length - 1) * part)] ?? 0);
	return sorted.length === 0 ? "never" : `median ${at(0.5)}, longest ${at(1)}`;
};

export const HEAD: string = row([
	"kill",
	"run",
	"mode",
	"ms in",
	"the API said",
	"went on",
	"run over",
	"in the database at that moment",
]);

export function lineOf({
	number,
	run,
	mode,
	msIntoRun,
	said,
	underWay,
	callsInFlight,
	leftAlone,
	wentOnAfter,
	overAfter,
}: Kill): string {
	const wentOn = typeof wentOnAfter === "number" ? seconds(wentOnAfter) : wentOnAfter;
	const over = overAfter === null ? "" : seconds(overAfter);
	const calls = `${callsInFlight === "lost" ? "; calls in flight lost" : ""}${leftAlone ? "; left alone" : ""}`;
	return row([
		number === null ? "+" : String(number),
		String(run),
		mode,
		String(msIntoRun),
		said,
		wentOn,
		over,
		underWay + calls,
	]);
}

export function totalsOf({ kills, runs, peak }: Ordeal, tookMs: number): string {
	const counting = kills.filter(({ number }) => number !== null);
	const wentOn = kills.flatMap(({ wentOnAfter }) => (typeof wentOnAfter === "number" ? [wentOnAfter] : []));
	const over = kills.flatMap(({ overAfter }) => overAfter ?? []);
	return [
		`${counting.length} kills of ${runs} runs under way, ${kills.length - counting.length} more right after a run's end (+), in ${seconds(tookMs)}.`,
		`${kills.filter(({ leftAlone }) => leftAlone).length} times nobody called the Worker until it had gone on by itself.`,
		`Went on after: ${spread(wentOn)}. Run over after: ${spread(over)}.`,
		`Most calls begun within a second: ${peak.accurate} at Accurate, ${peak.smh} at SMH.`,
	].join("\n");
}
