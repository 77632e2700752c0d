import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { codeKey, decimal, email, npwp, phone, text, units } from "../../src/domain/normalise.ts";

/** All of these are one thing to a person, and nothing of `others` is. */
const same = (normalise: (value: string) => unknown, spellings: readonly string[], others: readonly string[] = []) => {
	const [first, ...rest] = spellings.map(normalise);
	for (const value of rest) expect(value).toEqual(first);
	for (const value of others.map(normalise)) expect(value).not.toEqual(first);
};

describe("text that reads the same is the same", () => {
	it("whatever blanks were typed around and inside", () => {
		same(text, ["Toko Maju", "  Toko   Maju ", "Toko\tMaju", "Toko\u00a0Maju", "Toko Maju\n"], ["TokoMaju", "toko maju"]);
	});

	it("however the lines end, as long as there are as many", () => {
		same(text, ["Jl. Mawar 1\nSurabaya", "Jl. Mawar 1\r\nSurabaya", "Jl. Mawar 1 \r Surabaya"], ["Jl. Mawar 1 Surabaya"]);
	});

	it("however an accent is stored", () => {
		same(text, ["Caf\u00e9", "Cafe\u0301"], ["Cafe"]);
	});

	it("without the marks nobody sees, but with those that make an emoji", () => {
		same(text, ["C-1", "\u200bC-1", "C\u00ad-1", "\u202aC-1\u202c", "\ufeffC-1"]);
		expect(text("👩\u200d🔧 Bengkel")).toBe("👩\u200d🔧 Bengkel");
	});

	it.each([null, undefined, "", "   ", "\r\n", "\u200b"])("and nothing is null: %j", (nothing) => {
		expect([text(nothing), email(nothing), phone(nothing), npwp(nothing), codeKey(nothing ?? null)]).toEqual(Array(5).fill(null));
	});
});

it("an e-mail address is the same in capitals", () => {
	same(email, ["toko@maju.id", " Toko@Maju.ID "], ["toko@maju.co.id"]);
});

it("a code is the same in capitals, but not without its hyphen or its zeros", () => {
	same(codeKey, ["C-001", "c-001 ", "\u200bC-001"], ["C001", "C-1", "C - 001"]);
});

it("a code is the same with marks in it that nobody sees, wherever they are", () => {
	for (const mark of ["\u200d", "\u200c", "\ufeff", "\u180e", "\ufe0f", "\u200b", "\u2060", "\u034f"]) {
		same(codeKey, ["C-001", `C${mark}-001`, `${mark}C-001`, `C-001${mark}`, `c-${mark}${mark}001`], ["C-0011"]);
	}
	expect(codeKey("\u200d\ufe0f")).toBeNull();
});

describe("a phone number", () => {
	const MOBILE = "+6281234567890";

	it.each([
		"081234567890",
		"0812-3456-7890",
		"0812 3456 7890",
		"0812.3456.7890",
		"0812/3456/7890",
		"(0812) 3456 7890",
		"+6281234567890",
		"+62 812-3456-7890",
		"+62 (0)812 3456 7890",
		"+62 0812 3456 7890",
		"(+62) 812-3456-7890",
		"(62) 812-3456-7890",
		"6281234567890",
		"62812 3456 7890",
		"0062 812 3456 7890",
		"812 3456 7890",
		"\u202a+62 812-3456-7890\u202c",
	])("is read however Indonesians spell it: %s", (spelling) => {
		expect(phone(spelling)).toBe(MOBILE);
	});

	it.each([
		["(021) 555-1234", "+62215551234"],
		["62 21 555 1234", "+62215551234"],
		["62811123456", "+62811123456"],
		["0811123456", "+62811123456"],
		["0800 1 234567", "+628001234567"],
		["+65 6123 4567", "+6561234567"],
		["+1 650 253 0000", "+16502530000"],
	])("of a city, a short one or one from abroad is read too: %s", (spelling, number) => {
		expect(phone(spelling)).toBe(number);
	});

	it.each([
		["with an extension", "021-5551234 ext. 12"],
		["with words, which would be lost", "hub 0812-3456-7890 Pak Budi"],
		["with a remark", "081234567890 (WA)"],
		["two numbers, of which one would be lost", "081234567890 / 081398765432"],
		["two numbers that share their beginning", "021-5551234/5551235"],
		["without the area code", "555 1234"],
		["without the area code, long", "5551 2345"],
		["of a hotline", "14045"],
		["dialled abroad by another code", "001 62 8123456789"],
		["too short", "0213456"],
		["too long", "0812345678901234567"],
		["no number at all", "tidak ada"],
		["a placeholder", "-"],
		["zeros", "000"],
		["a country code alone", "62"],
		["an open bracket", "("],
	])("that cannot be read for certain stays as it was typed: %s", (_, typed) => {
		expect(phone(` ${typed} `)).toBe(typed);
	});
});

describe("a tax number", () => {
	it("is its 15 or 16 digits, with any punctuation", () => {
		same(npwp, ["012345678901000", "01.234.567.8-901.000", "01 234 567 8 901 000", "01.234.567.8–901.000"], ["012345678901001"]);
		same(npwp, ["3174000000000001", "3174 0000 0000 0001"], ["317400000000001"]);
	});

	it("of 15 digits is that of 16 with a 0 in front", () => {
		same(npwp, ["01.234.567.8-901.000", "0012345678901000", "0012 3456 7890 1000"], ["1012345678901000", "0123456789010000"]);
	});

	it("of a branch has 22 digits, and is another than its company's", () => {
		same(npwp, ["0012345678901000000001", "0012345678901000 000001"], ["0012345678901000", "012345678901000"]);
	});

	it.each(["01.234.567", "12345678901234567", "belum ada", "01.234.567.8-901.00X"])(
		"that is none stays as it was typed: %s",
		(typed) => {
			expect(npwp(` ${typed} `)).toBe(typed);
		},
	);
});

describe("an amount", () => {
	it.each<[number | string, string | null]>([
		[0, "0"],
		[-0, "0"],
		["-0.00", "0"],
		[-0.0000001, "0"],
		[70000, "70000"],
		["70000.000000", "70000"],
		[100, "100"],
		[1500.5, "1500.5"],
		["1500.50", "1500.5"],
		["  1500.5 ", "1500.5"],
		[".5", "0.5"],
		[-12.34, "-12.34"],
		[0.1 + 0.2, "0.3"],
		[1.23456789, "1.234568"],
		[0.000001, "0.000001"],
		["1e3", "1000"],
		[999_999_999_999, "999999999999"],
		["999999999999.5", "999999999999.5"],
		[1e21, "1000000000000000000000"],
		[-1e30, "-1000000000000000019884624838656"],
		["", null],
		["  ", null],
		["1.500.000", null],
		["1,5", null],
		["Rp 1500", null],
		["0x1F", null],
		["Infinity", null],
		[Number.NaN, null],
		[Number.NEGATIVE_INFINITY, null],
	])("%j is %j: canonical, with at most 6 places", (typed, canonical) => {
		expect(decimal(typed)).toBe(canonical);
	});

	it("is the same as a number and as the text of that number", () => {
		fc.assert(
			fc.property(fc.double({ noNaN: true }), (amount) => {
				expect(decimal(String(amount))).toBe(decimal(amount));
			}),
		);
	});

	it("loses at most the seventh place", () => {
		fc.assert(
			fc.property(fc.double({ min: -1e9, max: 1e9, noNaN: true }), (amount) => {
				expect(Math.abs(Number(decimal(amount)) - amount)).toBeLessThanOrEqual(6e-7);
			}),
		);
	});
});

describe("the units of a product", () => {
	const unit = (name: string | null, ratio: number | string | null) => ({ name, ratio });

	it("begin with the base unit, whose ratio is 1 whatever was answered", () => {
		expect(units([unit(" PCS ", 0), unit("BOX", "12.000000")])).toEqual([
			{ name: "PCS", ratio: "1" },
			{ name: "BOX", ratio: "12" },
		]);
	});

	it("keep their order, lose blank names and end after three", () => {
		const many = [unit("PCS", 1), unit("", 0), unit("CTN", 144), unit(null, null), unit("BOX", 12), unit("PAL", 1440)];
		expect(units(many)?.map(({ name }) => name)).toEqual(["PCS", "CTN", "BOX"]);
	});

	it("keep their names as typed: another spelling is another unit", () => {
		expect(units([unit("Pcs", 1)])).not.toEqual(units([unit("PCS", 1)]));
	});

	it("are none without a base unit, because their ratios count in it", () => {
		expect(units([])).toBeNull();
		expect(units([unit(" ", 1)])).toBeNull();
		expect(units([unit(null, 1), unit("BOX", 12)])).toBeNull();
	});
});

describe("normalising twice is normalising once", () => {
	const typed = fc.oneof(
		fc.string({ unit: "binary" }),
		fc.string({ unit: "grapheme" }),
		fc.string({ unit: fc.constantFrom(..."0123456789+-(). /#xA\r\n\t\u00a0\u0301é") }),
	);
	const number = fc
		.tuple(fc.constantFrom("+62", "62", "0", "00", "+", "", "(0", "(62) "), fc.stringMatching(/^[0-9 .()-]{4,16}$/))
		.map((parts) => parts.join(""));

	it.each(Object.entries({ text, email, phone, npwp, decimal, codeKey }))("%s", (_, normalise) => {
		fc.assert(
			fc.property(fc.oneof(typed, number), (value) => {
				const once = normalise(value);
				expect(normalise(once)).toBe(once);
			}),
			{ numRuns: 3000 },
		);
	});

	it("units", () => {
		const ratio = fc.oneof(fc.double(), fc.constantFrom("12", "", "x", null));
		const some = fc.array(fc.record({ name: fc.option(typed), ratio }), { maxLength: 5 });
		fc.assert(
			fc.property(some, (values) => {
				const once = units(values);
				expect(units(once ?? [])).toEqual(once);
			}),
		);
	});
});
