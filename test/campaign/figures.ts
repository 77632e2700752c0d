import { sql } from "drizzle-orm";
import { type Entity, otherSide, SIDES, type Side } from "../../src/domain/model.ts";
import { REASONS, type Reason } from "../../src/domain/reasons.ts";
import type { Database } from "../../src/store/database.ts";
import { syncInformation } from "../../src/store/information.ts";
import { listProblems } from "../../src/store/problem-pages.ts";

interface RecordRow {
	readonly entity: Entity;
	readonly side: Side;
	readonly id: string;
	readonly dummy: number;
	readonly gone: number;
	readonly queued: number;
}
interface LinkRow {
	readonly entity: Entity;
	readonly smh: string;
	readonly accurate: string;
	readonly origin: string;
}
interface Accounted extends RecordRow {
	readonly link: LinkRow | null;
	readonly behind: boolean;
	readonly reason: Reason | null;
}

const keyOf = (entity: string, side: string, id: string): string => `${entity}/${side}/${id}`;

/** Law 6 by looking at every record, one by one, without the product's queries: what each is linked with, and why it is not in step. */
async function lookThrough(db: Database, connection: string): Promise<readonly Accounted[]> {
	const [records, links, problems, refusals] = await Promise.all([
		db.all<RecordRow>(sql`SELECT entity, side, id, dummy, gone_at IS NOT NULL AS gone, changed_seq > planned_seq AS queued FROM record
			WHERE connection_id = ${connection}`),
		db.all<LinkRow>(sql`SELECT entity, smh_id AS smh, accurate_id AS accurate, origin FROM link
			WHERE connection_id = ${connection} AND state = 'linked'`),
		db.all<{ entity: Entity; side: Side; id: string; reason: Reason }>(
			sql`SELECT entity, side, record_id AS id, reason FROM problem WHERE connection_id = ${connection}`,
		),
		db.all<{ entity: Entity }>(sql`SELECT entity FROM refusal WHERE connection_id = ${connection}`),
	]);
	const known = new Map(records.map((one) => [keyOf(one.entity, one.side, one.id), one]));
	const told = new Map(problems.map((one) => [keyOf(one.entity, one.side, one.id), one.reason]));
	const linkOf = new Map(links.flatMap((link) => SIDES.map((side) => [keyOf(link.entity, side, link[side]), link] as const)));
	return records
		.filter(({ gone }) => gone === 0)
		.map((one): Accounted => {
			const waits: Reason = refusals.some(({ entity }) => entity === one.entity) ? "NO_RIGHT" : "WAITING";
			const link = linkOf.get(keyOf(one.entity, one.side, one.id)) ?? null;
			const own = told.get(keyOf(one.entity, one.side, one.id)) ?? null;
			if (!link) return { ...one, link, behind: false, reason: one.dummy === 1 ? "DUMMY" : (own ?? waits) };
			const otherKey = keyOf(one.entity, otherSide(one.side), link[otherSide(one.side)]);
			const partner = known.get(otherKey);
			const lost = !partner || partner.gone === 1;
			const queued = one.queued === 1 || partner?.queued === 1;
			const behind = own !== null || told.has(otherKey) || lost || queued;
			// A pair of which both halves wait is told of once.
			const toldHere = one.queued === 1 && (one.side === "smh" || partner?.queued !== 1);
			const reason = own ?? (told.has(otherKey) ? null : lost ? "AWAITING_APPROVAL" : toldHere ? waits : null);
			return { ...one, link, behind, reason };
		});
}

/** Whether the figures and lists that people are shown say what looking at every record says. */
export async function untrueFigures(db: Database, connection: string, lists: boolean): Promise<readonly string[]> {
	const all = await lookThrough(db, connection);
	const wrong: string[] = [];
	const expect = (what: string, shown: unknown, found: unknown): void => {
		const [a, b] = [JSON.stringify(shown), JSON.stringify(found)];
		if (a !== b) wrong.push(`${what} is shown as ${a}, and is ${b}`);
	};
	for (const information of await syncInformation(db, connection)) {
		const { entity } = information;
		for (const side of SIDES) {
			const here = all.filter((one) => one.entity === entity && one.side === side);
			const dummy = here.filter(({ link, dummy }) => !link && dummy === 1).length;
			const synced = here.filter(({ link }) => link?.origin === otherSide(side)).length;
			const total = here.length;
			expect(`${entity} of ${side}`, information[side], { dummy, data: total - dummy - synced, synced, total });
			const inStep = here.filter(({ link, behind }) => link && !behind).length;
			const openProblems = here.filter(({ link, behind, dummy }) => (link ? behind : dummy === 0)).length;
			const account = { total, dummy, inStep, openProblems, gap: total - dummy - inStep - openProblems };
			expect(`the account of ${entity} in ${side}`, information.accounts[side], account);
		}
		const reasons = all.filter((one) => one.entity === entity && needsCare(one));
		for (const reason of REASONS) {
			const count = reasons.filter((one) => one.reason === reason).length;
			expect(`${reason} of ${entity}`, information.problems[reason] ?? 0, count);
		}
	}
	if (!lists) return wrong;
	const lines = (list: readonly { entity: string; side: string; id: string; reason: string | null }[]): readonly string[] =>
		list.map(({ entity, side, id, reason }) => `${keyOf(entity, side, id)} ${reason}`);
	// As the lists are ordered: by entity, side and id, which are all plain ASCII.
	const byKey = all.toSorted((a, b) => (keyOf(a.entity, a.side, a.id) < keyOf(b.entity, b.side, b.id) ? -1 : 1));
	expect("the list of all", lines(await listProblems(db, { connection, limit: 1_000 })), lines(byKey.filter(needsCare)));
	for (const reason of REASONS) {
		const listed = await listProblems(db, { connection, reason, limit: 1_000 });
		const there = byKey.filter((one) => one.reason === reason);
		expect(`the list of ${reason}`, lines(listed), lines(there));
	}
	return wrong;
}

const needsCare = ({ reason, link }: Accounted): boolean => reason !== null && (link !== null || reason !== "DUMMY");
