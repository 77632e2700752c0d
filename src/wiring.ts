import { type Coordinator, gateOf, withLock } from "./coordinator/client.ts";
import type { Log } from "./domain/log.ts";
import { type Standing, standing, succeeding } from "./domain/status/standing.ts";
import { PARTS, type Setup } from "./domain/status/status.ts";
import { need, readSettings, type Settings } from "./env.ts";
import { readSettings as readConnectionSettings } from "./store/connections.ts";
import { readSealed, writeSealed } from "./store/credentials.ts";
import { commit, type Database, database } from "./store/database.ts";
import { metered } from "./store/metered.ts";
import { createSealer } from "./store/sealing.ts";
import type { Budget, Notifier, SyncContext } from "./sync/context.ts";
import { createTenure, type Tenure } from "./sync/run/tenure.ts";
import { createAccurate } from "./systems/accurate/accurate.ts";
import type { AccurateAuth } from "./systems/accurate/auth.ts";
import { accurateChannel } from "./systems/accurate/channel.ts";
import type { CredentialStore } from "./systems/accurate/credential.ts";
import { accurateLogin } from "./systems/accurate/login.ts";
import { createOAuth } from "./systems/accurate/oauth.ts";
import type { OAuthApp } from "./systems/accurate/oauth-grant.ts";
import { createTokenAuth } from "./systems/accurate/token-auth.ts";
import type { LoginCheck, SideLogin } from "./systems/login.ts";
import { createOutbound, type Outbound } from "./systems/outbound.ts";
import { smhChannel } from "./systems/smh/channel.ts";
import { smhLogin } from "./systems/smh/login.ts";
import { createSmh } from "./systems/smh/smh.ts";
import { hidingTemporary } from "./systems/without-temporary.ts";

/** The one connection there is for now. */
export const CONNECTION = "default";

export const log: Log = {
	info: (event, fields) => console.log(JSON.stringify({ level: "info", event, ...fields })),
	warn: (event, fields) => console.warn(JSON.stringify({ level: "warn", event, ...fields })),
	error: (event, fields) => console.error(JSON.stringify({ level: "error", event, ...fields })),
};

/** What one invocation of the Worker has at hand. Settings are read, nothing is checked: a feature checks what it needs. */
export interface Invocation {
	readonly env: Env;
	readonly settings: Settings;
	readonly db: Database;
	readonly outbound: Outbound;
	/** Names the invocation. */
	readonly id: string;
	readonly tenure: Tenure;
	/** What it has left (law 9). */
	budget(): Budget;
	/** The object of a connection, or of a login that connections share. */
	coordinator(name: string): Coordinator;
}

/** What an invocation may spend: less than the 50 calls and 50 statements of the platform's free plan, and far from its end. */
const MOST: Budget = { calls: 48, statements: 40, ms: 60_000 };

export function invocation(env: Env): Invocation {
	const began = Date.now();
	const { db, statements } = metered(env.DB);
	const tenure = createTenure();
	// Looked up at each call, so that whoever owns the global decides.
	const outbound = createOutbound({ fetch: (...args) => fetch(...args), mayWrite: () => tenure.allowsWrite(Date.now()) });
	return {
		env,
		settings: readSettings(env),
		db: database(db),
		outbound,
		id: crypto.randomUUID(),
		tenure,
		budget: () => ({
			calls: MOST.calls - outbound.calls,
			statements: MOST.statements - statements(),
			ms: MOST.ms - (Date.now() - began),
		}),
		coordinator: (name) => env.COORDINATOR.get(env.COORDINATOR.idFromName(name)),
	};
}

function every(ms: number, work: () => void): () => void {
	const timer = setInterval(work, ms);
	return () => clearInterval(timer);
}

/** What the engine works with. Throws `not_configured`, naming the settings, when a system's login is missing. */
export async function syncContext(at: Invocation, connection: string, notifier: Notifier): Promise<SyncContext> {
	const coordinator = at.coordinator(connection);
	const smh = need(at.settings.smh);
	const auth = accurateAuth(at, connection);
	const settings = await readConnectionSettings(at.db, connection, need(at.settings.connection));
	const account = { ...accountOf(at, connection), auth, databaseId: accurateDatabase(at.settings) };
	const smhPort = createSmh({
		outbound: at.outbound,
		gate: gateOf(coordinator, "smh"),
		baseUrl: smh.url,
		apiKey: smh.apiKey,
		now: Date.now,
	});
	return {
		connection,
		claim: at.id,
		tenure: at.tenure,
		budget: at.budget,
		every,
		db: at.db,
		settings,
		coordinator,
		queue: at.env.SYNC_JOBS,
		notifier,
		log,
		now: Date.now,
		channels: [smhChannel, accurateChannel({ ...account, registered: at.settings.accurateWebhook.ok })],
		logins: [smhLogin(smhPort, Date.now), accurateLogin(account)].map((check) => rememberedLogin(at, connection, check)),
		ports: {
			smh: hidingTemporary(smhPort),
			accurate: hidingTemporary(
				createAccurate({
					outbound: at.outbound,
					gate: gateOf(at.coordinator(loginOf(at.settings)), "accurate"),
					auth,
					branch: settings.branch,
					now: Date.now,
				}),
			),
		},
	};
}

function accurateAuth(at: Invocation, connection: string): AccurateAuth {
	const login = need(at.settings.accurate);
	const common = accountOf(at, connection);
	if (login.mode === "token") {
		return createTokenAuth({ ...common, apiToken: login.apiToken, signatureSecret: login.signatureSecret });
	}
	return createOAuth({ ...common, clientId: login.clientId, clientSecret: login.clientSecret, databaseId: login.databaseId });
}

/** The one database that an OAuth login is for; what an API token opens is not told before it is asked. */
export const accurateDatabase = ({ accurate }: Settings): string | null =>
	accurate.ok && accurate.value.mode === "oauth" ? accurate.value.databaseId : null;

const accountOf = (at: Invocation, connection: string) => ({
	accountUrl: need(at.settings.accurate).accountUrl,
	outbound: at.outbound,
	gate: gateOf(at.coordinator(loginOf(at.settings)), "accurate"),
	store: credentialStore(at, connection),
	now: Date.now,
});

/** The app that asks an admin for consent; throws `not_configured` in API token mode. */
export function oauthApp(at: Invocation, connection: string): OAuthApp | null {
	const login = need(at.settings.accurate);
	if (login.mode !== "oauth") return null;
	return { ...accountOf(at, connection), clientId: login.clientId, clientSecret: login.clientSecret };
}

function credentialStore(at: Invocation, connection: string): CredentialStore {
	const key = { connection, system: "accurate" };
	const sealer = createSealer(need(at.settings.sealing).key);
	return {
		read: () => readSealed(at.db, key, sealer),
		write: async (credential) => commit(at.db, [await writeSealed(key, credential, sealer, Date.now())]),
		locked: (work) => withLock(at.coordinator(loginOf(at.settings)), "accurate-login", work),
	};
}

/** What a side told of our login is kept as the login itself is: sealed. */
function rememberedLogin(at: Invocation, connection: string, { side, look }: LoginCheck): SideLogin {
	const key = { connection, system: `${side}-standing` };
	const sealer = createSealer(need(at.settings.sealing).key);
	const known = async (): Promise<Standing | null> => standing.safeParse(await readSealed(at.db, key, sealer)).data ?? null;
	return {
		side,
		known,
		async look() {
			const told = succeeding(await known(), await look());
			await commit(at.db, [await writeSealed(key, told, sealer, told.at)]);
			return told;
		},
	};
}

/** Of each part what is missing among its settings. */
export const setupOf = (settings: Settings): Setup => {
	const missing = PARTS.map((part) => {
		const feature = settings[part];
		return [part, feature.ok ? null : feature.message];
	});
	// Every part has its entry.
	return Object.fromEntries(missing) as Setup;
};

/** The object that keeps the gate and the lock of the login to Accurate: connections that share a login share its limits (law 8). */
function loginOf(settings: Settings): string {
	const login = need(settings.accurate);
	// What the login is called, not its secret: the token's own middle part, or the application and its database.
	const name = login.mode === "token" ? (login.apiToken.split(".")[2] ?? "") : `${login.clientId}/${login.databaseId}`;
	return `accurate-login:${name}`;
}
