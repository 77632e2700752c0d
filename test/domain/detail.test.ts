import { describe, expect, it } from "vitest";
import { type DetailedProblem, detailText } from "../../src/domain/detail.ts";
import { NOTHING, type ProblemDetail, plainDetail, readDetail, records, words } from "../../src/domain/problem-detail.ts";

const problem = (change: Partial<DetailedProblem>): DetailedProblem => ({
	...{ entity: "customer", side: "smh", reason: "REJECTED", field: null, detail: NOTHING },
	...change,
});
const says = (change: Partial<DetailedProblem>): string | null => detailText(problem(change), "id");

describe("the detail of a problem, in plain words", () => {
	it.each([
		[{ reason: "OTHER_BRANCH", detail: { kind: "excluded", by: "Surabaya" } }, "Cabang: Surabaya"],
		[{ reason: "TYPE_NOT_SUPPORTED", detail: { kind: "excluded", by: "GROUP" } }, "Jenis: GROUP"],
		[{ reason: "MISSING_FIELD", field: "name", detail: { kind: "field" } }, "Yang kosong: Nama"],
		[{ reason: "MISSING_CODE", field: "code" }, "Kode"],
		[{ reason: "INVALID_FIELD", field: "email", detail: words("bukan alamat email") }, "Email: bukan alamat email"],
		[{ reason: "DUPLICATE_CODE", field: "code", detail: records(["12", "13"]) }, "Kode yang sama ada di ID 12, 13"],
		[{ reason: "DUPLICATE_CODE", field: "code", detail: words("sudah dipakai data lain") }, "Kode: sudah dipakai data lain"],
		[{ reason: "POSSIBLE_DUPLICATE", field: "name", detail: records(["51", "52"]) }, "Mirip dengan ID 51, 52"],
		[{ reason: "MISSING_REFERENCE", field: "salesman", detail: { kind: "reference", code: "S-1" } }, "Salesman: S-1"],
		[{ reason: "MISSING_REFERENCE", field: "partnerId", detail: { kind: "partner" } }, "Pasangannya (Partner ID) tidak ada"],
		[{ reason: "CONFLICT", field: "name", detail: { kind: "field" } }, "Nama"],
		[
			{ reason: "CONFLICT", field: "name, city", detail: { kind: "deleted", on: "accurate" } },
			"Dihapus di Accurate, tetapi diubah di SMH: Nama, Kota",
		],
		[
			{ field: "active", detail: { kind: "read only", side: "accurate" } },
			"Aktif: Accurate tidak dapat diubah lewat API, ubah di sana secara manual",
		],
		[{ field: "city", detail: { kind: "altered" } }, "Kota: disimpan berbeda oleh Accurate"],
		[{ detail: words("Anda <tidak> boleh") }, "Anda <tidak> boleh"],
		[{ reason: "DELETE_REFUSED", detail: words("Accurate: telah digunakan di Faktur") }, "Accurate: telah digunakan di Faktur"],
		[{ reason: "INACTIVE" }, null],
	] as const)("%o", (change, expected) => {
		expect(says(change)).toBe(expected);
	});

	it.each([
		[{ reason: "MISSING_CODE", field: "code" }, "Code"],
		[{ reason: "MISSING_FIELD", field: "name", detail: { kind: "field" } }, "Empty: Name"],
		[{ reason: "CONFLICT", field: "name", detail: { kind: "field" } }, "Name"],
		[{ reason: "DUPLICATE_CODE", field: "code", detail: records(["12", "13"]) }, "The same code is on id 12, 13"],
		[{ reason: "POSSIBLE_DUPLICATE", field: "name", detail: records(["51"]) }, "Looks like id 51"],
		[{ reason: "OTHER_BRANCH", detail: { kind: "excluded", by: "Surabaya" } }, "Branch: Surabaya"],
		[{ reason: "TYPE_NOT_SUPPORTED", detail: { kind: "excluded", by: "GROUP" } }, "Type: GROUP"],
		[{ reason: "MISSING_REFERENCE", field: "salesman", detail: { kind: "reference", code: "S-1" } }, "Salesman: S-1"],
		[{ reason: "MISSING_REFERENCE", field: "partnerId", detail: { kind: "partner" } }, "Its partner (Partner ID) does not exist"],
		[
			{ reason: "CONFLICT", field: "name, city", detail: { kind: "deleted", on: "smh" } },
			"Deleted in SMH, but edited in Accurate: Name, City",
		],
		[
			{ field: "active", detail: { kind: "read only", side: "accurate" } },
			"Active: cannot be changed in Accurate through its API, change it there by hand",
		],
		[{ side: "accurate", field: "city", detail: { kind: "altered" } }, "City: stored differently by SMH"],
		[
			{ reason: "WAITING", detail: { kind: "too often", times: 20 } },
			"Changed 20 times within an hour, so it is held back; it goes on an hour later",
		],
		[{ field: "city", detail: words("Refused") }, "City: Refused"],
	] as const)("in English: %o", (change, expected) => {
		expect(detailText(problem(change), "en")).toBe(expected);
	});

	it("of a sample record is nothing, whatever problem it had before", () => {
		for (const detail of [NOTHING, records(["91"]), { kind: "altered" }, { kind: "deleted", on: "smh" }] as const)
			expect(says({ reason: "DUMMY", field: "name", detail })).toBeNull();
	});

	it("says when it is tried again, in the words of the clock in Jakarta", () => {
		const at = Date.parse("2026-11-26T07:05:00Z");
		const waits = { ...problem({ reason: "WAITING", detail: words("Accurate: Upsss.") }), nextTry: at };
		expect(detailText(waits, "id")).toBe("Accurate: Upsss. Dicoba lagi sekitar 26 Nov, 14.05 WIB");
		expect(detailText(waits, "en")).toBe("Accurate: Upsss. Tried again around 26 Nov, 14:05 WIB");
		expect(detailText({ ...waits, detail: NOTHING }, "en")).toBe("Tried again around 26 Nov, 14:05 WIB");
	});

	it("of a pair that goes round in circles says how often, and when it goes on", () => {
		expect(says({ reason: "WAITING", detail: { kind: "too often", times: 20 } })).toContain("20 kali");
	});
});

describe("the detail as it is stored and as the API has it", () => {
	const ALL: readonly (readonly [ProblemDetail, string])[] = [
		[NOTHING, ""],
		[{ kind: "field" }, "city"],
		[records(["12", "13"]), "12, 13"],
		[{ kind: "excluded", by: "Surabaya" }, "Surabaya"],
		[{ kind: "reference", code: "S-1" }, "S-1"],
		[{ kind: "partner" }, "Partner ID"],
		[{ kind: "deleted", on: "smh" }, "deleted: smh"],
		[{ kind: "read only", side: "accurate" }, "city: accurate"],
		[{ kind: "altered" }, "city: stored differently"],
		[{ kind: "too often", times: 20 }, "changes: 20"],
		[words("Ditolak"), "Ditolak"],
	];

	it.each(ALL)("%o comes back whole, and is %s", (detail, plain) => {
		expect(readDetail(JSON.stringify(detail))).toEqual(detail);
		expect(plainDetail(detail, "city")).toBe(plain);
	});

	it.each(["12, 13", "deleted: smh", '{"kind":"elsewhere"}', "null"])(
		"%s, which is of no known shape, is told as it stands",
		(stored) => {
			expect(readDetail(stored)).toEqual(words(stored));
		},
	);
});
