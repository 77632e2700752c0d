import { Hono } from "hono";
import type { World } from "../world.ts";
import { answering, failure, invalidField, Refused, success, wrongUrl } from "./answers.ts";
import { authenticate, type Login } from "./authenticate.ts";
import { formatDate, parseTimestamp } from "./clock.ts";
import { ALL_SCOPES } from "./definitions/modules.ts";
import { first, type Input, readInput } from "./input.ts";
import { oauthRoutes, USER } from "./oauth.ts";
import { dataHost, openSession } from "./sessions.ts";
import { renewWebhook } from "./webhook.ts";

const DAY_MS = 24 * 60 * 60 * 1000;
const DONE = ["Proses Berhasil Dilakukan"];
const OWN_SESSION = "API Token ini sudah termasuk Sesi Database. Anda tidak perlu melakukan open-db.do lagi.";

interface Call {
	readonly world: World;
	readonly login: Login;
	readonly input: Input;
}

function databaseOf({ world, input }: Call): void {
	if (first(input, "id") !== String(world.state.accurate.database.id)) throw new Refused("Data Usaha tidak tepat");
}

/** Session and host beside `s` and `d` (facts 1.2). */
function openDb(call: Call): Response {
	const { world, login } = call;
	if (login.kind === "api-token") throw new Refused(OWN_SESSION);
	databaseOf(call);
	const { openDbError } = world.state.accurate.switches;
	if (openDbError !== null) return failure([openDbError], 500);
	return success(DONE, openSession(world));
}

/** Here the new session is inside `d` (facts 1.2, one or two clients). The old one ends. */
function refreshSession(call: Call): Response {
	const { world, login, input } = call;
	if (login.kind === "api-token") throw new Refused(OWN_SESSION);
	databaseOf(call);
	delete world.state.accurate.sessions[first(input, "session") ?? ""];
	return success(openSession(world));
}

function apiToken({ world, login }: Call): Response {
	if (login.kind !== "api-token") return failure(["Invalid_token"], 401);
	const { database, switches } = world.state.accurate;
	return success({
		tokenType: "api",
		user: USER,
		[switches.tokenDatabaseKey]: { id: database.id, alias: database.alias, host: dataHost(world) },
	});
}

function database({ world }: Call): Readonly<Record<string, unknown>> {
	const { id, alias, trial, expired } = world.state.accurate.database;
	return { id, alias, trial, expired, admin: true };
}

const positive = (input: Input, name: string, otherwise: number): number =>
	Math.max(1, Number(first(input, name) ?? otherwise) || otherwise);

/** Windows of at most 24 hours within the last month (facts 8, 13.3: errors as HTTP 500, in English); the last sentence is an invention. */
function webhookHistory({ world, input }: Call): Response {
	const [from, to] = ["from", "to"].map((name) => parseTimestamp(first(input, name) ?? ""));
	if (first(input, "from") === undefined) return failure(["Parameter from is required"], 500);
	if (typeof from !== "number" || typeof to !== "number")
		throw new Refused(invalidField(typeof from === "number" ? "to" : "from"));
	if (to < from || to - from > DAY_MS) return failure(["Filter from-to cannot be greater than 24 hours"], 500);
	if (from < world.now() - 31 * DAY_MS) throw new Refused("Riwayat hanya tersedia untuk 1 bulan terakhir");
	const type = first(input, "type");
	const databaseId = first(input, "databaseId");
	const entries = world.state.accurate.webhookHistory.filter(
		({ at, event }) =>
			at >= from &&
			at < to + 1000 &&
			(type === undefined || event.type === type) &&
			(databaseId === undefined || String(event.databaseId) === databaseId),
	);
	const page = positive(input, "sp.page", 1);
	const pageSize = positive(input, "sp.pageSize", 20);
	const start = (page - 1) * pageSize;
	const d = entries.slice(start, start + pageSize).map(({ event }) => ({ payload: [event], timestamp: event.timestamp }));
	const rowCount = entries.length;
	return success(d, { sp: { page, pageSize, pageCount: Math.ceil(rowCount / pageSize), rowCount, start } });
}

/** Documented as GET; POST is what some clients send (facts 1.3, 1.4, 8). */
const ENDPOINTS: Readonly<Record<string, { readonly methods: readonly string[]; run(call: Call): Response }>> = {
	"db-list": { methods: ["GET"], run: (call) => success([database(call)]) },
	"db-detail": {
		methods: ["GET"],
		run: (call) => {
			databaseOf(call);
			return success(database(call));
		},
	},
	"open-db": { methods: ["GET", "POST"], run: openDb },
	"db-check-session": {
		methods: ["GET"],
		run: ({ world, input }) => success((world.state.accurate.sessions[first(input, "session") ?? ""] ?? 0) > world.now()),
	},
	"db-refresh-session": { methods: ["GET"], run: refreshSession },
	"approved-scope": { methods: ["GET"], run: ({ login }) => success(login.scopes ?? ALL_SCOPES) },
	"auth-info": { methods: ["GET"], run: ({ login }) => success({ user: USER, scopes: login.scopes ?? ALL_SCOPES }) },
	userinfo: { methods: ["GET"], run: () => success(USER) },
	"api-token": { methods: ["GET", "POST"], run: apiToken },
	"webhook-renew": { methods: ["GET", "POST"], run: ({ world }) => success(formatDate(renewWebhook(world))) },
	"webhook-history": { methods: ["GET"], run: webhookHistory },
};

/** account.accurate.id ("Nucleus"). Not rate limited: the limit is the data host's. */
export function accurateAccount(world: World): Hono {
	const app = new Hono();
	app.route("/", oauthRoutes(world));
	app.all("/api/:endpoint", async (c) => {
		const request = c.req.raw;
		const name = c.req.param("endpoint");
		const key = name.replace(/\.do$/, "");
		const endpoint = name.endsWith(".do") && Object.hasOwn(ENDPOINTS, key) ? ENDPOINTS[key] : undefined;
		if (!endpoint?.methods.includes(request.method)) return wrongUrl();
		const login = await authenticate(world, request);
		if (login instanceof Response) return login;
		const input = await readInput(request);
		return input ? answering(() => endpoint.run({ world, login, input })) : failure(["Invalid JSON"], 400);
	});
	app.all("*", wrongUrl);
	return app;
}
