import { PROJECTION_VERSION } from "../../domain/entities.ts";
import { SystemError } from "../../domain/errors.ts";
import type { ConnectionSettings } from "../../domain/settings.ts";
import { type Report, reportOf } from "../../domain/status/report.ts";
import { listDeadLetters } from "../../store/deadletters.ts";
import { syncInformation } from "../../store/information.ts";
import { latestMigration, recentAlerts, saidOfRecords } from "../../store/report.ts";
import { runPage } from "../../store/run-pages.ts";
import type { SyncContext } from "../context.ts";
import { loadStatus, type StatusSources } from "./load.ts";

const RUNS = 20;
const LETTERS = 20;
const ALERTS = 50;
const SAID = 100;

export interface ReportContext extends StatusSources {
	sync(): Promise<Pick<SyncContext, "logins" | "channels" | "settings">>;
}

/** A report for whoever helps, without anybody's name, code, number or secret (domain/status/report.ts). */
export async function loadReport(context: ReportContext): Promise<Report> {
	const { db, connection } = context;
	const [status, settings, database, information, runs, letters, said, alerts] = await Promise.all([
		loadStatus(context),
		settingsOf(context),
		latestMigration(db),
		syncInformation(db, connection),
		runPage(db, connection, { limit: RUNS }),
		listDeadLetters(db, connection, { limit: LETTERS }),
		saidOfRecords(db, connection, SAID),
		recentAlerts(db, connection, ALERTS),
	]);
	return reportOf({
		...{ status, settings, information, letters, said, alerts },
		versions: { projection: PROJECTION_VERSION, database },
		runs: runs.map(({ run, counts }) => ({ ...run, counts })),
	});
}

/** null: they cannot be read before the deployment is complete, which the setup tells of. */
async function settingsOf({ sync }: ReportContext): Promise<ConnectionSettings | null> {
	try {
		return (await sync()).settings;
	} catch (error) {
		if (error instanceof SystemError && error.kind === "not_configured") return null;
		throw error;
	}
}
