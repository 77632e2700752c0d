import { Hono } from "hono";
import { accurateAccount } from "./accurate/account.ts";
import { emptyAccurate } from "./accurate/empty.ts";
import { accurateHost, moveDatabase } from "./accurate/host.ts";
import { expireAccessToken, expireSessions } from "./accurate/sessions.ts";
import { createCallLog } from "./control/calls.ts";
import { createDeliveries } from "./control/deliveries.ts";
import { createFaults } from "./control/faults.ts";
import { createManners, DISTRIBUTOR } from "./control/manners.ts";
import { type AccurateFault, createObserver, type Handler, type Latency } from "./control/observe.ts";
import { peopleOf } from "./control/people.ts";
import { controlRoutes } from "./control/routes.ts";
import { sandboxPage } from "./page/page.ts";
import { type ScenarioOptions, scenarioOf } from "./scenarios/scenario.ts";
import { smhApp } from "./smh/app.ts";
import { emptySmh } from "./smh/state.ts";
import { telegramApp } from "./telegram/app.ts";
import { emptyTelegram, resetTelegram } from "./telegram/state.ts";
import type { Origins, SystemName, World, WorldState } from "./world.ts";

export interface SandboxOptions {
	readonly origins: Origins;
	readonly now?: () => number;
	/** Reaches whom the stand-ins deliver to. */
	readonly fetch?: typeof fetch;
	readonly initial?: WorldState;
	/** State changed: a moment to save it. */
	readonly onChange?: () => void;
	/** Starts work that outlives the call which caused it; at once, unless the runtime ends such work with the call. */
	readonly begin?: (work: () => void) => void;
}

export interface Sandbox {
	readonly world: World;
	/** Answers as the system that the URL's origin and path name. Rejects with TypeError where a fault breaks the connection. */
	fetch(request: Request): Promise<Response>;
	/** Ends when no delivery of the stand-ins is under way or waiting for another try. */
	idle(): Promise<void>;
	/** A fresh outside world, without faults, latency and call log; registrations and logins stay. */
	reset(options: ScenarioOptions): void;
}

/** Sample records have ids up to this one in every scenario, so that the local dummy rule never meets a later record. */
const LAST_SAMPLE_ID = 2150;

const freshAccurate = () => ({ ...emptyAccurate(), nextId: LAST_SAMPLE_ID + 1 });
const emptyWorld = (): WorldState => ({ accurate: freshAccurate(), smh: emptySmh(), telegram: emptyTelegram() });

const PREFIXES: readonly (readonly [string, SystemName])[] = [
	["/accurate/", "accurate"],
	["/smh/", "smh"],
	["/telegram/", "telegram"],
];

/** The three outside systems as one app over one state. Uses no Node API: tests mount it inside the Worker's runtime. */
export function createSandbox({ origins, now = Date.now, fetch: send, initial, onChange, begin }: SandboxOptions): Sandbox {
	const calls = createCallLog(now);
	const faults = createFaults();
	const latency: Latency = { accurate: 0, smh: 0, telegram: 0 };
	const deliveries = createDeliveries(send ?? ((input, init) => fetch(input, init)), faults, begin ?? ((work) => work()));
	const world: World = {
		state: initial ?? emptyWorld(),
		origins,
		now,
		deliver: deliveries.deliver,
		deliverLater: deliveries.deliverLater,
		touched: () => onChange?.(),
	};
	const { state } = world;

	const observer = createObserver(calls, faults, latency);
	const manners = createManners(world);
	/** Faults of Accurate outside its data host; the rows and pages of the others are that host's. */
	function playInAccurate(fault: AccurateFault): void {
		if (fault === "moved-308") moveDatabase(world);
		else if (fault === "session-expired") expireSessions(world);
		else if (fault === "token-expired") expireAccessToken(world);
	}

	function reset(options: ScenarioOptions): void {
		const scenario = scenarioOf(options);
		deliveries.cancel();
		faults.set([]);
		Object.assign(latency, { accurate: 0, smh: 0, telegram: 0 });
		const { webhook, oauth, sessions } = state.accurate;
		state.accurate = { ...freshAccurate(), webhook, oauth, sessions };
		if (options.scenario === "distributor") state.accurate.manners = DISTRIBUTOR;
		state.smh = { ...emptySmh(), webhook: state.smh.webhook };
		state.telegram = resetTelegram(state.telegram);
		const people = peopleOf(world);
		// Customers name their salesman, so employees come first.
		for (const entity of ["employee", "customer", "product"] as const) {
			people.accurate.load(entity, scenario.accurate[entity]);
			people.smh.load(entity, scenario.smh[entity]);
		}
		calls.clear();
		world.touched();
	}

	const main = new Hono();
	main.route("/accurate/account", accurateAccount(world));
	main.route("/smh/v1", smhApp(world));
	main.route("/telegram", telegramApp(world));
	main.route("/control", controlRoutes({ world, calls, faults, latency, reset }));
	main.route("/", sandboxPage(world));
	const host = accurateHost(world, async (c, next) => {
		const handle = async () => {
			await next();
			return c.res;
		};
		await manners.meet(c.req.raw);
		const answer = await observer.disturb("accurate", c.req.raw, handle, (fault) => {
			if (fault === "moved-308") moveDatabase(world);
			else c.set("fault", fault);
		});
		// Emptied first: Hono would mix the headers of the answer before into it.
		c.res = undefined;
		c.res = answer;
	});
	// A broken connection must reach the caller as such, not as an answer with status 500.
	host.onError((error) => {
		throw error;
	});

	return {
		world,
		async fetch(request) {
			const { origin, pathname } = new URL(request.url);
			if (origin === origins.data || origin === origins.moved) {
				return await observer.log("accurate", request, (asked) => host.fetch(asked));
			}
			const handle: Handler = (asked) => main.fetch(asked);
			const system = PREFIXES.find(([prefix]) => pathname.startsWith(prefix))?.[1];
			if (!system) return await handle(request);
			return await observer.log(system, request, (asked) => observer.disturb(system, asked, handle, playInAccurate));
		},
		idle: deliveries.idle,
		reset,
	};
}
