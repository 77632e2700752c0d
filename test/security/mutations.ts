import fc from "fast-check";

/** Shows up unescaped in a page only where somebody forgot to escape; in front of every text that is made up. */
export const MARK = `<x7q a='1' b="2">&`;
/** What escaping leaves of it nowhere. */
export const UNESCAPED = /<x7q|x7q a='|b="2">/;

const deep = (levels: number): unknown => {
	let value: unknown = 1;
	for (let level = 0; level < levels; level++) value = level % 2 ? [value] : { a: value };
	return value;
};

export const texts = fc.oneof(
	fc.string({ unit: "binary", maxLength: 40 }).map((text) => MARK + text),
	fc.string({ unit: "grapheme", maxLength: 20 }).map((text) => text + MARK),
	fc.constantFrom(
		"",
		" ",
		"\0",
		"\uFFFF",
		"\uD800",
		"../../etc/passwd",
		"' OR 1=1 --",
		"%00",
		"-1",
		"1e999",
		"9007199254740993",
		"null",
	),
	fc.constantFrom(
		"customer",
		"smh",
		"accurate",
		"default",
		"1",
		"INACTIVE",
		"cursor",
		"[object Object]",
		"toString",
		"__proto__",
	),
	fc.integer({ min: 1_000, max: 9_000 }).map((length) => "a".repeat(length)),
);

const junk: fc.Arbitrary<unknown> = fc.oneof(
	texts,
	fc.constantFrom(null, true, false, 0, -1, 1e308, 0.5, [], {}, "", Number.MAX_SAFE_INTEGER, -0),
	fc.integer(),
	fc.jsonValue({ maxDepth: 3 }),
	fc.constant(deep(200)),
	fc.array(fc.integer(), { maxLength: 50 }),
	fc.constant(JSON.parse('{"__proto__":{"polluted":true},"constructor":{"prototype":{"polluted":true}}}')),
);

type Path = readonly (string | number)[];

function pathsIn(value: unknown, path: Path = []): readonly Path[] {
	if (typeof value !== "object" || value === null) return [path];
	return [path, ...Object.entries(value).flatMap(([key, inner]) => pathsIn(inner, [...path, key]))];
}

function withAt(value: unknown, [key, ...rest]: Path, change: (old: unknown) => unknown): unknown {
	if (key === undefined) return change(value);
	if (Array.isArray(value)) return value.map((inner, index) => (String(index) === key ? withAt(inner, rest, change) : inner));
	return Object.fromEntries(
		Object.entries(Object(value)).map(([name, inner]) => [name, name === key ? withAt(inner, rest, change) : inner]),
	);
}

const GONE = Symbol("gone");

/** A value like the given one, with one place of it changed. */
const mutatedValue = (value: unknown): fc.Arbitrary<unknown> =>
	fc.tuple(fc.nat(), fc.nat({ max: 3 }), junk, texts).map(([place, how, other, name]) => {
		const paths = pathsIn(value);
		const path = paths[place % paths.length] ?? [];
		const changed = withAt(value, path, (old) => {
			if (how === 0) return GONE;
			if (how === 1) return { ...Object(old), [name]: other };
			if (how === 2) return [old, other];
			return other;
		});
		return changed === GONE ? null : JSON.parse(JSON.stringify(changed, (_, inner) => (inner === GONE ? undefined : inner)));
	});

/** A text like the given one, broken as lines and programs break texts. */
const brokenText = (text: string): fc.Arbitrary<Uint8Array> =>
	fc.tuple(fc.nat({ max: 5 }), fc.nat(), fc.uint8Array({ maxLength: 12 })).map(([how, place, bytes]) => {
		const whole = new TextEncoder().encode(text);
		const at = whole.length === 0 ? 0 : place % whole.length;
		if (how === 0) return whole.slice(0, at);
		if (how === 1) return whole.slice(at);
		if (how === 2) return joined(whole.slice(0, at), bytes, whole.slice(at));
		if (how === 3) return joined(whole, whole);
		if (how === 4) return joined(new Uint8Array([0xef, 0xbb, 0xbf]), whole);
		const flipped = whole.slice();
		if (flipped.length > 0) flipped[at] = (flipped[at] ?? 0) ^ (bytes[0] ?? 0x80);
		return flipped;
	});

function joined(...parts: readonly Uint8Array[]): Uint8Array {
	const whole = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
	let at = 0;
	for (const part of parts) {
		whole.set(part, at);
		at += part.length;
	}
	return whole;
}

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);
const asForm = (body: Readonly<Record<string, string>>): string => new URLSearchParams(body).toString();

/** Bodies around a JSON value: as it is, changed in one place, broken as a text, or nothing of it. */
export const jsonBodies = (value: unknown): fc.Arbitrary<Uint8Array> =>
	fc.oneof(
		{ weight: 1, arbitrary: fc.constant(bytesOf(JSON.stringify(value))) },
		{ weight: 4, arbitrary: mutatedValue(value).map((changed) => bytesOf(JSON.stringify(changed))) },
		{ weight: 3, arbitrary: brokenText(JSON.stringify(value)) },
		{ weight: 1, arbitrary: junk.map((other) => bytesOf(JSON.stringify(other))) },
		{ weight: 1, arbitrary: fc.uint8Array({ maxLength: 300 }) },
	);

/** The same around a form. */
export const formBodies = (fields: Readonly<Record<string, string>>): fc.Arbitrary<Uint8Array> =>
	fc.oneof(
		{ weight: 1, arbitrary: fc.constant(bytesOf(asForm(fields))) },
		{
			weight: 4,
			arbitrary: fc.tuple(fc.nat(), texts, texts).map(([place, value, extra]) => {
				const names = Object.keys(fields);
				const name = names.at(place % Math.max(1, names.length)) ?? "x";
				return bytesOf(`${asForm({ ...fields, [name]: value })}&${asForm({ [extra]: value })}`);
			}),
		},
		{ weight: 3, arbitrary: brokenText(asForm(fields)) },
		{ weight: 1, arbitrary: fc.uint8Array({ maxLength: 300 }) },
	);
