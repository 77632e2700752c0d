import { describe, expect, it } from "vitest";
import type { Entity, FieldValue, Projection, Side } from "../../src/domain/model.ts";
import { CONFLICT_POLICIES, type MergeRules, reconcile } from "../../src/domain/reconcile.ts";
import { CODE_RULE, CONFLICT_SIGN, GONE, present, rules, sign } from "./pairs.ts";

/**
 * What happened on each side since both agreed, and what comes of it (mission, "Rules of the two-way merge"). Each cell has one
 * sign for each of three fields: the one that both may change, one that only SMH changes, one that only Accurate changes.
 *
 *   =  nothing to do       >  SMH's value goes to Accurate       <  Accurate's value goes to SMH
 *   !  conflict: both values are kept, the policy says whose is written
 *
 * "new": the two have never been compared, so there is no base. A new record of SMH lacks the third field, one of Accurate the
 * second. Instead of signs: `del smh` delete what remains in SMH, `ask` never delete but let a person settle it, `gone` nothing left.
 */
const FIELD_BY_FIELD = `
smh \\ accurate  untouched  to the same  another field  to its own  deleted  new
untouched       ===        <==          ==<            <==         del smh  <><
to the same     >==        ===          >=<            !==         ask      <><
another field   =>=        <>=          =><            <>=         ask      <><
to its own      >==        !==          >=<            !==         ask      <><
deleted         del acc    ask          ask            ask         gone     ask
new             <<<        <<<          <<<            <<<         ask      <><
`;

/** The same where the first field is the code and Accurate's code always wins: it is never a conflict and never goes to Accurate. */
const CODE_WINS = `
smh \\ accurate  untouched  to the same  another field  to its own  deleted  new
untouched       ===        <==          ==<            <==         del smh  <><
to the same     <==        ===          <=<            <==         ask      <><
another field   =>=        <>=          =><            <>=         ask      <><
to its own      <==        <==          <=<            <==         ask      <><
deleted         del acc    ask          ask            ask         gone     ask
new             <<<        <<<          <<<            <<<         ask      <><
`;

const EVENTS = ["untouched", "to the same", "another field", "to its own", "deleted", "new"] as const;
type Event = (typeof EVENTS)[number];

/** Three fields of an entity and values for the first one; the other two are texts. */
interface Case {
	readonly entity: Entity;
	readonly contested: string;
	readonly own: Readonly<Record<Side, string>>;
	readonly values: { readonly old: FieldValue; readonly same: FieldValue } & Readonly<Record<Side, FieldValue>>;
}

const TEXTS = { old: "lama", same: "baru", smh: "dari SMH", accurate: "dari Accurate" };
const CODES = { old: "K-1", same: "K-2", smh: "K-3", accurate: "K-4" };
const pieces = (name: string, ratio: string) => [
	{ name: "PCS", ratio: "1" },
	{ name, ratio },
];
const UNITS = {
	old: pieces("BOX", "12"),
	same: pieces("BOX", "24"),
	smh: pieces("CTN", "12"),
	accurate: [{ name: "PCS", ratio: "1" }],
};

const CUSTOMER = { entity: "customer", own: { smh: "notes", accurate: "city" } } as const;
const PRODUCT = { entity: "product", own: { smh: "category", accurate: "notes" } } as const;
const EMPLOYEE = { entity: "employee", own: { smh: "city", accurate: "position" } } as const;

function projection({ contested, own, values }: Case, side: Side, event: Event): Projection {
	const old = { [contested]: values.old, [own.smh]: "kiri", [own.accurate]: "kanan" };
	switch (event) {
		case "to the same":
			return { ...old, [contested]: values.same };
		case "another field":
			return { ...old, [own[side]]: `baru di ${side}` };
		case "to its own":
			return { ...old, [contested]: values[side] };
		case "new":
			return { [contested]: values[side], [own.smh]: null, [own.accurate]: null, [own[side]]: `baru di ${side}` };
		default:
			return old;
	}
}

function cell(about: Case, smhEvent: Event, accurateEvent: Event, by: MergeRules): string {
	const base = smhEvent === "new" || accurateEvent === "new" ? {} : projection(about, "smh", "untouched");
	const both = { smh: projection(about, "smh", smhEvent), accurate: projection(about, "accurate", accurateEvent) };
	const half = (side: Side, event: Event) => (event === "deleted" ? GONE : present(both[side]));
	const outcome = reconcile(about.entity, base, half("smh", smhEvent), half("accurate", accurateEvent), by);
	switch (outcome.kind) {
		case "merge": {
			const fields = [about.contested, about.own.smh, about.own.accurate];
			return outcome.unwritable.length > 0 ? "x" : fields.map((field) => sign(outcome, field, both)).join("");
		}
		case "remove":
			return outcome.side === "smh" ? "del smh" : "del acc";
		case "edited_and_deleted":
			return (outcome.deletedOn === "smh") === (smhEvent === "deleted") ? "ask" : "x";
		case "both_gone":
			return "gone";
	}
}

const WIDTHS = [16, 11, 13, 15, 12, 9, 0];
const line = (cells: readonly string[]): string =>
	cells
		.map((text, column) => text.padEnd(WIDTHS[column] ?? 0))
		.join("")
		.trimEnd();

/** The table as reconcile() fills it in. */
function table(about: Case, by: MergeRules): string {
	const rows = EVENTS.map((smh) => [smh, ...EVENTS.map((accurate) => cell(about, smh, accurate, by))]);
	return `\n${[["smh \\ accurate", ...EVENTS], ...rows].map(line).join("\n")}\n`;
}

describe.each(CONFLICT_POLICIES)("law 2: the two-way merge under the policy %s", (conflictPolicy) => {
	const expected = (text: string) => text.replaceAll("!", CONFLICT_SIGN[conflictPolicy]);

	it.each<Case>([
		{ ...CUSTOMER, contested: "name", values: TEXTS },
		{ ...PRODUCT, contested: "name", values: TEXTS },
		{ ...PRODUCT, contested: "units", values: UNITS },
		{ ...EMPLOYEE, contested: "name", values: TEXTS },
		{ ...EMPLOYEE, contested: "code", values: CODES },
	])("decides field by field what happens to $contested of a $entity", (about) => {
		expect(table(about, rules({ conflictPolicy }))).toBe(expected(FIELD_BY_FIELD));
	});

	it.each<Case>([
		{ ...CUSTOMER, contested: "code", values: CODES },
		{ ...PRODUCT, contested: "code", values: CODES },
	])("lets Accurate's code of a $entity win, which is no conflict", (about) => {
		expect(table(about, rules({ conflictPolicy, ...CODE_RULE }))).toBe(expected(CODE_WINS));
	});
});
