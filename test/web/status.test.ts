import { sql } from "drizzle-orm";
import { describe, expect, it } from "vitest";
import { SystemError } from "../../src/domain/errors.ts";
import type { Standing } from "../../src/domain/status/standing.ts";
import { commit } from "../../src/store/database.ts";
import { insertRun } from "../../src/store/runs.ts";
import { createPageLink } from "../../src/web/security/page-link.ts";
import { COMPLETE } from "../support/setup.ts";
import { accurateStanding, loginThat, smhStanding } from "../support/standings.ts";
import { createWorld, NASTY, NOON, ORIGIN, openBrowser, read, SEALING_KEY, signedIn, type World } from "./support.ts";

const DAY_MS = 24 * 3_600_000;

const connected = (change: Partial<Standing> = {}): Promise<World> =>
	createWorld((deps) => ({
		sync: async () => ({
			...(await deps.sync()),
			logins: [loginThat("smh", () => smhStanding(NOON)), loginThat("accurate", () => accurateStanding(NOON, change))],
		}),
	}));

async function failedRun(world: World, error: string): Promise<void> {
	const run = {
		id: crypto.randomUUID(),
		connection: world.connection,
		mode: "auto",
		entities: ["customer"],
		trigger: "api",
	} as const;
	const rest = { state: "failed", phase: 0, fence: 0, subject: null, startedAt: NOON, finishedAt: NOON, question: null } as const;
	await commit(world.db, [
		insertRun({ ...run, ...rest, actor: { kind: "cron" }, error: null, confirmed: false }),
		sql`UPDATE run SET finished_at = ${NOON}, error = ${error} WHERE id = ${run.id}`,
	]);
}

describe("the page /status", () => {
	it("is for whoever is signed in, and has its place in the menu", async () => {
		const world = await connected();
		expect((await openBrowser(world).get("/status")).status).toBe(303);
		const browser = await signedIn(world);
		const page = await (await browser.get("/status")).text();
		expect(page).toContain('<a href="/status" aria-current="page">Status</a>');
		expect(read(page)).toContain("Tidak ada yang perlu dibereskan.");
		expect(read(page)).toContain("Izin Accurate: dibuat 2 hari lalu, sampai 5 Des 2026, diperpanjang sendiri");
	});

	it("leads to what puts a fault right", async () => {
		const browser = await signedIn(await connected({ missing: [{ on: "employee", to: "delete", name: "employee_delete" }] }));
		const page = await (await browser.get("/status?lang=en")).text();
		expect(read(page)).toContain("1 thing to put right.");
		expect(read(page)).toContain("The login to Accurate lacks rights: Employees – delete (employee_delete)");
		expect(page).toContain('<a href="/oauth/accurate/start">Give consent in Accurate Online</a>');
	});

	it("escapes what systems and people wrote, and has no script in it", async () => {
		const world = await connected({ refused: { words: NASTY, remedy: "consent" } });
		await failedRun(world, `${NASTY} Toko & Jaya 😀`);
		const response = await (await signedIn(world)).get("/status");
		const page = await response.text();
		expect(page).not.toContain("<script>");
		expect(page).not.toContain("<img");
		expect(page).not.toMatch(/ on\w+=['"]/);
		expect(page).not.toMatch(/ style="/);
		expect(page).toContain("&lt;script&gt;");
		expect(page).toContain("Toko &amp; Jaya 😀");
		expect([...page.matchAll(/<script[^>]*>([^<]*)/g)].map(([, inline]) => inline)).toEqual([""]);
		expect(response.headers.get("content-security-policy")).toContain("script-src 'self'");
	});

	it("names the settings that are missing when nothing is connected yet", async () => {
		const world = await createWorld(() => ({
			setup: {
				...COMPLETE,
				accurate: "Accurate Online: ACCURATE_API_TOKEN is missing",
				telegram: "Telegram: TELEGRAM_BOT_TOKEN is missing",
			},
			sync: () => Promise.reject(new SystemError("not_configured", "x")),
			botState: () => Promise.reject(new Error("asked though there is no bot")),
		}));
		const page = read(await (await (await signedIn(world)).get("/status")).text());
		expect(page).toContain("2 hal perlu dibereskan.");
		expect(page).toContain("Pengaturan belum lengkap – Accurate Online: ACCURATE_API_TOKEN is missing");
		expect(page).toContain("Telegram: belum diatur");
		expect(world.lines).toEqual([]);
	});

	it("opens by the bot's link, and such a link leads nowhere but to pages of ours", async () => {
		const world = await connected();
		const to = async (target: string) => {
			const link = await createPageLink(ORIGIN, SEALING_KEY, NOON, { userId: 7, name: "Ani" }, target);
			return (await openBrowser(world).get(link.slice(ORIGIN.length))).headers.get("location");
		};
		expect(await to("/status")).toBe("/status");
		expect(await to("/oauth/accurate/start")).toBe("/oauth/accurate/start");
		for (const elsewhere of ["https://evil.example", "//evil.example", "/sign-out", "/status/../x"]) {
			expect(await to(elsewhere)).toBe("/sync-information");
		}
	});
});

describe("GET /api/v1/status", () => {
	it("is the detail of /health: what is connected, and each fault with its cure", async () => {
		const end = NOON + 3 * DAY_MS;
		const licence = { endsAt: end, accessUntil: null, accessToldAt: null, trial: false, expired: false };
		const world = await connected({ licence });
		const { status, body } = await world.api("/status");
		expect(status).toBe(200);
		expect(body).toMatchObject({
			at: "2026-11-22T05:00:00.000Z",
			verdict: "1 hal perlu dibereskan.",
			faults: [
				{
					...{ kind: "ends", what: "Lisensi Accurate berakhir 3 hari lagi (25 Nov 2026)" },
					...{ cure: "Perpanjang lisensi di Accurate.", path: null, command: null },
				},
			],
			setup: { smh: null, accurate: null },
			logins: [
				{ side: "smh", accepted: true, missingRights: [], token: null },
				{
					side: "accurate",
					accepted: true,
					answers: true,
					token: { renewable: true },
					licence: { endsAt: "2026-11-25T05:00:00.000Z" },
				},
			],
			webhooks: [
				{ side: "smh", open: true, heardAt: null, silent: false },
				{ side: "accurate", open: true },
			],
			bot: { registered: true, pending: 0, failedAt: null },
			runs: { nightly: null, asked: null },
			freshness: { today: null, before: null, trend: null, partial: false },
			waiting: { count: 0, more: false, oldestAt: null },
		});
		const english = await world.api("/status?lang=en");
		expect(english.body).toMatchObject({ faults: [{ what: "The licence of Accurate ends in 3 days (25 Nov 2026)" }] });
		expect((await world.api("/status?lang=fr")).status).toBe(400);
	});

	it("has its shape in the description, as the report has", async () => {
		const document = await (await (await connected()).fetch("/api/openapi.json")).json<{
			paths: Record<string, { get: { responses: Record<string, { content: Record<string, { schema: unknown }> }> } }>;
			components: { schemas: Record<string, { properties?: object; required?: string[] }> };
		}>();
		const schemaOf = (path: string) => document.paths[path]?.get.responses["200"]?.content["application/json"]?.schema;
		expect(schemaOf("/api/v1/status")).toEqual({ $ref: "#/components/schemas/Status" });
		expect(schemaOf("/api/v1/report")).toEqual({ $ref: "#/components/schemas/Report" });
		const { Status } = document.components.schemas;
		const { body } = await (await connected()).api("/status");
		expect(new Set(Object.keys(Status?.properties ?? {}))).toEqual(new Set(Object.keys(body as object)));
	});

	it("answers the report to whoever holds the key", async () => {
		const world = await connected();
		await failedRun(world, `Budi Santoso 0812345678 HTTP 500`);
		const { status, body } = await world.api("/report");
		expect([status, body]).toMatchObject([200, { format: 1, runs: [{ state: "failed", error: { http: 500 } }] }]);
		expect(JSON.stringify(body)).not.toContain("Budi");
	});
});
