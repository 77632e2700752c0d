import { applyD1Migrations } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { sql } from "drizzle-orm";
import { expect, it } from "vitest";
import { database } from "../../src/store/database.ts";

/** Tables whose rows come in order, or are found by another column than a key of several. */
const WITH_ROWID = [
	"alert",
	"audit",
	"channel",
	"conflict",
	"connection",
	"credential",
	"dead_letter",
	"inbox",
	"run",
	"step",
	"watcher",
];

it("every table that is found by its key is stored by it: a second copy of the key would be one more row to write for each", async () => {
	await applyD1Migrations(env.DB, env.TEST_MIGRATIONS);
	const found = await database(env.DB).all<{ name: string }>(
		sql`SELECT name FROM sqlite_schema WHERE type = 'table' AND sql NOT LIKE '%WITHOUT ROWID%' AND name NOT LIKE 'sqlite%'
			AND name NOT LIKE '\\_cf%' ESCAPE '\\' AND name NOT LIKE 'd1\\_%' ESCAPE '\\' ORDER BY name`,
	);
	expect(found.map(({ name }) => name)).toEqual(WITH_ROWID);
});
