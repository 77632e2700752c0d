import type { z } from "zod";

/** What a text says as JSON; undefined, which JSON cannot say, for a text that is none. */
export function jsonOf(text: string): unknown {
	try {
		return JSON.parse(text);
	} catch {
		return undefined;
	}
}

/** The first thing that is wrong with a body, and where; never what was given there. */
export function complaintOf(error: z.ZodError): string {
	const [issue] = error.issues;
	return [issue?.path.join("."), issue?.message].filter((part) => part).join(": ");
}
