import { z } from "zod";

const batch = z.looseObject({ operations: z.array(z.looseObject({ record: z.looseObject({}).optional() })) });
const record = z.looseObject({});

/**
 * SMH's side of `rows-rejected`: blanks the name of every second row of a batch from the first one on, or of the one record, so
 * that SMH itself refuses those rows, stores the others and says so in its own way.
 */
export async function withRejectedRows(request: Request): Promise<Request> {
	const body = await request.text();
	const headers = new Headers(request.headers);
	headers.delete("content-length");
	return new Request(request.url, { method: request.method, headers, ...(body === "" ? {} : { body: spoil(body) }) });
}

function spoil(body: string): string {
	let json: unknown;
	try {
		json = JSON.parse(body);
	} catch {
		return body;
	}
	const many = batch.safeParse(json);
	if (!many.success) return JSON.stringify({ ...record.safeParse(json).data, name: "" });
	const operations = many.data.operations.map((operation, index) =>
		index % 2 === 0 && operation.record ? { ...operation, record: { ...operation.record, name: "" } } : operation,
	);
	return JSON.stringify({ ...many.data, operations });
}

const listing = z.looseObject({ data: z.array(z.unknown()).min(1), total: z.number() });

/**
 * SMH's side of `shifted-page`: the last row slipped to a page that was read already. It is not in this page, and the total is as
 * consistent as it is after a delete. Answers that are no listing stay as they are.
 */
export async function withoutLastRow(answer: Response): Promise<Response> {
	if (!(answer.headers.get("content-type") ?? "").includes("json")) return answer;
	const body: unknown = await answer.json();
	const list = listing.safeParse(body);
	const shifted = list.success ? { ...list.data, data: list.data.data.slice(0, -1), total: list.data.total - 1 } : body;
	return Response.json(shifted, { status: answer.status });
}
