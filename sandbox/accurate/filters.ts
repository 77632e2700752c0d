import { invalidField, Refused } from "./answers.ts";
import { parseTimestamp } from "./clock.ts";
import type { Filter, FilterKind } from "./definitions/definition.ts";
import type { Input } from "./input.ts";
import type { AccurateState, StoredRecord } from "./state.ts";

type Comparable = string | number;
type Test = (value: Comparable, wanted: readonly Comparable[]) => boolean;

const within: Test = (value, [low = "", high = low]) => value >= low && value <= high;
const against =
	(compare: (value: Comparable, wanted: Comparable) => boolean): Test =>
	(value, [wanted]) =>
		wanted !== undefined && compare(value, wanted);

/** Operators of facts 3. */
const OPERATORS: Readonly<Record<string, Test>> = {
	EQUAL: (value, wanted) => wanted.includes(value),
	NOT_EQUAL: (value, wanted) => !wanted.includes(value),
	GREATER_THAN: against((value, wanted) => value > wanted),
	GREATER_EQUAL_THAN: against((value, wanted) => value >= wanted),
	LESS_THAN: against((value, wanted) => value < wanted),
	LESS_EQUAL_THAN: against((value, wanted) => value <= wanted),
	BETWEEN: within,
	NOT_BETWEEN: (value, wanted) => !within(value, wanted),
	EMPTY: (value) => value === "",
	NOT_EMPTY: (value) => value !== "",
	CONTAIN: (value, wanted) => wanted.some((each) => String(value).toLowerCase().includes(String(each).toLowerCase())),
};
const WITHOUT_VALUE: ReadonlySet<string> = new Set(["EMPTY", "NOT_EMPTY"]);
const TEXT_ONLY: ReadonlySet<string> = new Set(["CONTAIN"]);

/** Reads a wanted value; null: not of the kind. Moments are compared in whole seconds, finer is never shown. */
const READ: Readonly<Record<FilterKind, (text: string) => Comparable | null>> = {
	id: (text) => (/^\d+$/.test(text) ? Number(text) : null),
	moment: (text) => {
		const at = parseTimestamp(text);
		return at === null ? null : at / 1000;
	},
	flag: (text) => (text === "true" || text === "false" ? text : null),
	text: (text) => text,
	plain: (text) => text,
	keywords: (text) => text,
};

const LOOK: Readonly<Record<FilterKind, (value: unknown) => Comparable>> = {
	id: (value) => (typeof value === "number" ? value : ""),
	moment: (value) => Math.floor(Number(value) / 1000),
	flag: String,
	text: (value) => (typeof value === "string" ? value : ""),
	plain: String,
	keywords: String,
};

/** EQUAL on keywords (the default operator) means one of the searched fields as a whole; its real effect is unproven. */
const keywordTest = (op: string, test: Test): Test =>
	op === "CONTAIN"
		? test
		: (value, wanted) =>
				String(value)
					.split("\n")
					.some((part) => test(part, wanted));

export type RowTest = (record: StoredRecord) => boolean;

/** The test that a list call asks of `filter.<name>…`; null when it asks none. Undeclared filters never get here. */
export function filterTest(state: AccurateState, name: string, filter: Filter, input: Input): RowTest | null {
	const { kind, of } = filter;
	const texts = input.values.get(`filter.${name}.val`) ?? input.values.get(`filter.${name}`);
	const op = input.values.get(`filter.${name}.op`)?.[0]?.trim() ?? "EQUAL";
	if (!texts && !WITHOUT_VALUE.has(op)) return null;
	const operator = OPERATORS[op];
	if (!operator || (TEXT_ONLY.has(op) && (kind === "id" || kind === "moment")))
		throw new Refused(invalidField(`filter.${name}.op`));
	const wanted = (texts ?? []).map((text) => {
		const read = READ[kind](text.trim());
		if (read === null) throw new Refused(invalidField(`filter.${name}.val`));
		return read;
	});
	const test = kind === "keywords" ? keywordTest(op, operator) : operator;
	const look = LOOK[kind];
	return (record) => test(look(of(record, state)), wanted);
}
