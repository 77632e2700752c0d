import type { RunMode } from "../../domain/model.ts";

/** What a mode of runs does, as a row: the engine reads these words and asks nowhere which mode a run has. */
export interface ModePolicy {
	/**
	 * What is looked at. `everything`: all records of both sides · `changes`: what changed since the last look, and everything where
	 * sums differ · `named`: what changed, for the entities that signals concern · `nothing`: the records it is about, by itself.
	 */
	readonly lists: "everything" | "changes" | "named" | "nothing";
	/** false: it only says what it would do, and settles nothing. */
	readonly writes: boolean;
	/** It asks before it deletes or edits many records. */
	readonly asks: boolean;
	/** It stays below the limits unasked: what is beyond waits for a run that asks. */
	readonly holdsBack: boolean;
	/** It tries again what the other side has refused. */
	readonly retriesRefused: boolean;
	/** It reads its own many writes back, and leaves the next quick run a place to begin. */
	readonly readsBack: boolean;
	/** It makes way for whatever people ask for. */
	readonly givesWay: boolean;
	/** Who hears of its end: those who watch it (and the report chat of nightly runs) · admins, where it failed · who asked. */
	readonly tells: "watchers" | "alerts" | "asker";
	/** It leaves no trace where there was nothing to do (law 7). */
	readonly vanishes: boolean;
}

export const MODES: Readonly<Record<RunMode, ModePolicy>> = {
	full: {
		...{ lists: "everything", writes: true, asks: true, holdsBack: false, retriesRefused: true, readsBack: true },
		...{ givesWay: false, tells: "watchers", vanishes: false },
	},
	auto: {
		...{ lists: "changes", writes: true, asks: true, holdsBack: false, retriesRefused: false, readsBack: true },
		...{ givesWay: false, tells: "watchers", vanishes: false },
	},
	preview: {
		...{ lists: "everything", writes: false, asks: false, holdsBack: false, retriesRefused: false, readsBack: false },
		...{ givesWay: false, tells: "watchers", vanishes: false },
	},
	signals: {
		...{ lists: "named", writes: true, asks: false, holdsBack: true, retriesRefused: false, readsBack: false },
		...{ givesWay: true, tells: "alerts", vanishes: true },
	},
	verb: {
		...{ lists: "nothing", writes: true, asks: false, holdsBack: false, retriesRefused: false, readsBack: false },
		...{ givesWay: false, tells: "asker", vanishes: false },
	},
};

export const modeOf = (run: { readonly mode: RunMode }): ModePolicy => MODES[run.mode];
