import type { Context } from "hono";
import { activeRun } from "../store/runs.ts";
import type { WebEnv } from "./dependencies.ts";

/** 200 once it can take work: every needed setting is there, and D1 answers with our tables in it. Else 503 and what is missing. */
export async function health(c: Context<WebEnv>): Promise<Response> {
	const problems = [...c.env.unmetNeeds];
	try {
		await activeRun(c.env.db, c.env.connection);
	} catch (error) {
		c.env.log.error("health_database", { error: String(error) });
		problems.push("Database: no answer, or its migrations have not been applied");
	}
	return problems.length === 0 ? c.json({ status: "ok" }, 200) : c.json({ status: "unavailable", problems }, 503);
}
