/**
 * Parameters of a call, whatever carried them: query, form or JSON. `a[0].b` and {"a":[{"b":…}]} end up the same, as do
 * repeated names, `a[0]`, `a[1]` and {"a":[…]} (facts 3, 5).
 */
export interface Input {
	readonly values: Map<string, string[]>;
	readonly rows: Map<string, Map<number, Input>>;
}

export const emptyInput = (): Input => ({ values: new Map(), rows: new Map() });

const BRACKETS = /^([^[]+)\[(\d*)\](?:\.(.+))?$/;

export function addParameter(input: Input, name: string, value: string): void {
	const [, base, index, rest] = name.includes("[") ? (BRACKETS.exec(name) ?? []) : [];
	const key = base ?? name;
	if (rest === undefined || rest === "") {
		const known = input.values.get(key);
		if (known) known.push(value);
		else input.values.set(key, [value]);
		return;
	}
	const rows = input.rows.get(key) ?? new Map<number, Input>();
	input.rows.set(key, rows);
	const position = Number(index);
	const row = rows.get(position) ?? emptyInput();
	rows.set(position, row);
	addParameter(row, rest, value);
}

/** `whenNull`: a JSON null sets nothing in the API (how the real one takes it is unknown); for a person it empties. */
export function addJson(input: Input, name: string, value: unknown, whenNull: "skip" | "empty" = "skip"): void {
	if (value === undefined || (value === null && whenNull === "skip")) return;
	if (value === null) addParameter(input, name, "");
	else if (Array.isArray(value)) {
		for (const [index, each] of value.entries()) addJson(input, `${name}[${index}]`, each, whenNull);
	} else if (typeof value === "object") {
		for (const [key, each] of Object.entries(value)) addJson(input, name === "" ? key : `${name}.${key}`, each, whenNull);
	} else addParameter(input, name, String(value));
}

export const first = (input: Input, name: string): string | undefined => input.values.get(name)?.[0]?.trim();

/** Rows of a detail list or of a bulk in the order of their index. */
export const rowsOf = (input: Input, name: string): readonly Input[] =>
	[...(input.rows.get(name) ?? [])].sort(([a], [b]) => a - b).map(([, row]) => row);

/** The body as UTF-8; Request.text() of the Workers runtime complains about forms. */
export const textOf = async (request: Request): Promise<string> => new TextDecoder().decode(await request.arrayBuffer());

/** Query and body together; null when a JSON body cannot be read. */
export async function readInput(request: Request): Promise<Input | null> {
	const input = emptyInput();
	for (const [name, value] of new URL(request.url).searchParams) addParameter(input, name, value);
	if (request.method === "GET") return input;
	const body = await textOf(request);
	if (body.trim() === "") return input;
	if ((request.headers.get("content-type") ?? "").includes("json")) {
		try {
			addJson(input, "", JSON.parse(body));
		} catch {
			return null;
		}
		return input;
	}
	for (const [name, value] of new URLSearchParams(body)) addParameter(input, name, value);
	return input;
}
