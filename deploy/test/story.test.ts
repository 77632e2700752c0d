import { readFileSync, statSync } from "node:fs";
import { parseEnv } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { runningVersion } from "../../sandbox/cloudflare/state.ts";
import { answering, bot, others, startWorld, type World } from "./support.ts";

let world: World;
beforeAll(async () => {
	world = await startWorld();
});
afterAll(() => world.stop());

const kept = () => parseEnv(readFileSync(world.secretsFile, "utf8"));
const account = () => world.cloudflare.account;
const running = () => {
	const [script] = account().scripts;
	return script === undefined ? undefined : runningVersion(script);
};
/** Everything that opens something and is kept for this deployment. */
const secrets = () => Object.entries(kept()).flatMap(([name, value]) => (/KEY|SECRET|TOKEN/.test(name) && value ? [value] : []));

describe("one deployment, from nothing, with the real wrangler", () => {
	it("a dry run says what would be done and names everything that is missing, and changes nothing", async () => {
		world.give({});
		const { ok, said } = await world.deploy({ dryRun: true });
		expect(ok).toBe(false);
		for (const name of ["TELEGRAM_BOT_TOKEN", "TELEGRAM_ADMIN_IDS", "SMH_API_URL", "SMH_API_KEY", "ACCURATE_API_TOKEN"]) {
			expect(said).toContain(`- ${name}: `);
		}
		for (const step of [
			"Database",
			"Queues: will be made: sync-jobs, sync-jobs-dead",
			"will be applied: 0000_first.sql",
			"Smoke call",
		]) {
			expect(said).toContain(step);
		}
		expect([account().databases, account().queues, account().scripts]).toEqual([[], [], []]);
	});

	it("the first deploy asks for what only a person knows, makes the rest, and ends with a bot that answers", async () => {
		world.give({ SMH_WEBHOOK_SECRET: world.logIns.SMH_WEBHOOK_SECRET });
		const { ask, asked } = answering("not a token", world.logIns.TELEGRAM_BOT_TOKEN ?? "", "7");
		const { ok, said } = await world.deploy({ ask });
		expect([ok, said]).toEqual([true, expect.stringContaining("Done.")]);
		expect(asked).toEqual(["TELEGRAM_BOT_TOKEN:", "TELEGRAM_BOT_TOKEN:", "TELEGRAM_ADMIN_IDS:"]);
		expect(said).toContain("TELEGRAM_BOT_TOKEN must look like 123456:ABC");
		expect(account().databases).toMatchObject([{ name: "sinkron", locationHint: "apac" }]);
		expect(account().queues).toMatchObject([
			{
				name: "sync-jobs",
				consumer: { script: "sinkron", deadLetterQueue: "sync-jobs-dead", settings: { batch_size: 1, max_retries: 8 } },
			},
			{ name: "sync-jobs-dead", consumer: { script: "sinkron", deadLetterQueue: null } },
		]);
		expect(account().scripts).toMatchObject([
			{
				schedules: ["0 18 * * *", "*/15 * * * *"],
				observability: { enabled: true },
				placement: { region: "aws:ap-southeast-1" },
			},
		]);
		expect(await world.health()).toMatchObject({ version: running()?.id });
		// The bot's first answer: what it was asked came by the webhook that the Worker set itself.
		await world.outside.say("/bantuan");
		await expect.poll(async () => (await world.outside.chat()).at(-1)?.text, { timeout: 10_000 }).toContain("Halo, Ani!");
	});

	it("a dry run afterwards names what may still come, also from a computer that only has the Worker to ask", async () => {
		for (const file of [world.secretsFile, `${world.secretsFile}.none`]) {
			const { ok, said } = await world.deploy({ dryRun: true, file, env: { ...world.env, CI: "1", ...world.addresses } });
			expect([ok, said]).toEqual([false, expect.stringContaining("- SMH_API_KEY: ")]);
			expect(said).toContain("- ACCURATE_API_TOKEN: ");
			expect(said).toContain("Migrations: none to apply");
			expect(said).not.toContain("nothing is deployed without");
		}
	});

	it("what it makes is kept in a file that only its owner can read, and is shown once, in the run that made it", async () => {
		expect(statSync(world.secretsFile).mode & 0o777).toBe(0o600);
		const { API_KEY, ENCRYPTION_KEY, ACCURATE_WEBHOOK_SECRET, TELEGRAM_WEBHOOK_SECRET } = kept();
		expect([API_KEY, ENCRYPTION_KEY, ACCURATE_WEBHOOK_SECRET, TELEGRAM_WEBHOOK_SECRET]).toEqual([
			expect.stringMatching(/^[0-9a-f]{64}$/),
			expect.stringMatching(/^[A-Za-z0-9+/]{43}=$/),
			expect.stringMatching(/^[0-9a-f]{48}$/),
			expect.stringMatching(/^[0-9a-f]{64}$/),
		]);
		expect(readFileSync(world.secretsFile, "utf8")).toContain("\nSMH_API_KEY=\n");
	});

	it("again, with the log-ins that have come: nothing is made twice, everything is connected, and no secret is in what it says", async () => {
		const before = running()?.id;
		world.give({ ...kept(), ...bot(world), ...others(world) });
		const { ok, said } = await world.deploy();
		expect([ok, said]).toEqual([
			true,
			expect.stringContaining("connected: API, Encryption, Page, SMH, Accurate Online, Telegram"),
		]);
		expect([account().databases.length, account().queues.length, account().scripts.length]).toEqual([1, 2, 1]);
		expect(running()?.id).not.toBe(before);
		expect(await world.health()).toMatchObject({ status: "ok" });
		expect(secrets().length).toBeGreaterThan(8);
		expect(secrets().filter((secret) => said.includes(secret))).toEqual([]);
	});

	it("an upgrade with a migration applies it before the new version runs", async () => {
		world.write(
			"migrations/0001_note.sql",
			() => "CREATE TABLE note (id integer PRIMARY KEY, text text);\nINSERT INTO note (text) VALUES ('a; b');\n",
		);
		const { ok, said } = await world.deploy();
		expect([ok, said]).toEqual([true, expect.stringContaining("Migrations: 0001_note.sql")]);
		expect(await world.query("SELECT text FROM note")).toEqual([{ text: "a; b" }]);
	});

	it("a migration that fails is named, leaves nothing of itself, and the version before goes on", async () => {
		const before = running()?.id;
		world.write("migrations/0002_broken.sql", () => "CREATE TABLE half (id integer);\nINSERT INTO nowhere VALUES (1);\n");
		const { ok, said } = await world.deploy();
		expect([ok, said]).toEqual([false, expect.stringContaining("The migration 0002_broken.sql failed: ")]);
		expect(said).toContain("no such table: nowhere");
		expect(said).toContain("What stands: the database, the queues.");
		expect(await world.query("SELECT name FROM sqlite_master WHERE name = 'half'")).toEqual([]);
		expect(running()?.id).toBe(before);
		world.write("migrations/0002_broken.sql", () => "CREATE TABLE whole (id integer);\n");
	});

	it("a version that cannot work is taken back by itself: the one before answers again, and the bot too", async () => {
		const before = running()?.id;
		world.write(
			"broken.ts",
			() =>
				'export { Coordinator } from "./src/index.ts";\nexport default { fetch: () => new Response("oops", { status: 500 }) };\n',
		);
		world.write("wrangler.toml", (text) => text.replace('main = "src/index.ts"', 'main = "broken.ts"'));
		const { ok, said } = await world.deploy({ patienceSeconds: 2 });
		expect([ok, said]).toEqual([false, expect.stringContaining("The smoke call failed: ")]);
		expect(said).toContain(`Going back to version ${before}`);
		expect(said).toContain("Telegram knows its bot as before.");
		expect(running()?.id).toBe(before);
		expect(await world.health()).toMatchObject({ status: "ok", version: before });
		expect(await world.query("SELECT name FROM sqlite_master WHERE name = 'whole'")).toHaveLength(1);
		world.write("wrangler.toml", (text) => text.replace('main = "broken.ts"', 'main = "src/index.ts"'));
	});

	it("an upload that stops half-way, its queues not connected, is taken back too", async () => {
		const before = running()?.id;
		account().readOnly.add("Queues");
		const { ok, said } = await world.deploy();
		account().readOnly.clear();
		expect([ok, said]).toEqual([false, expect.stringContaining('Give the token the right "Queues: Edit"')]);
		expect(said).toContain(`Going back to version ${before}`);
		expect(await world.health()).toMatchObject({ status: "ok", version: before });
	});

	it("from another computer, unattended and without the file, the Worker keeps the secrets that it has", async () => {
		const { SMH_API_URL, ...addresses } = world.addresses;
		const env = { ...world.env, ...addresses, CI: "1", API_KEY: kept().API_KEY };
		const { ok, said } = await world.deploy({ env, file: `${world.secretsFile}.none` });
		expect([ok, said]).toEqual([true, expect.stringContaining("The Worker keeps: ENCRYPTION_KEY")]);
		expect(said).toContain("ok     webhook: ");
		// The address of SMH's API, too, though it is no secret.
		expect(running()?.bindings).toContainEqual({ name: "SMH_API_URL", type: "plain_text", text: SMH_API_URL });
		expect(await world.health()).toMatchObject({ status: "ok" });
	});
});
