import { SystemError } from "../../domain/errors.ts";
import type { Gate, Outbound } from "../outbound.ts";
import { type AccurateAuth, apiUrlOf, type Cure, type Endpoint, hostOf } from "./auth.ts";
import type { Envelope } from "./envelope.ts";
import { sendFollowing } from "./follow.ts";
import { encodeParams, type Params } from "./params.ts";
import { unauthorized } from "./unauthorized.ts";
import { judge, slowDownOf, type Verdict } from "./verdict.ts";

export interface AccurateCall {
	/** POST sends the parameters as a form, the others in the query. */
	readonly method: "GET" | "POST" | "DELETE";
	/** e.g. `customer/list.do` */
	readonly path: string;
	readonly params: Params;
	readonly writes: boolean;
	/** Many rows are saved at once (see Expected). */
	readonly ofRows?: boolean;
}

export interface AccurateClient {
	/** The answer to the call's contents, `s:false` included: its caller knows what a refusal means. Else throws SystemError. */
	call(call: AccurateCall): Promise<Envelope>;
	/** See SystemPort. */
	clockLagMs(): number;
}

export interface ClientOptions {
	readonly outbound: Outbound;
	readonly gate: Gate;
	readonly auth: AccurateAuth;
}

const MAX_SLOWDOWNS = 4;
const MAX_CURES = 3;
/** Longer than this an invocation does not wait: its message comes back later. */
const MAX_WAIT_MS = 10_000;

export function createClient({ outbound, gate, auth }: ClientOptions): AccurateClient {
	const passage = { gate, slowDownMs: slowDownOf };

	let clockLagMs = 0;
	async function attempt(call: AccurateCall, endpoint: Endpoint): Promise<Verdict> {
		const params = encodeParams(call.params);
		const url = `${endpoint.apiUrl}/${call.path}`;
		const inBody = call.method === "POST";
		const request = {
			method: call.method,
			url: inBody || params === "" ? url : `${url}?${params}`,
			headers: {
				...endpoint.headers,
				accept: "application/json",
				...(inBody ? { "content-type": "application/x-www-form-urlencoded" } : {}),
			},
			writes: call.writes,
			...(inBody ? { body: params } : {}),
		};
		try {
			const followed = await sendFollowing(outbound, request, passage);
			clockLagMs = followed.answer.clockLagMs;
			const host = hostOf(followed.url);
			if (followed.url !== request.url && host !== null) {
				// The call has happened: a move that cannot be remembered now is found again by the next call.
				await auth.moved(apiUrlOf(host)).catch(() => undefined);
			}
			return judge(followed.answer, { ...call, remedy: auth.remedy });
		} catch (error) {
			if (error instanceof SystemError) return { kind: "failed", error };
			throw error;
		}
	}

	// Each way round the loop is used up sooner or later: some slow-downs, some cures of each kind, one second reading.
	async function call(request: AccurateCall): Promise<Envelope> {
		const cured: Cure[] = [];
		let slowDowns = 0;
		let readAgain = request.writes;
		for (;;) {
			const endpoint = await auth.endpoint();
			const verdict = await attempt(request, endpoint);
			if (verdict.kind === "answered") return verdict.envelope;
			if (verdict.kind === "slow_down") {
				if (++slowDowns > MAX_SLOWDOWNS || verdict.ms > MAX_WAIT_MS) {
					throw new SystemError("rate_limited", "Accurate meminta jeda", { retryAfterMs: verdict.ms });
				}
			} else if (verdict.kind === "login") {
				// A session may end again, and a rival refresh the token in between, as long as the login itself is good.
				const before = cured.filter((cure) => cure === verdict.cure).length;
				if (before >= MAX_CURES) throw unauthorized("baru saja diperbarui, tetap ditolak", auth.remedy);
				cured.push(verdict.cure);
				await auth.recover(verdict.cure, endpoint);
			} else {
				if (readAgain || verdict.error.kind !== "unavailable") throw verdict.error;
				readAgain = true;
			}
		}
	}

	return { call, clockLagMs: () => clockLagMs };
}
