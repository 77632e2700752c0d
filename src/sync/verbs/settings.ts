import type { Actor } from "../../domain/model.ts";
import { sameNights } from "../../domain/schedule.ts";
import { type ConnectionSettings, connectionSettings, judgeAlike } from "../../domain/settings.ts";
import { ensureConnection, changeSettings as storeSettings } from "../../store/connections.ts";
import { commit, type Statement } from "../../store/database.ts";
import { endNights } from "../../store/nights.ts";
import { requeueAll } from "../../store/plan-queue.ts";
import { closeFoundProblems } from "../../store/problems.ts";
import { lowerWatermarks } from "../../store/watermarks.ts";
import type { SyncContext } from "../context.ts";
import { audit, DONE, type SaidOutcome } from "./outcome.ts";

/** Replaces the settings as a whole. Throws ZodError naming field and allowed values; then nothing has changed. */
export async function changeSettings(ctx: SyncContext, input: unknown, actor: Actor): Promise<ConnectionSettings> {
	const settings = connectionSettings.parse(input);
	await commit(ctx.db, [
		ensureConnection(ctx.connection, ctx.now()),
		storeSettings(ctx.connection, settings),
		...(judgeAlike(ctx.settings, settings) ? [] : judgeAnew(ctx)),
		// What would have been due by the new schedule earlier today is not made up for.
		...(sameNights(ctx.settings.schedule, settings.schedule) ? [] : [endNights(ctx.connection, ctx.now())]),
		audit(ctx, actor, "settings.change", { before: ctx.settings, after: settings }),
	]);
	return settings;
}

const judgeAnew = (ctx: SyncContext): readonly Statement[] => [
	requeueAll(ctx.log, ctx.connection, "settings changed", true),
	// A reason that the old settings gave must not stand beside what the new ones say.
	closeFoundProblems(ctx.connection),
	...lowerWatermarks(ctx.connection, ctx.now()),
];

/** Looks at every record anew; the next run restores from SMH's Partner IDs whatever links are missing. */
export async function rebuild(ctx: SyncContext, actor: Actor): Promise<SaidOutcome> {
	await commit(ctx.db, [
		requeueAll(ctx.log, ctx.connection, "links rebuilt"),
		...lowerWatermarks(ctx.connection, ctx.now()),
		audit(ctx, actor, "links.rebuild", {}),
	]);
	return DONE;
}
