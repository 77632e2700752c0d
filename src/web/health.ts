import type { Context } from "hono";
import { activeRun } from "../store/runs.ts";
import type { WebEnv } from "./dependencies.ts";

/**
 * 200 once it can take work: every needed setting is there, and D1 answers with our tables in it. Else 503 and what is missing.
 * Either way it tells which version of the code answers, and which features have their settings.
 */
export async function health(c: Context<WebEnv>): Promise<Response> {
	const { version, connected, unmetNeeds, db, connection, log } = c.env;
	const problems = [...unmetNeeds];
	try {
		await activeRun(db, connection);
	} catch (error) {
		log.error("health_database", { error: String(error) });
		problems.push("Database: no answer, or its migrations have not been applied");
	}
	return problems.length === 0
		? c.json({ status: "ok", version, connected }, 200)
		: c.json({ status: "unavailable", version, connected, problems }, 503);
}
