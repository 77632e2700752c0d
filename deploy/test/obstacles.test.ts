import { chmodSync, mkdirSync, statSync, writeFileSync } from "node:fs";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { ALL_RIGHTS, type Right, runningVersion, type Version } from "../../sandbox/cloudflare/state.ts";
import { TOKEN } from "../stand-ins.ts";
import { answering, bot, startWorld, type World } from "./support.ts";

let world: World;
beforeAll(async () => {
	world = await startWorld();
});
afterAll(() => world.stop());
beforeEach(() => {
	world.cloudflare.account.tokens.set(TOKEN, ALL_RIGHTS);
	world.give(bot(world));
});

const account = () => world.cloudflare.account;
const without = (right: Right) =>
	account().tokens.set(
		TOKEN,
		ALL_RIGHTS.filter((each) => each !== right),
	);
const nothingMade = () =>
	expect([account().databases.length, account().queues.length, account().scripts.length]).toEqual([0, 0, 0]);

/** A Worker of somebody else's, as it stands in an account. */
const foreignVersion: Version = {
	...{ id: "v-foreign", number: 1, createdOn: new Date(0).toISOString(), mainModule: "a.js" },
	modules: [{ name: "a.js", content: "export default { fetch: () => new Response('theirs') };" }],
	...{ compatibilityDate: "2026-10-20", compatibilityFlags: [], bindings: [], sqliteClasses: [] },
};

describe("a log-in that will not do", () => {
	it.each(["D1", "Queues", "Workers Scripts"] as const)(
		"that lacks the right %s is told which right to give it, before anything is made",
		async (right) => {
			without(right);
			const { ok, said } = await world.deploy();
			expect([ok, said]).toEqual([false, expect.stringContaining(`Give the token the right "${right}: Edit"`)]);
			nothingMade();
		},
	);

	it("that may look but not make is told so by the step that failed", async () => {
		account().tokens.set(TOKEN, ALL_RIGHTS);
		account().readOnly.add("D1");
		const { ok, said } = await world.deploy();
		account().readOnly.clear();
		expect([ok, said]).toEqual([
			false,
			expect.stringContaining('The database "sinkron" could not be made: the log-in may not do this.'),
		]);
		expect(said).toContain('Give the token the right "D1: Edit"');
		nothingMade();
	});

	it("that Cloudflare does not know, or that sees no account, is told what to do", async () => {
		account().tokens.delete(TOKEN);
		expect((await world.deploy()).said).toContain("Cloudflare does not take the log-in: Invalid access token [code: 9109].");
		without("Account Settings");
		const { said } = await world.deploy();
		expect(said).toContain("The log-in sees no account.");
		expect(said).toContain("CLOUDFLARE_ACCOUNT_ID");
	});

	it("by npx wrangler login in a browser is as good as a token", async () => {
		const home = `${world.folder}/home`;
		mkdirSync(`${home}/.wrangler/config`, { recursive: true });
		const later = new Date(Date.now() + 3_600_000).toISOString();
		const lines = [
			`oauth_token = "${TOKEN}"`,
			'refresh_token = "r"',
			`expiration_time = "${later}"`,
			'scopes = ["account:read"]',
		];
		writeFileSync(`${home}/.wrangler/config/default.toml`, `${lines.join("\n")}\n`);
		const env = { CLOUDFLARE_API_BASE_URL: world.cloudflare.apiUrl, HOME: home, XDG_CONFIG_HOME: home };
		expect((await world.deploy({ dryRun: true, env })).said).toContain('Log-in: account "Trial"');
	});

	it("that is not there is missing by name in a dry run, which shows the plan all the same", async () => {
		const { ok, said } = await world.deploy({
			dryRun: true,
			env: { CLOUDFLARE_API_BASE_URL: world.cloudflare.apiUrl, HOME: world.folder, XDG_CONFIG_HOME: world.folder },
		});
		expect([ok, said]).toEqual([
			false,
			expect.stringContaining("- log-in: Nobody is logged in to Cloudflare. Run npx wrangler login"),
		]);
		expect(said).toContain("Queues: will be made: sync-jobs, sync-jobs-dead");
	});
});

describe("a name that is taken", () => {
	it("by another Worker: it is left alone, and wrangler.toml is where to choose another", async () => {
		account().scripts.push({
			...{ name: "sinkron", versions: [foreignVersion], migrationTag: null, onWorkersDev: true, schedules: [] },
			...{ deployments: [{ id: "d1", createdOn: new Date(0).toISOString(), versionId: "v-foreign", message: "" }] },
			...{ observability: null, placement: null },
		});
		const { ok, said } = await world.deploy();
		const [script] = account().scripts.splice(0);
		expect([ok, said]).toEqual([
			false,
			expect.stringContaining('The account has a Worker "sinkron" already, and it is not this project\'s.'),
		]);
		expect(said).toContain('Choose another name = "…" at the top of wrangler.toml');
		expect(script && runningVersion(script)?.id).toBe("v-foreign");
		nothingMade();
	});

	it("by a queue that another Worker empties", async () => {
		account().queues.push({
			id: "q1",
			name: "sync-jobs",
			consumer: { id: "c1", script: "shop", deadLetterQueue: null, settings: {} },
		});
		const { ok, said } = await world.deploy();
		account().queues.splice(0);
		expect([ok, said]).toEqual([
			false,
			expect.stringContaining('queue "sync-jobs" already, and its messages go to the Worker "shop"'),
		]);
		nothingMade();
	});

	it("by a database of something else", async () => {
		await fetch(`${world.cloudflare.apiUrl}/accounts/${account().id}/d1/database`, {
			...{ method: "POST", headers: { authorization: `Bearer ${TOKEN}` }, body: JSON.stringify({ name: "sinkron" }) },
		});
		await world.query("CREATE TABLE orders (id integer)");
		const { ok, said } = await world.deploy();
		account().databases.splice(0);
		expect([ok, said]).toEqual([
			false,
			expect.stringContaining('D1 database "sinkron" already, with tables of something else: orders.'),
		]);
		nothingMade();
	});

	it("on workers.dev, by another account: asked again; unattended, named", async () => {
		account().subdomain = null;
		expect((await world.deploy({ dryRun: true })).said).toContain("- WORKERS_SUBDOMAIN: ");
		expect((await world.deploy()).said).toContain("Missing: WORKERS_SUBDOMAIN");
		expect((await world.deploy({ env: { ...world.env, WORKERS_SUBDOMAIN: "sinkron" } })).said).toContain(
			"Somebody else has sinkron.workers.dev.",
		);
		const { ask, asked } = answering("Not Allowed!", "sinkron", "maju-jaya");
		// Stops at the next step, so that nothing is made.
		account().readOnly.add("D1");
		const { said } = await world.deploy({ ask });
		account().readOnly.clear();
		expect(asked).toHaveLength(3);
		expect(said).toContain('"Not Allowed!" cannot be part of an address: lower-case letters');
		expect(account().subdomain).toBe("maju-jaya");
	});
});

describe("bad input", () => {
	it("a value that the Worker would not take is named, with what it must be, and not shown", async () => {
		world.give({ ...bot(world), TELEGRAM_ADMIN_IDS: "@ani", SMH_WEBHOOK_SECRET: "too-short-secret" });
		const { ok, said } = await world.deploy();
		expect([ok, said]).toEqual([
			false,
			expect.stringContaining("SMH_WEBHOOK_SECRET must be whsec_ and at least 16 bytes in base64"),
		]);
		expect(said).toContain("TELEGRAM_ADMIN_IDS must be Telegram ids, numbers separated by commas");
		expect(said).not.toContain("too-short-secret");
		nothingMade();
	});

	it("a name in the file that means nothing is told, with the names that do", async () => {
		world.give({ ...bot(world), TELEGRAM_TOKEN: "1:x" });
		expect((await world.deploy()).said).toMatch(
			/has TELEGRAM_TOKEN, which nothing reads\.\nThese names are known: .*TELEGRAM_BOT_TOKEN/s,
		);
	});

	it("unattended, what only a person knows is named when it is not given", async () => {
		world.give({});
		const { ok, said } = await world.deploy({ env: { ...world.env, CI: "1" } });
		expect([ok, said]).toEqual([
			false,
			expect.stringContaining("Missing:\nTELEGRAM_BOT_TOKEN: the bot's token, from @BotFather"),
		]);
		nothingMade();
	});

	it("a file that others can read is closed to them", async () => {
		writeFileSync(world.secretsFile, "TELEGRAM_ADMIN_IDS=7\n");
		chmodSync(world.secretsFile, 0o644);
		await world.deploy({ dryRun: true });
		expect(statSync(world.secretsFile).mode & 0o777).toBe(0o600);
	});
});

it("a first deploy whose smoke call fails says what stands and that the command may be repeated; repeated, it works", async () => {
	account().subdomain = "trial";
	world.give({ ...bot(world), ENCRYPTION_KEY: "", TELEGRAM_BOT_TOKEN: "1000001:mistyped-bot-token" });
	const first = await world.deploy();
	expect([first.ok, first.said]).toEqual([false, expect.stringContaining("Telegram does not take the bot")]);
	expect(first.said).toContain("there is no version before it to go back to");
	expect(first.said).toContain("What stands: the secrets in .deploy.secrets, the database, the queues, the migrations.");
	expect(first.said).toContain("The command may be repeated: it goes on from there.");
	expect(first.said).not.toContain("mistyped-bot-token");
	const again = await world.deploy({ env: { ...world.env, CI: "1", TELEGRAM_BOT_TOKEN: world.logIns.TELEGRAM_BOT_TOKEN } });
	expect([again.ok, again.said]).toEqual([true, expect.stringContaining("ok     bot: @sinkron_bot")]);
	expect([account().databases.length, account().queues.length]).toEqual([1, 2]);
});
