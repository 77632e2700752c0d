import type { Context } from "hono";
import { readMultipart } from "./multipart.ts";
import { badRequest } from "./refusal.ts";

/** Parameters of one call, however they came: query, form and multipart carry JSON as text, a JSON body carries it as it is. */
export class Parameters {
	private readonly values: ReadonlyMap<string, unknown>;

	constructor(values: ReadonlyMap<string, unknown>) {
		this.values = values;
	}

	has(name: string): boolean {
		return this.values.has(name);
	}

	/** null when absent or empty. */
	text(name: string): string | null {
		const value = this.values.get(name);
		if (typeof value === "string") return value === "" ? null : value;
		return typeof value === "number" || typeof value === "boolean" ? String(value) : null;
	}

	integer(name: string): number | null {
		const value = this.text(name);
		return value !== null && /^-?\d{1,15}$/.test(value) ? Number(value) : null;
	}

	flag(name: string): boolean {
		return ["true", "1", "yes"].includes(this.text(name)?.toLowerCase() ?? "");
	}

	/** An object or array. @throws Refusal 400 when text cannot be read as JSON */
	json(name: string): unknown {
		const value = this.values.get(name);
		if (typeof value !== "string" || value === "") return value === "" ? undefined : value;
		try {
			return JSON.parse(value);
		} catch {
			throw badRequest(`can't parse ${name}: invalid JSON`);
		}
	}

	/** A file sent along, directly or as `attach://part`. */
	file(name: string): File | null {
		const value = this.values.get(name);
		const part = typeof value === "string" && value.startsWith("attach://") ? this.values.get(value.slice(9)) : value;
		return part instanceof File ? part : null;
	}
}

/** @throws Refusal 400 for a body that is not what its content type says */
export async function readParameters(c: Context): Promise<Parameters> {
	const values = new Map<string, unknown>(Object.entries(c.req.query()));
	if (c.req.method === "GET") return new Parameters(values);
	const type = c.req.header("content-type") ?? "";
	try {
		for (const [name, value] of type.includes("json") ? await jsonBody(c) : await formBody(c, type)) values.set(name, value);
	} catch {
		throw badRequest("can't parse the request body");
	}
	return new Parameters(values);
}

async function jsonBody(c: Context): Promise<[string, unknown][]> {
	const text = await c.req.text();
	const body: unknown = text === "" ? {} : JSON.parse(text);
	if (typeof body !== "object" || body === null || Array.isArray(body)) throw badRequest("object expected");
	return Object.entries(body);
}

async function formBody(c: Context, type: string): Promise<Iterable<[string, unknown]>> {
	if (type.includes("multipart")) return readMultipart(new Uint8Array(await c.req.arrayBuffer()), type);
	return type.includes("urlencoded") ? new URLSearchParams(await c.req.text()) : [];
}
