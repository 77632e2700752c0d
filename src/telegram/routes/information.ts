import { syncInformation } from "../../store/information.ts";
import { lastRun } from "../../store/runs.ts";
import type { Route } from "../ask.ts";
import { withPage } from "../page-button.ts";
import { informationText } from "../presenters/information.ts";

export const showInformation: Route = async (ask) => {
	const { db, connection } = ask.options;
	const [information, last] = await Promise.all([syncInformation(db, connection), lastRun(db, connection)]);
	await ask.say(informationText(information, last, ask.language), await withPage(ask));
};
