import type { Outside } from "./outside.ts";
import type { Entity, Problem, Product, Run, SyncInformation } from "./product.ts";

/** What the guide's main job came to. */
export interface Story {
	readonly before: SyncInformation;
	readonly after: SyncInformation;
	/** What is not in step after the run, record by record. */
	readonly problems: Readonly<Record<Entity, readonly Problem[]>>;
	readonly employee: { readonly code: string; readonly partnerId: string | null };
	/** The bot's answer to `/karyawan Agung`. */
	readonly reply: string;
	/** Whatever went another way than the guide says, apart from the figures. */
	readonly surprises: readonly string[];
}

const RUN_MS = 180_000;
const REPLY_MS = 30_000;
const OVER: ReadonlySet<string> = new Set(["done", "failed", "cancelled", "needs_confirmation"]);

const AGUNG = { code: "SLS-001", name: "Agung Prasetyo", position: "Sales", is_salesman: true, mobile: "0812-3344-5566" };
const RATNA = { code: "ADM-001", name: "Ratna Wulandari", position: "Admin Penjualan", is_salesman: false };

/** Plays the main job from the first look to a second, quiet run. Throws an Error when it gets stuck. */
export async function playStory(product: Product, outside: Outside, tell: (line: string) => void): Promise<Story> {
	const surprises: string[] = [];

	tell("Preview: what is in both systems?");
	const preview = await product.startRun("preview");
	await untilOver("The preview", async () => product.run(preview.id));
	const before = await product.information();

	tell("Typing two employees into SMH, one of them Agung …");
	const agung = await outside.type("smh", "employee", AGUNG);
	await outside.type("smh", "employee", RATNA);

	tell("Ani sends /sinkron to the bot …");
	const first = await sinkron(product, outside, preview.id);
	const after = await product.information();
	const problems = {
		customer: await product.problems("customer"),
		product: await product.problems("product"),
		employee: await product.problems("employee"),
	};

	tell("Ani asks /karyawan Agung …");
	const reply = await replyTo(outside, "/karyawan Agung", AGUNG.name);
	const [link] = await product.linksOfEmployee(String(agung.id));
	const partnerId = link?.accurateId ?? null;
	if (partnerId === null) surprises.push("Agung has no link");
	else {
		const sent = await outside.record("accurate", "employee", partnerId);
		if (sent.name !== AGUNG.name) surprises.push(`Accurate's employee ${partnerId} is ${String(sent.name)}`);
		const kept = await outside.record("smh", "employee", String(agung.id));
		if (kept.partner_id !== partnerId) surprises.push(`SMH keeps the Partner ID ${String(kept.partner_id)}, not ${partnerId}`);
	}

	tell("A second /sinkron, which has nothing to do …");
	const stateBefore = JSON.stringify(await outside.state());
	await outside.forgetCalls();
	await sinkron(product, outside, first.id);
	const writes = await outside.writes();
	for (const { method, path } of writes) surprises.push(`The second run wrote: ${method} ${path}`);
	const stateAfter = JSON.stringify(await outside.state());
	if (stateAfter !== stateBefore) surprises.push(`The second run changed ${stateBefore} to ${stateAfter}`);

	return { before, after, problems, employee: { code: AGUNG.code, partnerId }, reply, surprises };
}

/** Sends /sinkron and waits until a run after `previousId` is over. */
async function sinkron(product: Product, outside: Outside, previousId: string): Promise<Run> {
	await outside.say("/sinkron");
	return await untilOver("The run", async () => {
		const { lastRun } = await product.information();
		return lastRun?.id === previousId ? null : lastRun;
	});
}

async function untilOver(what: string, look: () => Promise<Run | null>): Promise<Run> {
	const seen = await poll(RUN_MS, look, (run) => run !== null && OVER.has(run.state));
	if (seen === null || !OVER.has(seen.state)) {
		throw new Error(`${what} is not over after ${RUN_MS / 1000} s; last seen: ${JSON.stringify(seen)}`);
	}
	if (seen.state !== "done") throw new Error(`${what} ended as ${seen.state}: ${JSON.stringify(seen)}`);
	return seen;
}

async function replyTo(outside: Outside, text: string, expected: string): Promise<string> {
	const asked = await outside.say(text);
	const newer = async () => (await outside.chat()).filter(({ message_id: id, from }) => id > asked && from.is_bot);
	const found = await poll(REPLY_MS, newer, (messages) => messages.some((message) => message.text.includes(expected)));
	const answer = found.find((message) => message.text.includes(expected));
	if (!answer)
		throw new Error(`No answer to ${text} names ${expected}; the bot said: ${JSON.stringify(found.map((m) => m.text))}`);
	return answer.text;
}

/** Looks until it is good or the time is up; answers what was seen last. */
async function poll<T>(forMs: number, look: () => Promise<T>, good: (seen: T) => boolean): Promise<T> {
	const until = Date.now() + forMs;
	for (;;) {
		const seen = await look();
		if (good(seen) || Date.now() > until) return seen;
		await new Promise((resolve) => setTimeout(resolve, 300));
	}
}
