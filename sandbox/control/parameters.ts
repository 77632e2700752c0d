/**
 * Names and values of a call, wherever they stand: in its query, its form, or its JSON (`operations[0].record.code`). For the rules of
 * faults alone; the systems read their calls by themselves.
 */
export async function parametersOf(request: Request): Promise<URLSearchParams> {
	const parameters = new URLSearchParams(new URL(request.url).searchParams);
	const type = request.headers.get("content-type") ?? "";
	if (request.method === "GET" || !/json|x-www-form-urlencoded/.test(type)) return parameters;
	const text = new TextDecoder().decode(await request.arrayBuffer());
	const named = type.includes("json") ? flat(text) : [...new URLSearchParams(text)];
	for (const [name, value] of named) parameters.append(name, value);
	return parameters;
}

function flat(text: string): readonly (readonly [string, string])[] {
	try {
		return leaves("", JSON.parse(text));
	} catch {
		return [];
	}
}

function leaves(name: string, value: unknown): readonly (readonly [string, string])[] {
	if (Array.isArray(value)) return value.flatMap((each, index) => leaves(`${name}[${index}]`, each));
	if (typeof value !== "object" || value === null) return [[name, String(value)]];
	return Object.entries(value).flatMap(([key, each]) => leaves(name === "" ? key : `${name}.${key}`, each));
}
