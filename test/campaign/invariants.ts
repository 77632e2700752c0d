import { fieldsOf } from "../../src/domain/entities.ts";
import { type Entity, type FieldValue, SIDES, type Side } from "../../src/domain/model.ts";
import { codeKey } from "../../src/domain/normalise.ts";
import { temporaryValue } from "../../src/domain/temporary.ts";
import { sameValue, textOf } from "../../src/domain/values.ts";
import { type Aftermath, idIn, nameOf, type Pair, partnerSide } from "./aftermath.ts";
import type { Event } from "./ledger.ts";
import { TAG } from "./people.ts";

/** What must not be, in words; nothing when all is well. */
export type Invariant = (after: Aftermath) => readonly string[];

const show = (value: FieldValue | undefined): string => JSON.stringify(value);

/** Both sides hold the same wherever nobody is told otherwise. */
const converged: Invariant = ({ pairs }) =>
	pairs.flatMap(({ link, smh, accurate, problems }) => {
		const about = `pair ${link.entity} ${link.smhId}–${link.accurateId}`;
		if (!smh || !accurate) return problems.length > 0 ? [] : [`${about}: a half is gone and nobody is told`];
		// Whoever is sample data by now takes no part, linked or not: nothing is written for it.
		const held = problems.some(({ reason }) => reason === "DUMMY");
		const stray =
			held || smh.native.partner_id === accurate.id ? [] : [`${about}: its Partner ID is ${String(smh.native.partner_id)}`];
		if (problems.length > 0) return stray;
		const different = Object.keys(fieldsOf(link.entity)).filter(
			(field) =>
				smh.projection[field] !== undefined &&
				accurate.projection[field] !== undefined &&
				!sameValue(field, smh.projection[field], accurate.projection[field]),
		);
		const words = different.map((field) => `${field} ${show(smh.projection[field])} ≠ ${show(accurate.projection[field])}`);
		return [...stray, ...(words.length > 0 ? [`${about}: differs without a problem: ${words.join(", ")}`] : [])];
	});

/** Law 6 against the systems themselves: every record is linked or has one open problem, and no problem is about nothing. */
const accounted: Invariant = ({ setup, pairs, problems, records, find, problemOf, mirror }) => {
	const samples = mirror.filter(({ dummy }) => dummy).map(({ side, entity, id }) => nameOf(side, entity, id));
	const linked = new Set(
		samples.concat(pairs.flatMap(({ link }) => SIDES.map((side) => nameOf(side, link.entity, idIn(link, side))))),
	);
	const lonely = SIDES.flatMap((side) =>
		setup.entities.flatMap((entity) =>
			records(side, entity)
				.filter(({ id }) => !linked.has(nameOf(side, entity, id)) && !problemOf(side, entity, id))
				.map(({ id }) => `${nameOf(side, entity, id)} is neither linked nor has it a problem`),
		),
	);
	const groundless = problems
		.filter(({ side, entity, id }) => !find(side, entity, id))
		.map(({ side, entity, id, reason }) => `${reason} is open about ${nameOf(side, entity, id)}, which is not there`);
	return [...lonely, ...groundless];
};

/** A tag is typed in once, so two records of a side that carry the same one stem from the same record. */
const nothingDoubled: Invariant = (after) =>
	SIDES.flatMap((side) =>
		after.setup.entities.flatMap((entity) => {
			const seen = new Map<FieldValue, string>();
			return after.records(side, entity).flatMap(({ id, projection }) => {
				const tag = projection[TAG[entity]] ?? null;
				const twin = tag === null ? undefined : seen.get(tag);
				seen.set(tag, id);
				return twin === undefined || outOfSight(after, entity, tag) || saidToBeOthers(after, entity, tag)
					? []
					: [`${nameOf(side, entity, id)} and ${twin} stem from one record (${show(tag)})`];
			});
		}),
	);

/**
 * A copy was made, nobody heard of it, and somebody changed its code before it could be looked up: Accurate Online keeps nothing
 * else by which it could be found.
 */
const outOfSight = ({ events, wasLinked }: Aftermath, entity: Entity, tag: FieldValue): boolean =>
	events.some(
		(event) =>
			event.by === null &&
			event.kind === "update" &&
			event.changed.code !== undefined &&
			event.entity === entity &&
			sameValue("email", event.before[TAG[entity]], tag) &&
			!wasLinked(event) &&
			madeByUs(events, event),
	);

/** An admin said that the record of this tag and one that stems from it are two: then both are to stand on both sides. */
const saidToBeOthers = ({ said, events }: Aftermath, entity: Entity, tag: FieldValue): boolean =>
	said.some(
		(one) =>
			one.word === "different" &&
			one.entity === entity &&
			SIDES.some((side) => sameValue("email", tagOf(events, side, entity, idIn(one, side)), tag)),
	);

/** What a record was born with, which nobody types over. */
const tagOf = (events: readonly Event[], side: Side, entity: Entity, id: string): FieldValue =>
	of(events, side, entity, id).find(({ kind }) => kind === "create")?.after[TAG[entity]] ?? null;

/** An admin had the record of this tag created again after it was deleted on a side. */
const restored = ({ said, events }: Aftermath, entity: Entity, tag: FieldValue, since: number): boolean =>
	said.some(
		(one) =>
			one.word === "restore" &&
			one.entity === entity &&
			one.at >= since &&
			sameValue("email", tagOf(events, one.side, entity, one.id), tag),
	);

/** The record of an event was made by the product. */
const madeByUs = (events: readonly Event[], { side, entity, id }: Pick<Event, "side" | "entity" | "id">): boolean =>
	of(events, side, entity, id).some(({ kind, by }) => kind === "create" && by !== null);

const of = (events: readonly Event[], side: Side, entity: Entity, id: string): readonly Event[] =>
	events.filter((event) => event.side === side && event.entity === entity && event.id === id);

/** Fields whose value is not simply the last one typed: codes have an authority, salesmen follow their own codes. */
const derived = (entity: Entity, field: string): boolean =>
	field === TAG[entity] || field === "salesman" || (field === "code" && entity !== "employee");

/** When the two records became a pair without one having been made from the other, from then on one base holds for both. */
const metAt = (pair: Pair, events: readonly Event[]): number =>
	Math.max(
		...SIDES.map(
			(side) => of(events, side, pair.link.entity, idIn(pair.link, side)).find(({ kind }) => kind === "create")?.at ?? 0,
		),
	);

/** A person typed a value there; what a new record leaves empty or at its default is nobody's word. */
const typed = ({ by, kind, changed }: Event, field: string): boolean =>
	by === null && changed[field] !== undefined && (kind === "update" || typeof changed[field] === "string");

/** The last value somebody typed is what both sides hold, or the clash it lost is on record. */
const nothingLost: Invariant = (after) =>
	after.pairs.flatMap((pair) => {
		const { entity } = pair.link;
		const { smh, accurate } = pair;
		if (!smh || !accurate) return [];
		const events = SIDES.flatMap((side) => of(after.events, side, entity, idIn(pair.link, side))).toSorted((a, b) => a.at - b.at);
		// The record may have been deleted and restored since, under another id.
		const isSmh = (id: string): boolean =>
			id === pair.link.smhId || sameValue("email", tagOf(after.events, "smh", entity, id), smh.projection[TAG[entity]] ?? null);
		return Object.keys(fieldsOf(entity)).flatMap((field) => {
			const held = smh.projection[field];
			if (derived(entity, field) || held === undefined || !sameValue(field, held, accurate.projection[field])) return [];
			const last = events.findLast((event) => typed(event, field));
			if (!last || sameValue(field, last.changed[field], held)) return [];
			const kept = after.conflicts.some(
				(conflict) =>
					conflict.entity === entity &&
					isSmh(conflict.smhId) &&
					conflict.field === field &&
					sameValue(field, conflict[last.side], last.changed[field]),
			);
			// Somebody chose a value for this field when that was there already; what it replaced is in the audit trail.
			const chosen = after.said.some(
				(one) => one.word === "choose" && one.entity === entity && isSmh(one.smhId) && one.field === field && one.at >= last.at,
			);
			if (
				kept ||
				chosen ||
				firstMeeting(pair, events, last) ||
				unseen(after, events, last, field) ||
				tookBack(after, events, last, field) ||
				formerPartners(after, last, field, held)
			)
				return [];
			return [
				`pair ${entity} ${pair.link.smhId}–${pair.link.accurateId}: ${field} ${show(last.changed[field])}, typed last in ${last.side}, is lost: both hold ${show(held)}`,
			];
		});
	});

/**
 * Somebody took the changes of their side back to what both had last agreed on: to a merge against that, the side has not changed.
 * Where people had typed the same on both sides meanwhile, that counts as agreed only if the product could see it. `events`: of both
 * records of the pair.
 */
function tookBack({ looks }: Aftermath, events: readonly Event[], last: Event, field: string): boolean {
	const seen = ({ side, entity, id, at }: Event): boolean => {
		const next = events.find((one) => one.side === side && one.at > at && one.changed[field] !== undefined)?.at ?? last.at;
		return looks.some(
			(look) => look.side === side && look.entity === entity && (look.id ?? id) === id && look.at >= at && look.at < next,
		);
	};
	const values: Partial<Record<Side, FieldValue>> = {};
	let agreed: FieldValue | undefined;
	for (const event of events.filter(({ at }) => at < last.at)) {
		const value = event.after[field];
		if (value !== undefined) values[event.side] = value;
		const equal = sameValue(field, values.smh, values.accurate);
		if (equal && (event.by !== null || seen(event))) agreed = values.smh;
	}
	return sameValue(field, agreed, last.changed[field]);
}

/** A partner that was deleted since had the newer value, and it had come over before. */
function formerPartners({ events }: Aftermath, last: Event, field: string, held: FieldValue): boolean {
	const { side, entity, id } = last;
	const newer = events.filter((one) => one.entity === entity && one.at > last.at && sameValue(field, one.changed[field], held));
	const carried = newer.find((one) => one.by !== null && one.side === side && one.id === id);
	return newer.some((one) => one.side !== side && typed(one, field) && carried !== undefined && one.at < carried.at);
}

/** It was overwritten before the product had a chance to see it: neither system takes a write on a condition. */
function unseen({ looks }: Aftermath, events: readonly Event[], last: Event, field: string): boolean {
	const { side, entity, id } = last;
	const overwritten = events.find(
		(one) => one.by !== null && one.side === side && one.at > last.at && one.changed[field] !== undefined,
	);
	if (!overwritten) return false;
	return !looks.some(
		(look) =>
			look.side === side && look.entity === entity && (look.id ?? id) === id && look.at >= last.at && look.at < overwritten.at,
	);
}

/** Before two records that do not stem from each other first met, Accurate's values stood (mission, "First meeting"). */
function firstMeeting(pair: Pair, events: readonly Event[], last: Event): boolean {
	const born = new Set(events.filter(({ kind }) => kind === "create").map(({ entity, after }) => after[TAG[entity]] ?? null));
	if (born.size < 2 || last.side !== "smh") return false;
	const merged = events.find(({ by, side, at }) => by !== null && side === "smh" && at > metAt(pair, events));
	return !merged || last.at < merged.at;
}

/** A record goes from a side only after a person has deleted its partner, and never with an edit that nobody else has. */
const deletesConfirmed: Invariant = ({ events, said }) =>
	events
		.filter(({ by, kind }) => by !== null && kind === "delete")
		.flatMap((event) => {
			const { side, entity, id, at } = event;
			const tag = event.before[TAG[entity]];
			const other = partnerSide(side);
			const deleted = events.some(
				(one) =>
					one.by === null &&
					one.kind === "delete" &&
					one.side === other &&
					one.entity === entity &&
					one.at < at &&
					(sameValue("email", one.before[TAG[entity]], tag) ||
						// Two that were typed in apart are one by an admin's word.
						said.some(
							(word) => word.word === "same" && word.entity === entity && idIn(word, side) === id && idIn(word, other) === one.id,
						)),
			);
			return deleted ? [] : [`${nameOf(side, entity, id)} was deleted although nobody had deleted its partner`];
		});

/** What belongs to another branch, and was seen to, is nobody's of this connection to delete. */
const othersKept: Invariant = ({ events, moves, looks, setup }) =>
	events
		.filter(({ by, kind, side }) => setup.branch === true && by !== null && kind === "delete" && side === "accurate")
		.flatMap(({ entity, id, at }) => {
			const last = moves.findLast((move) => move.entity === entity && move.id === id && move.at < at);
			const seen = looks.some(
				(look) =>
					last !== undefined &&
					look.side === "accurate" &&
					look.entity === entity &&
					look.id === id &&
					look.at >= last.at &&
					look.at < at,
			);
			return last?.away && seen ? [`${nameOf("accurate", entity, id)} was deleted although it belongs to another branch`] : [];
		});

/** What somebody deleted stays deleted, unless somebody is told of what is left. */
const deletesStand: Invariant = (after) => {
	const { events, setup, records, problemOf, pairs, wasLinked, mirror } = after;
	const samples = new Set(mirror.filter(({ dummy }) => dummy).map((row) => nameOf(row.side, row.entity, row.id)));
	return SIDES.flatMap((side) =>
		setup.entities.flatMap((entity) =>
			records(side, entity).flatMap(({ id, projection }) => {
				const tag = projection[TAG[entity]];
				if (outOfSight(after, entity, tag ?? null)) return [];
				const gone = events.findLast(
					(one) =>
						one.by === null &&
						one.kind === "delete" &&
						one.entity === entity &&
						sameValue("email", one.before[TAG[entity]], tag) &&
						// A copy that the product did not yet know of: nobody can tell its deletion from a create that never arrived.
						(wasLinked(one) || !madeByUs(events, one)),
				);
				if (
					!gone ||
					problemOf(side, entity, id) ||
					samples.has(nameOf(side, entity, id)) ||
					restored(after, entity, tag ?? null, gone.at)
				)
					return [];
				const pair = pairs.find(({ link }) => link.entity === entity && idIn(link, side) === id);
				if (pair && pair.problems.length > 0) return [];
				// What is left has met a record that somebody typed in by itself.
				const halves = pair ? SIDES.map((half) => [half, idIn(pair.link, half)] as const) : [[side, id] as const];
				const typedAgain = halves.some(([half, halfId]) =>
					of(events, half, entity, halfId).some(
						({ by, kind, after: made }) =>
							by === null && kind === "create" && (half !== side || !sameValue("email", made[TAG[entity]], tag)),
					),
				);
				return typedAgain ? [] : [`${nameOf(side, entity, id)} (${show(tag)}) is there although it was deleted in ${gone.side}`];
			}),
		),
	);
};

/** The product makes no second record of one source while the first is there, not even for a while. */
const onceEach: Invariant = (after) =>
	after.events
		.filter(({ by, kind }) => by !== null && kind === "create")
		.flatMap((made) => {
			const code = codeKey(textOf(made.after, "code"));
			const { events } = after;
			const twin = events.find(
				(one) =>
					one.by !== null &&
					one.kind === "create" &&
					one.at < made.at &&
					one.side === made.side &&
					one.entity === made.entity &&
					sameValue("email", one.after[TAG[one.entity]], made.after[TAG[made.entity]]) &&
					!events.some(
						(gone) =>
							gone.kind === "delete" &&
							gone.id === one.id &&
							gone.side === one.side &&
							gone.entity === one.entity &&
							gone.at < made.at,
					),
			);
			const tag = made.after[TAG[made.entity]] ?? null;
			return twin && !outOfSight(after, made.entity, tag) && !saidToBeOthers(after, made.entity, tag)
				? [`${nameOf(made.side, made.entity, made.id)} (${code}) was made while ${twin.id} of the same source was there`]
				: [];
		});

/** What both sides hold is what the product knows them to have agreed on: the next edit of either side is told by it (law 1). */
const baseTrue: Invariant = ({ pairs }) =>
	pairs.flatMap(({ link, smh, accurate, problems }) => {
		if (!smh || !accurate || problems.length > 0) return [];
		return Object.keys(fieldsOf(link.entity)).flatMap((field) => {
			const held = smh.projection[field];
			if (!sameValue(field, held, accurate.projection[field]) || sameValue(field, held, link.base[field])) return [];
			return [
				`pair ${link.entity} ${link.smhId}–${link.accurateId}: both hold ${field} ${show(held)}, but its base is ${show(link.base[field])}`,
			];
		});
	});

/** The mirror shows what the systems hold, and nothing in it waits. */
const mirrorTrue: Invariant = ({ setup, mirror, records }) => {
	// A row that is known to be gone may wait for a person's word on its pair.
	const rows = new Map(mirror.filter(({ gone }) => !gone).map((row) => [nameOf(row.side, row.entity, row.id), row]));
	const there = SIDES.flatMap((side) =>
		setup.entities.flatMap((entity) =>
			records(side, entity).flatMap(({ id, projection: held }) => {
				// A value of ours in the middle of an exchange is nobody's: where it cannot end, the pair has a problem (converged).
				const projection = Object.fromEntries(Object.entries(held).filter(([, value]) => value !== temporaryValue(id)));
				const name = nameOf(side, entity, id);
				const row = rows.get(name);
				rows.delete(name);
				if (!row) return [`${name} is not in the mirror`];
				const wrong = Object.keys(projection).filter((field) => !sameValue(field, projection[field], row.projection[field]));
				return wrong.map(
					(field) => `${name}: ${field} is ${show(projection[field])}, in the mirror ${show(row.projection[field])}`,
				);
			}),
		),
	);
	return [...there, ...[...rows.keys()].map((name) => `${name} is in the mirror only`)];
};

/** Whoever watches a run hears of its end, whatever Telegram did meanwhile. */
const endsTold: Invariant = ({ told }) =>
	told
		.filter(({ finished }) => !finished)
		.map(({ run, state, shown }) => `the chat was never told that run ${run} is ${state}: ${show(shown)}`);

/** More writes than that are no answer to what people did, but an echo. */
const WRITES_PER_RECORD = 4;

/** However often people type, the product's own writes to a record that change something are few (law 7). */
const writesBounded: Invariant = ({ events, setup, sayings }) =>
	SIDES.flatMap((side) =>
		setup.entities.flatMap((entity) => {
			const people = events.filter((event) => event.by === null).length;
			const ids = new Set(events.filter((event) => event.side === side && event.entity === entity).map(({ id }) => id));
			return [...ids].flatMap((id) => {
				const ours = of(events, side, entity, id).filter(({ by, kind }) => by !== null && kind === "update").length;
				return ours > WRITES_PER_RECORD + people + sayings ? [`${nameOf(side, entity, id)} was written ${ours} times`] : [];
			});
		}),
	);

/** A pair was born where its record was typed in, as long as its copy was made from it; the four figures count by it. */
const originTrue: Invariant = (after) =>
	after.pairs.flatMap(({ link, smh, accurate }) => {
		if (!smh || !accurate) return [];
		const creations = SIDES.flatMap((side) =>
			of(after.events, side, link.entity, idIn(link, side)).filter(({ kind }) => kind === "create"),
		);
		const [original, copy] = creations.toSorted((a, b) => a.at - b.at);
		if (!original || original.by !== null || !copy || copy.by === null || link.origin === original.side) return [];
		if (outOfSight(after, link.entity, smh.projection[TAG[link.entity]] ?? null)) return [];
		return [`pair ${link.entity} ${link.smhId}–${link.accurateId} counts as ${link.origin}, but it is from ${original.side}`];
	});

export const INVARIANTS: Readonly<Record<string, Invariant>> = {
	converged,
	accounted,
	"nothing doubled": nothingDoubled,
	"nothing lost": nothingLost,
	"deletes confirmed": deletesConfirmed,
	"others kept": othersKept,
	"deletes stand": deletesStand,
	"made once": onceEach,
	"base true": baseTrue,
	"mirror true": mirrorTrue,
	"origin true": originTrue,
	"writes bounded": writesBounded,
	"ends told": endsTold,
};
