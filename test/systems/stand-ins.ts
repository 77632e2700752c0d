import { createSandbox } from "../../sandbox/app.ts";
import { CREDENTIALS } from "../../sandbox/credentials.ts";
import { createAccurate } from "../../src/systems/accurate/accurate.ts";
import type { AccurateAuth } from "../../src/systems/accurate/auth.ts";
import { createOAuth } from "../../src/systems/accurate/oauth.ts";
import { exchangeCode, SCOPES } from "../../src/systems/accurate/oauth-grant.ts";
import { createTokenAuth } from "../../src/systems/accurate/token-auth.ts";
import type { Gate } from "../../src/systems/outbound.ts";
import type { SystemPort } from "../../src/systems/port.ts";
import { createSmh } from "../../src/systems/smh/smh.ts";
import { memoryStore, NOON, outboundOf } from "./support.ts";

/** As everywhere: one machine, an origin per host, or the login would not be taken there. */
const origins = { main: "http://127.0.0.1:8788", data: "http://127.0.0.1:8789", moved: "http://127.0.0.1:8790" };
const accountUrl = `${origins.main}/accurate/account`;

/** A world whose clock moves on by what the gate would have made each call wait, so that no limit is ever met. */
export function world() {
	let clock = NOON;
	const now = () => clock;
	const sandbox = createSandbox({ origins, now });
	const gate: Gate = {
		enter() {
			clock += 150;
			return Promise.resolve({
				leave({ slowDownMs = 0 } = {}) {
					clock += slowDownMs;
					return Promise.resolve();
				},
			});
		},
	};
	const outbound = outboundOf((input, init) => sandbox.fetch(new Request(input, init)));
	const pass = (ms: number) => {
		clock += ms;
	};
	return { sandbox, gate, outbound, now, pass };
}
export type Setting = ReturnType<typeof world>;

/** The API token that the stand-in takes. */
export function tokenAuth(setting: Setting): AccurateAuth {
	const { apiToken, signatureSecret } = CREDENTIALS.accurate;
	return createTokenAuth({ ...setting, accountUrl, apiToken, signatureSecret, store: memoryStore() });
}

/** The login that an admin's consent leaves behind; made on first use, because setting up a subject does not wait. */
export function oauth(setting: Setting): AccurateAuth {
	const { clientId, clientSecret, databaseId } = CREDENTIALS.accurate;
	const app = { ...setting, accountUrl, clientId, clientSecret, databaseId: String(databaseId), store: memoryStore() };
	const redirectUri = "https://sinkron.test/callback";
	const codes = setting.sandbox.world.state.accurate.oauth.codes;
	codes.consent = { redirectUri, scopes: [...SCOPES], expiresAt: setting.now() + 60_000 };
	const auth = createOAuth(app);
	let given: Promise<void> | null = null;
	return {
		remedy: "consent",
		async endpoint() {
			given ??= exchangeCode(app, "consent", redirectUri);
			await given;
			return auth.endpoint();
		},
		recover: auth.recover,
		moved: auth.moved,
	};
}

export const accurateOf = (setting: Setting, auth: AccurateAuth): SystemPort => createAccurate({ ...setting, auth });

export const smhOf = (setting: Setting): SystemPort =>
	createSmh({ ...setting, baseUrl: `${origins.main}/smh/v1`, apiKey: CREDENTIALS.smh.apiKey });

/** Plans faults as outside tools do, each for one call. */
export async function fault(setting: Setting, ...plan: readonly object[]): Promise<void> {
	const body = JSON.stringify({ plan: plan.map((one) => ({ times: 1, ...one })) });
	const headers = { "content-type": "application/json" };
	const answer = await setting.sandbox.fetch(new Request(`${origins.main}/control/faults`, { method: "POST", headers, body }));
	if (!answer.ok) throw new Error(`faults refused: ${await answer.text()}`);
}
