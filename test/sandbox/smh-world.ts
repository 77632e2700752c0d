import { createSandbox } from "../../sandbox/app.ts";
import type { EntityName } from "../../sandbox/world.ts";

export interface Delivered {
	readonly url: string;
	readonly headers: Headers;
	readonly body: string;
}

const KEY = "Bearer local-smh-key";
type Json = Record<string, unknown>;

/** A sandbox in this process. `clock.now` moves only by hand; what it delivers ends up in `delivered`. */
export function stand(answer: (delivered: Delivered, nth: number) => number = () => 200) {
	const clock = { now: Date.UTC(2026, 10, 22, 3) };
	const delivered: Delivered[] = [];
	const sandbox = createSandbox({
		origins: { main: "http://main.test", data: "http://data.test", moved: "http://moved.test" },
		now: () => clock.now,
		fetch: async (input, init) => {
			const request = new Request(input, init);
			const entry = { url: request.url, headers: request.headers, body: await request.text() };
			delivered.push(entry);
			return new Response(null, { status: answer(entry, delivered.length) });
		},
	});

	/** Calls a path on the main origin; `json` is null for an empty body. */
	async function call(method: string, path: string, body?: unknown, headers: Record<string, string> = {}) {
		const text = body === undefined || typeof body === "string" ? body : JSON.stringify(body);
		const request = new Request(`http://main.test${path}`, { method, headers, ...(text === undefined ? {} : { body: text }) });
		const response = await sandbox.fetch(request);
		const answered = await response.text();
		// Tests look into answers of every shape; a wrong guess fails the test.
		const json = (answered === "" ? null : JSON.parse(answered)) as Json;
		return { status: response.status, headers: response.headers, json };
	}
	/** A call of SMH's API with the right key, a second after the one before: no test but its own meets the rate limit. */
	const smh = (method: string, path: string, body?: unknown) => {
		clock.now += 1000;
		return call(method, `/smh/v1${path}`, body, { authorization: KEY });
	};
	const control = (method: string, path: string, body?: unknown) => call(method, `/control${path}`, body);
	const type = async (entity: EntityName, native: Json) => (await control("POST", `/smh/${entity}`, native)).json;
	return { sandbox, clock, delivered, call, smh, control, type };
}
