import fc from "fast-check";
import { fieldsOf } from "../../src/domain/entities.ts";
import { ENTITIES, type Entity, type FieldValue, type Projection, SIDES } from "../../src/domain/model.ts";
import { CONFLICT_POLICIES, type Half, type MergeRules } from "../../src/domain/reconcile.ts";

/** Few values per field, so that the sides often hold the same and often clash. */
function holding(entity: Entity, field: string): fc.Arbitrary<FieldValue> {
	const kind = fieldsOf(entity)[field]?.kind;
	if (kind === "boolean") return fc.boolean();
	if (kind === "units") {
		const unit = fc.record({ name: fc.constantFrom("BOX", "CTN"), ratio: fc.constantFrom("12", "24") });
		const pcs = { name: "PCS", ratio: "1" };
		return fc.oneof(
			fc.constant(null),
			fc.array(unit, { maxLength: 2 }).map((more) => [pcs, ...more]),
		);
	}
	return fc.constantFrom(null, "a", "b", "c");
}

/** Any of the shared fields; the others are unknown. */
function projectionOf(entity: Entity, size: { minLength?: number; maxLength?: number } = {}): fc.Arbitrary<Projection> {
	return fc.subarray(Object.keys(fieldsOf(entity)), size).chain((fields) =>
		fc.tuple(...fields.map((field) => holding(entity, field))).map((values) => {
			return Object.fromEntries(values.map((value, index) => [fields[index] ?? "", value]));
		}),
	);
}

/** Most fields were agreed on; sometimes none, as when two records meet. */
const baseOf = (entity: Entity): fc.Arbitrary<Projection> =>
	fc.oneof(
		{ weight: 5, arbitrary: projectionOf(entity, { minLength: 8 }) },
		{ weight: 1, arbitrary: projectionOf(entity, { maxLength: 1 }) },
	);

/** Often the base with a few edits, as in life; sometimes anything. */
const shownOf = (entity: Entity, base: Projection): fc.Arbitrary<Projection> =>
	fc.oneof(
		{ weight: 1, arbitrary: fc.constant(base) },
		{ weight: 4, arbitrary: projectionOf(entity, { maxLength: 8 }).map((edits) => ({ ...base, ...edits })) },
		{ weight: 1, arbitrary: projectionOf(entity) },
	);

const halfOf = (entity: Entity, base: Projection): fc.Arbitrary<Half> =>
	fc.oneof(
		{ weight: 3, arbitrary: shownOf(entity, base).map((projection) => ({ state: "present" as const, projection })) },
		{ weight: 2, arbitrary: fc.constant({ state: "gone" as const }) },
	);

function rulesOf(entity: Entity): fc.Arbitrary<MergeRules> {
	const fields = Object.keys(fieldsOf(entity));
	const some = fc.subarray(fields, { maxLength: 3 });
	return fc.record({
		conflictPolicy: fc.constantFrom(...CONFLICT_POLICIES),
		firstMeeting: fc.constantFrom(...SIDES),
		authoritative: fc.dictionary(fc.constantFrom(...fields), fc.constantFrom(...SIDES), { maxKeys: 2, noNullPrototype: true }),
		readOnly: fc.record({ smh: some, accurate: some }),
	});
}

export interface Pair<H = Half> {
	readonly entity: Entity;
	readonly base: Projection;
	readonly smh: H;
	readonly accurate: H;
	readonly rules: MergeRules;
}

const pairsOf = <H>(half: (entity: Entity, base: Projection) => fc.Arbitrary<H>): fc.Arbitrary<Pair<H>> =>
	fc
		.constantFrom(...ENTITIES)
		.chain((entity) => fc.tuple(fc.constant(entity), baseOf(entity)))
		.chain(([entity, base]) =>
			fc.record({
				entity: fc.constant(entity),
				base: fc.constant(base),
				smh: half(entity, base),
				accurate: half(entity, base),
				rules: rulesOf(entity),
			}),
		);

/** Any pair: each half there or gone, each field known or not, agreed on or not, under any rules. */
export const anyPair = pairsOf(halfOf);
/** Both halves are there. */
export const livePair = pairsOf(shownOf);

/** Any of the shared fields of any entity. */
export const anyShared = fc
	.constantFrom(...ENTITIES)
	.chain((entity) => fc.record({ entity: fc.constant(entity), projection: projectionOf(entity) }));
