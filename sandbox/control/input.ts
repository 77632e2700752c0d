import type { Context } from "hono";
import { HTTPException } from "hono/http-exception";
import type { z } from "zod";

const asked = (message: string): HTTPException => new HTTPException(400, { message });

/** The JSON body in the shape of the schema. Throws HTTPException 400 that names what is wrong and what is allowed. */
export async function readBody<Schema extends z.ZodType>(c: Context, schema: Schema): Promise<z.output<Schema>> {
	let json: unknown;
	try {
		json = JSON.parse(await c.req.text());
	} catch {
		throw asked("The body must be JSON");
	}
	const parsed = schema.safeParse(json);
	if (parsed.success) return parsed.data;
	throw asked(parsed.error.issues.map(({ path, message }) => [...path, message].join(": ")).join("; "));
}

/** One of the allowed words out of the path. Throws HTTPException 404 that names them. */
export function pathWord<Word extends string>(c: Context, name: string, allowed: readonly Word[]): Word {
	const given = c.req.param(name);
	const word = allowed.find((each) => each === given);
	if (word === undefined) throw new HTTPException(404, { message: `Unknown ${name} "${given}": one of ${allowed.join(", ")}` });
	return word;
}

/** A record id out of the path. Throws HTTPException 404. */
export function pathId(c: Context): number {
	const given = c.req.param("id") ?? "";
	if (!/^\d{1,15}$/.test(given)) throw new HTTPException(404, { message: `No record "${given}": ids are numbers` });
	return Number(given);
}
