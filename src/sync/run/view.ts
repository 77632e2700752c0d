import { heavilyWritten, type Planned, plannedChanges, type Written } from "../../store/changes.ts";
import type { Run } from "../../store/runs.ts";
import { type StepResult, stepResults } from "../../store/steps.ts";
import { type Watermark, watermarks } from "../../store/watermarks.ts";
import type { SyncContext } from "../context.ts";
import { FEW } from "../scan/overlap.ts";
import { CONFIRM } from "../scan/phase-numbers.ts";

/**
 * What an invocation knows of the run that it carries through its phases. Results of phases that are over no longer change, so each is
 * read once; what is planned is read again in each phase.
 */
export interface RunView {
	/** The run as it stands; phases behind its own have had no step. */
	at(run: Run): RunView;
	results(phases: readonly number[]): Promise<readonly StepResult[]>;
	/** What is yet to be carried out; a run that has only scanned has planned nothing. */
	planned(): Promise<readonly Planned[]>;
	/** Where it wrote so much that the next quick run would list it all again. */
	written(): Promise<readonly Written[]>;
	/** Of today's field map, as they were when the run began. */
	watermarks(): Promise<readonly Watermark[]>;
}

export function viewOf(ctx: SyncContext, begun: Run): RunView {
	let run = begun;
	let planned: Promise<readonly Planned[]> | undefined;
	let marks: Promise<readonly Watermark[]> | undefined;
	const read = new Map<number, readonly StepResult[]>();
	return {
		at(now) {
			if (now.phase !== run.phase) planned = undefined;
			run = now;
			return this;
		},
		async results(phases) {
			const wanted = phases.filter((phase) => phase <= run.phase && !read.has(phase));
			if (wanted.length > 0) {
				const found = Map.groupBy(await stepResults(ctx.db, run.id, wanted), ({ phase }) => phase);
				for (const phase of wanted) read.set(phase, found.get(phase) ?? []);
			}
			return phases.flatMap((phase) => read.get(phase) ?? []);
		},
		planned() {
			planned ??= run.phase <= CONFIRM ? Promise.resolve([]) : plannedChanges(ctx.db, run.id);
			return planned;
		},
		async written() {
			return run.phase <= CONFIRM ? [] : await heavilyWritten(ctx.db, run.id, FEW);
		},
		watermarks() {
			marks ??= watermarks(ctx.db, ctx.connection);
			return marks;
		},
	};
}
