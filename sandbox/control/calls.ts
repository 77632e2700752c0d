import type { SystemName } from "../world.ts";

export interface Call {
	/** Epoch ms of the start. */
	readonly at: number;
	readonly system: SystemName;
	readonly method: string;
	readonly path: string;
	/** 0: the connection was reset. */
	readonly status: number;
	readonly ms: number;
}

export interface Peak {
	perSecond: number;
	inFlight: number;
}

export interface CallReport {
	/** In order of their start. */
	readonly calls: readonly Call[];
	/** Per system and path. */
	readonly counts: Readonly<Record<SystemName, Readonly<Record<string, number>>>>;
	readonly peak: Readonly<Record<SystemName, Peak>>;
}

export interface CallLog {
	/** Notes the start of a call; the answer must be called once, at its end. */
	begin(system: SystemName, method: string, path: string): (status: number) => void;
	report(): CallReport;
	clear(): void;
}

/** A sandbox left running for weeks keeps the newest ones; counts and peaks go on. */
const KEPT = 100_000;

interface Tally {
	counts: Record<string, number>;
	peak: Peak;
	/** Starts of the last rolling second. */
	recent: number[];
	inFlight: number;
}

const emptyTally = (inFlight = 0): Tally => ({ counts: {}, peak: { perSecond: 0, inFlight }, recent: [], inFlight });

export function createCallLog(now: () => number): CallLog {
	let calls: { call: Omit<Call, "status" | "ms">; end: Pick<Call, "status" | "ms"> | null }[] = [];
	let tallies: Record<SystemName, Tally> = { accurate: emptyTally(), smh: emptyTally(), telegram: emptyTally() };
	const perSystem = <T>(pick: (tally: Tally) => T): Record<SystemName, T> => ({
		accurate: pick(tallies.accurate),
		smh: pick(tallies.smh),
		telegram: pick(tallies.telegram),
	});

	return {
		begin(system, method, path) {
			const at = now();
			const tally = tallies[system];
			tally.counts[path] = (tally.counts[path] ?? 0) + 1;
			while (tally.recent[0] !== undefined && tally.recent[0] <= at - 1000) tally.recent.shift();
			tally.recent.push(at);
			tally.inFlight++;
			tally.peak.perSecond = Math.max(tally.peak.perSecond, tally.recent.length);
			tally.peak.inFlight = Math.max(tally.peak.inFlight, tally.inFlight);
			const entry: (typeof calls)[number] = { call: { at, system, method, path }, end: null };
			calls.push(entry);
			if (calls.length > KEPT * 1.1) calls = calls.slice(-KEPT);
			return (status) => {
				entry.end = { status, ms: now() - at };
				tallies[system].inFlight--;
			};
		},
		report: () => ({
			calls: calls.flatMap(({ call, end }) => (end ? [{ ...call, ...end }] : [])),
			counts: perSystem(({ counts }) => counts),
			peak: perSystem(({ peak }) => peak),
		}),
		clear() {
			calls = [];
			// Calls under way end after the clearing, so they stay counted as in flight.
			tallies = perSystem(({ inFlight }) => emptyTally(inFlight));
		},
	};
}
