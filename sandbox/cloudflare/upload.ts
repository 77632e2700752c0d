import { z } from "zod";
import { Refusal } from "./answer.ts";
import type { Account, Binding, Script, Version } from "./state.ts";
import { runningVersion } from "./state.ts";

const binding = z.looseObject({ name: z.string(), type: z.string() });
const metadata = z.object({
	main_module: z.string(),
	bindings: z.array(binding),
	compatibility_date: z.string(),
	compatibility_flags: z.array(z.string()).default([]),
	/** Types of bindings that stay as they are, though they are not named here. */
	keep_bindings: z.array(z.string()).default([]),
	migrations: z
		.object({ new_tag: z.string(), steps: z.array(z.looseObject({ new_sqlite_classes: z.array(z.string()).optional() })) })
		.optional(),
	observability: z.unknown().optional(),
	placement: z
		.union([
			z.strictObject({ mode: z.enum(["off", "smart"]), hint: z.string().optional() }),
			z.strictObject({
				mode: z.literal("targeted").optional(),
				region: z.string().regex(/^(aws|gcp|azure):[a-z0-9-]+$/, "is no region of a cloud"),
			}),
			z.strictObject({ mode: z.literal("targeted").optional(), host: z.string() }),
			z.strictObject({ mode: z.literal("targeted").optional(), hostname: z.string() }),
		])
		.optional(),
});
export type Metadata = z.infer<typeof metadata>;

const malformed = (why: string): Refusal => new Refusal(400, 10021, why);

/** Reads an upload: its metadata, and the modules that come with it. */
export async function readUpload(form: FormData): Promise<{ metadata: Metadata; modules: Version["modules"] }> {
	const parsed = metadata.safeParse(JSON.parse(String(form.get("metadata"))));
	if (!parsed.success) throw malformed(z.prettifyError(parsed.error));
	const modules: { name: string; content: string }[] = [];
	for (const [name, part] of form) {
		if (name === "metadata" || typeof part === "string" || part.type.includes("source-map")) continue;
		modules.push({ name, content: await part.text() });
	}
	if (!modules.some(({ name }) => name === parsed.data.main_module))
		throw malformed("No such module: the main module is missing");
	return { metadata: parsed.data, modules };
}

/** What the version is bound to: what was named, and what it takes over from the one before. Refuses what is not there. */
export function resolveBindings(account: Account, script: Script | undefined, given: Metadata): readonly Binding[] {
	const before = (script === undefined ? undefined : runningVersion(script))?.bindings ?? [];
	const named = given.bindings.map((each): Binding => {
		if (each.type !== "inherit") return each;
		const inherited = before.find(({ name }) => name === each.name);
		if (inherited === undefined) {
			throw new Refusal(400, 10057, `inherit binding '${each.name}' is invalid: there is no binding of that name`);
		}
		return inherited;
	});
	const names = new Set(named.map(({ name }) => name));
	const kept = before.filter(({ name, type }) => given.keep_bindings.includes(type) && !names.has(name));
	for (const each of named) checkBinding(account, each);
	return [...named, ...kept];
}

function checkBinding(account: Account, { name, type, ...rest }: Binding): void {
	if (type === "d1" && !account.databases.some(({ id }) => id === rest.id)) {
		throw malformed(`binding ${name} of type d1 must have a valid \`id\` specified`);
	}
	if (type === "queue" && !account.queues.some((queue) => queue.name === rest.queue_name)) {
		throw new Refusal(400, 10021, `binding ${name}: queue ${String(rest.queue_name)} does not exist`);
	}
	// Nobody has seen the real one take an empty secret, so this one does not.
	if (type === "secret_text" && rest.text === "") throw malformed(`binding ${name} of type secret_text must have a value`);
}
