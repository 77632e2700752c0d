import { z } from "zod";

/** Reads `--name value` pairs of a command line. Throws an Error that says what is wrong and ends with the usage. */
export function readOptions<Options>(args: readonly string[], schema: z.ZodType<Options>, usage: string): Options {
	const given: Record<string, string> = {};
	for (let at = 0; at < args.length; at += 2) {
		const [name = "", value] = [args[at], args[at + 1]];
		if (!name.startsWith("--") || value === undefined) throw new Error(`"${name}" is no option with a value\n${usage}`);
		given[name.slice(2)] = value;
	}
	const parsed = schema.safeParse(given);
	if (parsed.success) return parsed.data;
	throw new Error(`${z.prettifyError(parsed.error)}\n${usage}`);
}
