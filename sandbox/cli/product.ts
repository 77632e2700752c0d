import { z } from "zod";

const figures = z.object({ dummy: z.number(), data: z.number(), synced: z.number(), total: z.number() });
export type Figures = z.infer<typeof figures>;

export const ENTITIES = ["customer", "product", "employee"] as const;
export const SYSTEMS = ["smh", "accurate"] as const;
export type Entity = (typeof ENTITIES)[number];
export type System = (typeof SYSTEMS)[number];

const perSide = z.object({ smh: z.number(), accurate: z.number() });
const run = z.looseObject({
	id: z.string(),
	state: z.string(),
	mode: z.string().optional(),
	counts: z.looseObject({ created: perSide, updated: perSide, deleted: perSide }).optional(),
});
export type Run = z.infer<typeof run>;

const information = z.object({
	entities: z.array(
		z.object({
			entity: z.enum(ENTITIES),
			smh: figures,
			accurate: figures,
			linked: z.number(),
			problems: z.record(z.string(), z.number()),
		}),
	),
	lastRun: run.nullable(),
});
export type SyncInformation = z.infer<typeof information>;

const link = z.object({ smhId: z.string(), accurateId: z.string(), origin: z.string(), state: z.string() });
const links = z.object({ data: z.array(link), next: z.string().nullable() });
export type Link = z.infer<typeof link>;

const problems = z.object({
	data: z.array(z.object({ side: z.enum(SYSTEMS), reason: z.string() })),
	next: z.string().nullable(),
});
export type Problem = z.infer<typeof problems>["data"][number];

/** Calls one address and reads its answer by a schema. Throws an Error that names the call and what came back. */
export async function ask<T>(
	schema: z.ZodType<T>,
	method: "GET" | "POST" | "PATCH" | "DELETE",
	url: string,
	options: AskOptions = {},
): Promise<T> {
	const { bearer, body } = options;
	const what = `${method} ${new URL(url).pathname}`;
	const answer = await fetch(url, {
		method,
		headers: {
			...(bearer === undefined ? {} : { authorization: `Bearer ${bearer}` }),
			...(body === undefined ? {} : { "content-type": "application/json" }),
		},
		...(body === undefined ? {} : { body: JSON.stringify(body) }),
		signal: AbortSignal.timeout(30_000),
	});
	const text = await answer.text();
	if (!answer.ok) throw new Error(`${what} answered ${answer.status}: ${text.slice(0, 500)}`);
	const parsed = schema.safeParse(jsonOf(text));
	if (!parsed.success) throw new Error(`${what} answered another shape than agreed: ${z.prettifyError(parsed.error)}`);
	return parsed.data;
}

/** undefined, which no schema takes, for what is no JSON. */
function jsonOf(text: string): unknown {
	try {
		return text === "" ? null : JSON.parse(text);
	} catch {
		return undefined;
	}
}

export interface AskOptions {
	readonly bearer?: string;
	readonly body?: object;
}

/** The product's own interface, as outside tools use it. */
export function productAt(base: string, bearer: string) {
	const at = (path: string) => `${base}/api/v1${path}`;
	return {
		information: () => ask(information, "GET", at("/sync-information"), { bearer }),
		startRun: (mode: "preview" | "auto" | "full") => ask(run, "POST", at("/runs"), { bearer, body: { mode } }),
		run: (id: string) => ask(run, "GET", at(`/runs/${encodeURIComponent(id)}`), { bearer }),
		/** Every record of the entity that is not in step, sample records left out. */
		problems: async (entity: Entity): Promise<readonly Problem[]> => {
			const found: Problem[] = [];
			let cursor = "";
			do {
				const page = await ask(problems, "GET", at(`/problems?entity=${entity}&limit=500&cursor=${cursor}`), { bearer });
				found.push(...page.data.filter(({ reason }) => reason !== "DUMMY"));
				cursor = page.next ?? "";
			} while (cursor !== "");
			return found;
		},
		links: async (entity: Entity): Promise<readonly Link[]> => {
			const found: Link[] = [];
			let cursor = "";
			do {
				const page = await ask(links, "GET", at(`/links?entity=${entity}&limit=500&cursor=${cursor}`), { bearer });
				found.push(...page.data);
				cursor = page.next ?? "";
			} while (cursor !== "");
			return found;
		},
		linksOfEmployee: async (smhId: string) =>
			(await ask(links, "GET", at(`/links?entity=employee&smhId=${encodeURIComponent(smhId)}`), { bearer })).data,
	};
}
export type Product = ReturnType<typeof productAt>;
