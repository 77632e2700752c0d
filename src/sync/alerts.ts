import { warningOf } from "../domain/status/ends.ts";
import { giveTurnBack, takeTurn } from "../store/alerts.ts";
import type { Alert, SyncContext } from "./context.ts";

export type Alerting = Pick<SyncContext, "connection" | "db" | "notifier" | "log" | "now">;

/** Who was told of a trouble is not told of it again for so long. */
const QUIET_MS = 6 * 3_600_000;
/** Longer than anything lasts. */
const FOR_EVER_MS = 100 * 365 * 24 * 3_600_000;

/**
 * Tells the admins of a trouble, unless they were told of the same one a while ago. Never throws: whatever becomes of the
 * alert, the work that met the trouble goes on.
 */
export async function raiseAlert(ctx: Alerting, alert: Alert): Promise<void> {
	const { connection, db, notifier, log } = ctx;
	const subject = subjectOf(alert);
	const now = ctx.now();
	try {
		// Taken before telling, so that two who meet it at once tell it once.
		const due = await takeTurn(db, connection, subject, now, alert.kind === "ends" ? FOR_EVER_MS : QUIET_MS);
		log.warn("alert", { ...alert, due });
		if (!due) return;
		try {
			await notifier.alert(alert);
		} catch (error) {
			await giveTurnBack(db, connection, subject, now);
			throw error;
		}
	} catch (error) {
		log.error("alert_failed", { subject, error: String(error) });
	}
}

/** What counts as the same trouble. */
function subjectOf(alert: Alert): string {
	if (alert.kind === "ends") return warningOf(alert.end, alert.step);
	return "side" in alert ? `${alert.kind}:${alert.side}` : alert.kind;
}
