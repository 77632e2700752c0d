import { z } from "zod";
import { messageOf, Trouble } from "./trouble.ts";
import { rightAdvice } from "./wrangler.ts";

const envelope = z.object({
	success: z.boolean(),
	result: z.unknown(),
	errors: z.array(z.object({ code: z.number(), message: z.string() })).catch([]),
});

/** Cloudflare said no. */
export class ApiRefusal extends Error {
	override readonly name = "ApiRefusal";
	readonly code: number;
	constructor(code: number, message: string) {
		super(message);
		this.code = code;
	}
}

/** Cloudflare's API, to look at what is there. What is to be changed is wrangler's. */
export interface Api {
	/** Parsed by the schema. Throws ApiRefusal, or Trouble where there is no answer to read. */
	ask<T>(path: string, schema: z.ZodType<T>, method?: "GET" | "POST" | "PUT", body?: object): Promise<T>;
}

/** Worth another try, a little later. */
const PASSING = new Set([429, 500, 502, 503, 504]);
const TRIES = 3;

export function createApi(baseUrl: string, headers: Readonly<Record<string, string>>): Api {
	async function once(path: string, method: string, body: object | undefined): Promise<Response> {
		try {
			return await fetch(`${baseUrl}${path}`, {
				method,
				headers: { ...headers, "content-type": "application/json" },
				signal: AbortSignal.timeout(30_000),
				...(body === undefined ? {} : { body: JSON.stringify(body) }),
			});
		} catch (error) {
			throw new Trouble(
				`Cloudflare cannot be reached (${baseUrl}): ${messageOf(error)}`,
				"Is there a network? Then repeat the command.",
			);
		}
	}
	return {
		async ask(path, schema, method = "GET", body = undefined) {
			let response = await once(path, method, body);
			for (let tried = 1; tried < TRIES && PASSING.has(response.status); tried++) {
				await new Promise((resolve) => setTimeout(resolve, 1_000 * tried));
				response = await once(path, method, body);
			}
			const parsed = envelope.safeParse(await response.json().catch(() => null));
			if (!parsed.success)
				throw new Trouble(`Cloudflare answered ${response.status} to ${method} ${path}, and nothing that can be read.`);
			const [error] = parsed.data.errors;
			if (!parsed.data.success) throw new ApiRefusal(error?.code ?? 0, error?.message ?? `status ${response.status}`);
			const result = schema.safeParse(parsed.data.result);
			if (result.success) return result.data;
			throw new Trouble(`Cloudflare answered ${method} ${path} with something else than expected: ${complaint(result.error)}`);
		},
	};
}

const complaint = ({ issues }: z.ZodError): string =>
	issues
		.slice(0, 3)
		.map(({ path, message }) => `${path.join(".")}: ${message}`)
		.join("; ");

/** Asks; null where Cloudflare says by one of these codes that there is no such thing. Names the right where that is missing. */
export async function look<T>(right: string, missing: readonly number[], ask: () => Promise<T>): Promise<T | null> {
	try {
		return await ask();
	} catch (error) {
		if (!(error instanceof ApiRefusal)) throw error;
		if (missing.includes(error.code)) return null;
		if (error.code === 10000 || error.code === 9109) {
			throw new Trouble(`The log-in may not look at ${right} (Cloudflare: ${error.message}).`, rightAdvice(right));
		}
		throw new Trouble(`Cloudflare refused to show ${right}: ${error.message} [code: ${error.code}]`);
	}
}
