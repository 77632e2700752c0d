import type { SystemName } from "../world.ts";
import type { CallLog } from "./calls.ts";
import { brokenOff, ConnectionReset, failureOf, gatewayPage, givenAnswer, internalError } from "./fault-answers.ts";
import type { CallFaultKind, Fault, Faults } from "./faults.ts";
import { parametersOf } from "./parameters.ts";
import { withoutLastRow, withRejectedRows } from "./rewrite.ts";
import { pause } from "./time.ts";

export type Latency = Record<SystemName, number>;
export type Handler = (request: Request) => Response | Promise<Response>;
/** Faults that only Accurate's stand-in itself can play. */
export type AccurateFault = "session-expired" | "token-expired" | "rows-rejected" | "shifted-page" | "moved-308";

export interface Observer {
	/** Notes the call from its arrival to its answer. */
	log(system: SystemName, request: Request, handle: Handler): Promise<Response>;
	/**
	 * Adds the latency and the fault that is due, if any. `playInAccurate` arms a fault for this call; the call is then handled.
	 * Throws ConnectionReset for a broken connection.
	 */
	disturb(
		system: SystemName,
		request: Request,
		handle: Handler,
		playInAccurate: (fault: AccurateFault) => void,
	): Promise<Response>;
}

/** A hang that nobody gives up ends with a broken connection after this long. */
const HANG_MS = 60_000;
const SLOW_MS = 3_000;

export function createObserver(calls: CallLog, faults: Faults, latency: Latency): Observer {
	return {
		async log(system, request, handle) {
			const end = calls.begin(system, request.method, new URL(request.url).pathname);
			let status = 0;
			try {
				const answer = await handle(request);
				status = answer.status;
				return answer;
			} finally {
				end(status);
			}
		},
		async disturb(system, request, handle, playInAccurate) {
			await pause(latency[system], request.signal);
			const { method, url } = request;
			const parameters = () => parametersOf(request.clone());
			const fault = await faults.forCall({ system, method, path: new URL(url).pathname, parameters });
			if (!fault) return await handle(request);
			if (system === "accurate" && isAccurateFault(fault.kind)) {
				playInAccurate(fault.kind);
				return await handle(request);
			}
			return await strike(fault, system, request, handle);
		},
	};
}

const ACCURATE_FAULTS: readonly AccurateFault[] = [
	"session-expired",
	"token-expired",
	"rows-rejected",
	"shifted-page",
	"moved-308",
];
const isAccurateFault = (kind: CallFaultKind): kind is AccurateFault => ACCURATE_FAULTS.some((known) => known === kind);

/** Errors strike before the system sees the call (nothing stored); `lost-answer` and `bad-json` after it carried the call out. */
async function strike(
	{ kind, ms, answer }: Fault<CallFaultKind>,
	system: SystemName,
	request: Request,
	handle: Handler,
): Promise<Response> {
	switch (kind) {
		case "refuse-before":
			throw new ConnectionReset();
		case "lost-answer":
			await handle(request);
			throw new ConnectionReset();
		case "hang":
			await pause(ms ?? HANG_MS, request.signal);
			throw new ConnectionReset();
		case "slow":
			await pause(ms ?? SLOW_MS, request.signal);
			return handle(request);
		case "status-429":
			return failureOf(system, 429, ms);
		case "status-500":
			return failureOf(system, 500);
		case "status-503":
			return failureOf(system, 503, ms);
		case "html-error":
			return gatewayPage();
		case "bad-json":
			return brokenOff(await handle(request));
		case "rows-rejected":
			return handle(await withRejectedRows(request));
		case "shifted-page":
			return withoutLastRow(await handle(request));
		case "internal-error":
			return internalError();
		case "answer":
			if (answer?.stored) await handle(request);
			return givenAnswer(answer ?? { body: undefined });
		default:
			// The plan's check lets Accurate's own faults through for Accurate alone.
			return handle(request);
	}
}
