import { z } from "zod";

/** An object of known keys alone; whoever misspells one is told which there are. */
export const settingsOf = <Shape extends z.core.$ZodLooseShape>(shape: Shape) =>
	z.strictObject(shape, {
		error: ({ code, keys }) =>
			code === "unrecognized_keys"
				? `Unrecognized key: ${quoted(keys ?? [])}; expected ${quoted(Object.keys(shape))}`
				: undefined,
	});

const quoted = (words: readonly string[]): string => words.map((word) => `"${word}"`).join("|");
