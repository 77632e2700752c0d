import type { Parameter, Parameters } from "./definition.ts";

export const TEXT: Parameter = { kind: "text" };
export const FLAG: Parameter = { kind: "boolean" };
export const NUMBER: Parameter = { kind: "number" };

/** The same parameter under each of the names, which are separated by blanks. */
export const each = (parameter: Parameter, names: string): Parameters =>
	Object.fromEntries(names.split(" ").map((name) => [name, parameter]));
export const texts = (names: string): Parameters => each(TEXT, names);

export const ADDRESS: Parameters = texts("street city province country zipCode");
