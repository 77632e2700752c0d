import type { Route } from "../ask.ts";
import { askCancel } from "./cancel.ts";
import { showConflicts } from "./conflicts.ts";
import { showLetters } from "./dead-letters.ts";
import { findEmployee } from "./employee.ts";
import { help, hint, start } from "./help.ts";
import { showInformation } from "./information.ts";
import { mark } from "./mark.ts";
import { showProblems } from "./problems.ts";
import { sendReport } from "./report.ts";
import { schedule } from "./schedule.ts";
import { settings } from "./settings.ts";
import { showStatus } from "./status.ts";
import { startSync } from "./sync.ts";

const ROUTES: ReadonlyMap<string, Route> = new Map([
	["start", start],
	["bantuan", help],
	["help", help],
	["sinkron", startSync("auto")],
	["pratinjau", startSync("preview")],
	["info", showInformation],
	["karyawan", findEmployee],
	["masalah", showProblems],
	["konflik", showConflicts],
	["gagal", showLetters],
	["jadwal", schedule],
	["status", showStatus],
	["laporan", sendReport],
	["pengaturan", settings],
	["tandai", mark(true)],
	["bukan_contoh", mark(false)],
	["batal", askCancel],
]);

/** The route of a command; a hint for whatever else people write. */
export const routeOf = (name: string): Route => ROUTES.get(name) ?? hint;
