import type { Outside } from "../outside.ts";
import type { Product, System } from "../product.ts";
import type { Stack } from "../stack.ts";
import type { Folders } from "./database.ts";
import type { Moment } from "./moments.ts";
import type { People } from "./people.ts";

export interface Kill {
	/** Which of the kills that count; null: by the product's database the run was over already. */
	readonly number: number | null;
	readonly run: number;
	readonly mode: string;
	readonly msIntoRun: number;
	/** The run as the API told it last. */
	readonly said: string;
	/** What the product's database holds right after. */
	readonly underWay: string;
	readonly callsInFlight: Moment["callsInFlight"];
	/** Nobody called the Worker until it had gone on. */
	readonly leftAlone: boolean;
	/** From the kill to the first call to either system; "killed again" before that, or "over" without any. */
	wentOnAfter: number | "killed again" | "over";
	/** From the kill to the run's end; null: killed again before that. */
	overAfter: number | null;
}

export interface Ordeal {
	readonly kills: readonly Kill[];
	readonly runs: number;
	/** The most calls that either system saw begin in a second, over all restarts. */
	readonly peak: Readonly<Record<System, number>>;
	/** What was wrong at the end of each run, before anybody started another. */
	readonly violations: readonly string[];
	/** Since when the Worker is back. */
	readonly back: number;
}

export interface OrdealOptions {
	readonly stack: Pick<Stack, "killWorker" | "startWorker">;
	readonly folders: Folders;
	readonly product: Product;
	readonly outside: Outside;
	readonly people: People;
	/** When to kill for the nth time. */
	readonly nextMoment: (kill: number) => Moment;
	readonly kills: number;
	/** The most that the outside world waits before it answers. */
	readonly latencyMs: number;
	/** How long a first run takes, about: the first kills are spread over that. */
	readonly firstRunMs: number;
	/** Each kill as soon as it is known what came of it. */
	readonly onKill: (kill: Kill) => void;
}
