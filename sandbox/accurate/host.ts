import { type Context, Hono, type MiddlewareHandler } from "hono";
import type { World } from "../world.ts";
import { answering, failure, invalidToken, json, Refused, success, wrongSession, wrongUrl } from "./answers.ts";
import { authenticate, bearerOf, checkScope, checkSession } from "./authenticate.ts";
import { bulkSave, REJECTED } from "./bulk.ts";
import type { Action } from "./definitions/definition.ts";
import { isModule, MODULES, scopeOf } from "./definitions/modules.ts";
import { inEnglish } from "./english.ts";
import { type Input, readInput } from "./input.ts";
import { rateLimited } from "./limiter.ts";
import { listRecords } from "./list.ts";
import { lookUp, removeRecord } from "./remove.ts";
import { renderRecord } from "./render.ts";
import { messageOf, saveRecord } from "./save.ts";
import { expireAccessToken, expireSessions } from "./sessions.ts";
import type { ModuleName } from "./state.ts";

export { moveDatabase } from "./sessions.ts";

/** Faults that only this host can play; a middleware given to accurateHost asks for one with `c.set("fault", …)`. */
export type HostFault = "session-expired" | "token-expired" | "rows-rejected" | "shifted-page";
export interface HostEnv {
	Variables: { fault?: HostFault | undefined };
}

interface Call {
	readonly world: World;
	readonly module: ModuleName;
	readonly input: Input;
	readonly fault: HostFault | undefined;
}

/** Methods are the documented ones and those that clients were seen to use (facts 3, 4, 6). */
const ACTIONS: Readonly<Record<Action, { readonly methods: readonly string[]; run(call: Call): Response }>> = {
	list: {
		methods: ["GET", "POST"],
		run: ({ world, module, input, fault }) => {
			const { d, sp } = listRecords(world.state.accurate, module, input, fault === "shifted-page");
			return success(d, { sp });
		},
	},
	detail: {
		methods: ["GET", "POST"],
		run: ({ world, module, input }) => {
			const record = lookUp(world.state.accurate, module, input);
			if (!record && world.state.accurate.switches.emptyAfterDelete) return success([]);
			if (!record) throw new Refused(`${MODULES[module].label} tidak tepat`);
			return success(renderRecord(world.state.accurate, module)(record));
		},
	},
	save: {
		methods: ["POST"],
		run: ({ world, module, input, fault }) => {
			if (fault === "rows-rejected") throw new Refused(REJECTED);
			const record = saveRecord(world, module, input);
			return success([messageOf(module, record, "disimpan")], { r: renderRecord(world.state.accurate, module)(record) });
		},
	},
	"bulk-save": {
		methods: ["POST"],
		run: ({ world, module, input, fault }) => json(bulkSave(world, module, input, fault === "rows-rejected")),
	},
	delete: {
		methods: ["DELETE", "POST"],
		run: ({ world, module, input }) => success([removeRecord(world, module, input)]),
	},
};

const actionOf = (text: string): Action | null => {
	const name = text.replace(/\.do$/, "");
	// hasOwn has just shown that it is one of the keys.
	return text.endsWith(".do") && Object.hasOwn(ACTIONS, name) ? (name as Action) : null;
};

/** A moved database answers at its new origin only; the old one points there, with the same path and query (facts 1.5). */
const atItsOrigin =
	({ state, origins }: World): MiddlewareHandler =>
	async (c, next) => {
		const url = new URL(c.req.url);
		const { moved } = state.accurate.database;
		if (url.origin === (moved ? origins.moved : origins.data)) return next();
		if (!moved || url.origin !== origins.data) return wrongUrl();
		return new Response(null, { status: 308, headers: { location: `${origins.moved}${url.pathname}${url.search}` } });
	};

/** With OAuth the session or token really ends; an API token has neither, so this one call is answered alike. */
function playAuthFault(world: World, request: Request, fault: HostFault | undefined): Response | null {
	if (fault === "session-expired") {
		expireSessions(world);
		return wrongSession();
	}
	if (fault !== "token-expired") return null;
	expireAccessToken(world);
	return invalidToken(request, bearerOf(request));
}

async function answer(world: World, c: Context<HostEnv, "/accurate/host/:dbId/accurate/api/:module/:action">): Promise<Response> {
	const request = c.req.raw;
	const { dbId, module } = c.req.param();
	const action = actionOf(c.req.param("action"));
	if (!isModule(module) || action === null || !MODULES[module].actions.includes(action)) return wrongUrl();
	if (!ACTIONS[action].methods.includes(request.method)) return wrongUrl();
	const fault = c.get("fault");
	const faulty = playAuthFault(world, request, fault);
	if (faulty) return faulty;
	const login = await authenticate(world, request);
	if (login instanceof Response) return login;
	const refused = checkSession(world, request, login, dbId) ?? checkScope(request, login, scopeOf(module, action));
	if (refused) return refused;
	const input = await readInput(request);
	if (!input) return failure(["Invalid JSON"], 400);
	const english = login.kind === "oauth" && world.state.accurate.switches.userLanguage === "en";
	return answering(() => ACTIONS[action].run({ world, module, input, fault }), english ? inEnglish : undefined);
}

/**
 * The data host, for requests at the data origin and at the moved one. `inside` runs after the rate limiter, so that the
 * latency and the faults it adds count as calls in flight.
 */
export function accurateHost(world: World, inside: MiddlewareHandler<HostEnv> = (_, next) => next()): Hono<HostEnv> {
	const app = new Hono<HostEnv>();
	app.use("/accurate/host/*", rateLimited(world), inside, atItsOrigin(world));
	app.all("/accurate/host/:dbId/accurate/api/:module/:action", (c) => answer(world, c));
	app.all("/accurate/host/*", wrongUrl);
	return app;
}
