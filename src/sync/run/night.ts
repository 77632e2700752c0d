import { nightDue } from "../../domain/schedule.ts";
import { commit, GuardFailed } from "../../store/database.ts";
import { endNights, nightsOver, takeNight } from "../../store/nights.ts";
import type { SyncContext } from "../context.ts";
import { type StartedRun, startRun } from "./start.ts";

const NIGHTLY = { mode: "full", trigger: "cron", actor: { kind: "cron" } } as const;

/** The run of the night: everything is listed, and the admins' chat gets the report. */
export async function startNightly(ctx: SyncContext): Promise<StartedRun> {
	const started = await startRun(ctx, NIGHTLY);
	ctx.log.info("nightly_run", { runId: started.run.id, joined: started.joined });
	return started;
}

/**
 * Begins the run of the night when the schedule says so. Every tick asks: one that comes late still finds it, of two at once one
 * begins it, and while another run is under way the next tick asks again.
 */
export async function keepSchedule(ctx: SyncContext): Promise<void> {
	const over = await nightsOver(ctx.db, ctx.connection);
	const night = nightDue(ctx.settings.schedule, over, ctx.now());
	if (night === null) return;
	try {
		const { run, joined } = await startRun(ctx, { ...NIGHTLY, together: takeNight(ctx.connection, night) });
		ctx.log.info("nightly_run", { runId: run.id, joined, night });
		// A full run that somebody asked for just then does all that this one would.
		const served = joined && run.mode === "full";
		// The very first night is remembered as one that is still to be begun.
		if (served || (joined && over === null)) await commit(ctx.db, [endNights(ctx.connection, served ? night : night - 1)]);
	} catch (error) {
		if (!(error instanceof GuardFailed)) throw error;
	}
}
