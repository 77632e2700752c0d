import { describe, expect, it } from "vitest";
import { type DetailedProblem, deletedOn, detailText } from "../../src/domain/detail.ts";

const problem = (change: Partial<DetailedProblem>): DetailedProblem => ({
	...{ entity: "customer", side: "smh", reason: "REJECTED", field: null, detail: "" },
	...change,
});
const says = (change: Partial<DetailedProblem>): string | null => detailText(problem(change), "id");

describe("the detail of a problem, in plain words", () => {
	it.each([
		[{ reason: "OTHER_BRANCH", detail: "Surabaya" }, "Cabang: Surabaya"],
		[{ reason: "TYPE_NOT_SUPPORTED", detail: "GROUP" }, "Jenis: GROUP"],
		[{ reason: "MISSING_FIELD", field: "name", detail: "name" }, "Yang kosong: Nama"],
		[{ reason: "MISSING_CODE", field: "code" }, "Kode"],
		[{ reason: "INVALID_FIELD", field: "email", detail: "bukan alamat email" }, "Email: bukan alamat email"],
		[{ reason: "DUPLICATE_CODE", field: "code", detail: "12, 13" }, "Kode yang sama ada di ID 12, 13"],
		[{ reason: "DUPLICATE_CODE", field: "code", detail: "sudah dipakai data lain" }, "Kode: sudah dipakai data lain"],
		[{ reason: "POSSIBLE_DUPLICATE", field: "name", detail: "51, 52" }, "Mirip dengan ID 51, 52"],
		[{ reason: "MISSING_REFERENCE", field: "salesman", detail: "S-1" }, "Salesman: S-1"],
		[{ reason: "MISSING_REFERENCE", field: "partnerId", detail: "Partner ID" }, "Pasangannya (Partner ID) tidak ada"],
		[{ reason: "CONFLICT", field: "name", detail: "name" }, "Nama"],
		[
			{ reason: "CONFLICT", field: "name, city", detail: "deleted: accurate" },
			"Dihapus di Accurate, tetapi diubah di SMH: Nama, Kota",
		],
		[{ field: "active", detail: "active: accurate" }, "Aktif: Accurate tidak dapat diubah lewat API, ubah di sana secara manual"],
		[{ field: "city", detail: "city: stored differently" }, "Kota: disimpan berbeda oleh Accurate"],
		[{ detail: "Anda <tidak> boleh" }, "Anda <tidak> boleh"],
		[{ reason: "DELETE_REFUSED", detail: "C-1 · Toko" }, null],
		[{ reason: "INACTIVE" }, null],
	] as const)("%o", (change, expected) => {
		expect(says(change)).toBe(expected);
	});

	it("tells on which side a record was deleted that was edited on the other", () => {
		expect(deletedOn({ reason: "CONFLICT", detail: "deleted: smh" })).toBe("smh");
		expect(deletedOn({ reason: "CONFLICT", detail: "deleted: elsewhere" })).toBeNull();
		expect(deletedOn({ reason: "REJECTED", detail: "deleted: smh" })).toBeNull();
	});
});
