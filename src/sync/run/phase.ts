import type { RunState } from "../../domain/model.ts";
import type { Run } from "../../store/runs.ts";
import type { SyncContext } from "../context.ts";
import type { Work } from "../messages.ts";
import type { Question } from "./question.ts";
import type { RunView } from "./view.ts";

/** A run goes through these in order; the next begins when no step of the one before is left. */
export interface Phase {
	readonly name: string;
	readonly state: RunState;
	/** What a person has to confirm before the run may enter the phase; null: nothing. */
	question?(ctx: SyncContext, run: Run): Promise<Question | null>;
	/** Why the run has to end instead of entering the phase; null: it may. */
	refusal?(ctx: SyncContext, run: Run): Promise<string | null>;
	/** These steps begin no sooner than so long after the phase before; none: at once. */
	delaySeconds?(steps: readonly Work[]): number;
	/** The phase's first steps; none: the run passes through. */
	steps(ctx: SyncContext, run: Run, view: RunView): Promise<readonly Work[]>;
}
