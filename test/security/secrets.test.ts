import { runInDurableObject } from "cloudflare:test";
import { env, exports } from "cloudflare:workers";
import { sql } from "drizzle-orm";
import { expect, it, vi } from "vitest";
import { database } from "../../src/store/database.ts";
import { lastRun } from "../../src/store/runs.ts";
import { readCredential } from "../../src/systems/accurate/credential.ts";
import { exchangeCode, SCOPES } from "../../src/systems/accurate/oauth-grant.ts";
import { publicRoutes } from "../../src/web/app.ts";
import { CONNECTION, invocation, oauthApp, syncContext } from "../../src/wiring.ts";
import { createStack, ended, PUBLIC_URL, type Stack, waitFor } from "../support/stack.ts";

const MAIN = "http://127.0.0.1:8788";
const OAUTH = {
	ACCURATE_CLIENT_ID: "local-client-id",
	ACCURATE_CLIENT_SECRET: "local-client-secret",
	ACCURATE_DATABASE_ID: "1001",
};

/** Everything that opens something, as it is and as it may be written elsewhere. */
function secretsOf(values: readonly string[]): readonly string[] {
	return values.flatMap((value) => [value, value.replace(/^whsec_/, ""), btoa(value), encodeURIComponent(value)]);
}
/** By their names, so that a new one is not forgotten. */
const CONFIGURED = Object.entries({ ...env, ...OAUTH }).flatMap(([name, value]) =>
	/(KEY|SECRET|TOKEN)$/.test(name) && typeof value === "string" && value !== "" ? [value] : [],
);

/** All that has been printed, whoever printed it. */
function listen(): { text(): string } {
	const printed: unknown[] = [];
	for (const level of ["debug", "info", "log", "warn", "error"] as const)
		vi.spyOn(console, level).mockImplementation((...given) => void printed.push(...given));
	return { text: () => printed.map((one) => (one instanceof Error ? `${one.stack} ${one.cause}` : String(one))).join("\n") };
}

/** Every row of every table, and what the coordinator keeps for itself. */
async function stored(): Promise<string> {
	const db = database(env.DB);
	const tables = await db.all<{ name: string }>(
		sql`SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE '\\_cf%' ESCAPE '\\' AND name NOT LIKE 'sqlite%'`,
	);
	expect(tables.map(({ name }) => name)).toEqual(
		expect.arrayContaining(["audit", "run", "credential", "dead_letter", "watcher"]),
	);
	const rows = await Promise.all(tables.map(({ name }) => db.all(sql`SELECT * FROM ${sql.identifier(name)}`)));
	const coordinator = await runInDurableObject(env.COORDINATOR.get(env.COORDINATOR.idFromName(CONNECTION)), async (_, state) => [
		...(await state.storage.list()),
	]);
	return JSON.stringify([rows, coordinator]);
}

/** What the Worker answers to somebody who holds the key: every route that can be read, with ids that there are. */
async function answers(runId: string): Promise<string> {
	const ask = (path: string, init: RequestInit = {}): Promise<Response> =>
		exports.default.fetch(new Request(`${PUBLIC_URL}${path}`, { redirect: "manual", ...init }));
	const entered = await ask("/sign-in", {
		method: "POST",
		body: new URLSearchParams({ key: env.API_KEY }),
		headers: { origin: PUBLIC_URL },
	});
	const cookie = (entered.headers.get("set-cookie") ?? "").split(";")[0] ?? "";
	expect([entered.status, cookie.startsWith("sinkron_session=")]).toEqual([303, true]);
	const headers = { cookie, authorization: `Bearer ${env.API_KEY}` };
	const texts: string[] = [];
	for (const { method, path } of publicRoutes) {
		if (method !== "GET") continue;
		for (const init of [{ headers }, {}]) {
			const response = await ask(path.replace(/:\w+|\{\w+\}/g, runId), init);
			texts.push(JSON.stringify([path, response.status, ...response.headers]), await response.text());
		}
	}
	return texts.join("\n");
}

const toBot = async (stack: Stack, text: string): Promise<void> => {
	await stack.control("/telegram/messages", "POST", { from: { id: 7, first_name: "Ani" }, text });
};

async function registerBot(stack: Stack): Promise<void> {
	const body = JSON.stringify({ url: `${PUBLIC_URL}/telegram/webhook`, secret_token: env.TELEGRAM_WEBHOOK_SECRET });
	const headers = { "content-type": "application/json" };
	const url = `${MAIN}/telegram/bot${env.TELEGRAM_BOT_TOKEN}/setWebhook`;
	await stack.sandbox.fetch(new Request(url, { method: "POST", headers, body }));
}

/** Makes every login fail that passes here, in the ways that logins fail. */
function breakLogins(): void {
	const inner = globalThis.fetch;
	// Word for word what they were given, as Spring's "Invalid access token: …" does.
	const refusals: Record<string, (given: string) => Response> = {
		"/smh/": (given) => Response.json({ error: { code: "unauthorized", message: `kunci ditolak: ${given}` } }, { status: 401 }),
		"/accurate/": (given) =>
			Response.json({ error: "invalid_token", error_description: `Invalid access token: ${given}` }, { status: 401 }),
	};
	vi.stubGlobal("fetch", async (input: RequestInfo, init?: RequestInit) => {
		const { url, headers } = new Request(input, init);
		const refusal = Object.entries(refusals).find(([part]) => url.includes(part))?.[1];
		if (refusal) return refusal((headers.get("authorization") ?? "").replace(/^Bearer /, ""));
		// As some runtimes do, with the whole address in the error: of the bot that is where its token is.
		if (url.includes("/telegram/")) throw new TypeError(`connect ECONNREFUSED ${url}`);
		return await inner(input, init);
	});
}

function expectNone(where: string, text: string, secrets: readonly string[]): void {
	expect(text.length, `${where} has been read`).toBeGreaterThan(200);
	const found = secretsOf(secrets).filter((secret) => text.includes(secret));
	expect([where, found]).toEqual([where, []]);
}

it("law 13: no secret in any log line, table or answer, through a whole sync, failing logins, the bot, the page and the API", async () => {
	const console = listen();
	const stack = await createStack({ scenario: "generated", customers: 12, products: 6, employees: 3, seed: 5 });
	await registerBot(stack);
	const { run } = await stack.sync();
	expect(run.state).toBe("done");
	for (const text of ["/info", "/masalah", "/pengaturan"]) await toBot(stack, text);
	await toBot(stack, "/sinkron");
	await waitFor(async () => {
		const chat = await stack.control<{ text: string }[]>("/telegram/chats/7/messages");
		expect(chat.at(-1)?.text).toMatch(/selesai/i);
	});

	const link = JSON.stringify(await stack.control("/telegram/chats/7/messages"));
	const linkToken = /token=([\w.-]+)/.exec(link)?.[1];
	expect(linkToken).toBeDefined();

	breakLogins();
	const failed = await stack.sync();
	expect(failed.run).toMatchObject({ state: "failed", error: expect.stringMatching(/ditolak|Invalid access token/) });
	await exports.default
		.fetch(
			new Request(`${PUBLIC_URL}/telegram/webhook`, {
				method: "POST",
				headers: { "x-telegram-bot-api-secret-token": env.TELEGRAM_WEBHOOK_SECRET, "content-type": "application/json" },
				body: JSON.stringify({
					update_id: 99_001,
					message: {
						message_id: 9,
						date: 0,
						chat: { id: 7, type: "private" },
						from: { id: 7, is_bot: false, first_name: "Ani" },
						text: "/sinkron",
					},
				}),
			}),
		)
		.then((response) => expect(response.status).toBe(200));
	const started = await lastRun(database(env.DB), CONNECTION);
	await ended(await stack.context(), started?.id ?? "");

	// What was to be seen is there: the failures of each login, and of Telegram.
	expect(console.text()).toMatch(/"event":"telegram_\w+"/);

	const secrets = [...CONFIGURED, linkToken ?? ""];
	expect(CONFIGURED.length).toBeGreaterThan(8);
	expectNone("answers", await answers(failed.run.id), secrets);
	expectNone("the database", await stored(), secrets);
	expectNone("the log", console.text(), secrets);
	expectNone("the chat", JSON.stringify(await stack.control("/telegram/chats/7/messages")), CONFIGURED);
});

it("law 13: nor the tokens that Accurate's consent brings, which are in the database only sealed", async () => {
	const console = listen();
	const stack = await createStack({ scenario: "generated", customers: 3, products: 0, employees: 0, seed: 5 });
	const at = invocation({ ...env, ...OAUTH });
	const app = oauthApp(at, CONNECTION);
	if (!app) throw new Error("the login is not OAuth");
	const { oauth } = stack.sandbox.world.state.accurate;
	const redirectUri = `${PUBLIC_URL}/oauth/accurate/callback`;
	oauth.codes["the-consent-code"] = { redirectUri, scopes: [...SCOPES], expiresAt: Date.now() + 60_000 };
	await exchangeCode(app, "the-consent-code", redirectUri);
	const silent = { progress: async () => {}, asks: async () => {}, ended: async () => {} };
	const { ports } = await syncContext(at, CONNECTION, { ...(await stack.context()).notifier, ...silent });
	expect((await ports.accurate.list("customer", { page: 1, size: 100 })).total).toBe(3);

	const login = await readCredential(app.store);
	if (login?.mode !== "oauth") throw new Error("no login has been stored");
	const secrets = [login.accessToken, login.refreshToken, login.session ?? ""];
	expect(secrets.every((secret) => secret.length > 8)).toBe(true);
	expectNone("the database", await stored(), [...secrets, "the-consent-code", OAUTH.ACCURATE_CLIENT_SECRET]);
	expectNone("answers", await answers("x"), [...secrets, "the-consent-code", OAUTH.ACCURATE_CLIENT_SECRET]);
	const found = secretsOf(secrets).filter((secret) => console.text().includes(secret));
	expect(found).toEqual([]);
});
