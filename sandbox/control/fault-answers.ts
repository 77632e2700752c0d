import type { SystemName } from "../world.ts";
import type { FaultRule } from "./faults.ts";

/** What fetch throws when the connection breaks; the Node server resets the socket when it sees one. */
export class ConnectionReset extends TypeError {
	override readonly name = "ConnectionReset";
	constructor() {
		super("fetch failed: connection reset");
	}
}

type FaultStatus = 429 | 500 | 503;

const TEXTS: Readonly<Record<FaultStatus, { code: string; message: string; indonesian: string }>> = {
	429: { code: "rate_limited", message: "Too Many Requests", indonesian: "Melebihi batas 8 request per detik" },
	500: { code: "internal_error", message: "Internal Server Error", indonesian: "Terjadi kesalahan pada server" },
	503: { code: "unavailable", message: "Service Unavailable", indonesian: "Layanan sedang tidak tersedia" },
};

/** An error in the system's own shape. `retryAfterMs` undefined: the answer does not say when to come back. */
export function failureOf(system: SystemName, status: FaultStatus, retryAfterMs?: number): Response {
	const { code, message, indonesian } = TEXTS[status];
	const seconds = retryAfterMs === undefined ? null : Math.ceil(retryAfterMs / 1000);
	const bodies: Readonly<Record<SystemName, object>> = {
		accurate: { s: false, d: [indonesian] },
		smh: { error: { code, message } },
		telegram: {
			ok: false,
			error_code: status,
			description: seconds === null ? message : `${message}: retry after ${seconds}`,
			...(seconds === null ? {} : { parameters: { retry_after: seconds } }),
		},
	};
	return Response.json(bodies[system], {
		status,
		headers: seconds === null || system === "telegram" ? {} : { "retry-after": String(seconds) },
	});
}

/** What a proxy in front of any system says when nothing answers behind it. */
export const gatewayPage = (): Response =>
	new Response("<html><head><title>502 Bad Gateway</title></head><body><h1>502 Bad Gateway</h1></body></html>", {
		status: 502,
		headers: { "content-type": "text/html" },
	});

/** The answer as it would have been, its text broken off in the middle. */
export async function brokenOff(answer: Response): Promise<Response> {
	const body = await answer.text();
	return new Response(body.slice(0, Math.ceil(body.length / 2)) || "{", { status: answer.status, headers: answer.headers });
}

/** Whatever a test or a person wants to be answered; nothing is an empty answer. */
export const givenAnswer = ({ body, status = 200 }: Pick<FaultRule, "body" | "status">): Response =>
	typeof body === "string" || body === undefined ? new Response(body ?? null, { status }) : Response.json(body, { status });

/** Accurate stumbles, and says so with HTTP 200 (facts 13.1). */
export const internalError = (): Response =>
	Response.json({
		s: false,
		d: [
			"Upsss... Telah terjadi permasalahan pada saat pemrosesan aktivitas Anda. Kode Referensi: ersen-12-0123456789abcdef0123456789abcdef",
		],
	});
