import type { Route } from "../ask.ts";
import { askCancel } from "./cancel.ts";
import { findEmployee } from "./employee.ts";
import { help, hint, start } from "./help.ts";
import { showInformation, showProblems } from "./information.ts";
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
	["batal", askCancel],
]);

/** The route of a command; a hint for whatever else people write. */
export const routeOf = (name: string): Route => ROUTES.get(name) ?? hint;
