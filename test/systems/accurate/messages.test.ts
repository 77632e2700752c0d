import { expect, test } from "vitest";
import { customer } from "../../../src/systems/accurate/customer.ts";
import { employee } from "../../../src/systems/accurate/employee.ts";
import { item } from "../../../src/systems/accurate/item.ts";
import { refusalOf } from "../../../src/systems/accurate/messages.ts";

test.each([
	[item, 'Sudah ada data lain dengan Kode Barang "B-1"', "duplicate", "code"],
	[item, 'Sudah ada data lain dengan UPC/Barcode "899"', "duplicate", "barcode"],
	[customer, 'Sudah ada data lain dengan ID Pelanggan "C-1"', "duplicate", "code"],
	[employee, 'Sudah ada data lain dengan ID Karyawan "E-1"', "duplicate", "code"],
	[item, "Barang & Jasa tidak tepat", "not_found", undefined],
	[customer, "Pelanggan C-1 tidak ditemukan atau sudah dihapus", "not_found", undefined],
	[customer, "Karyawan E-9 tidak ditemukan atau sudah dihapus", "missing_reference", "salesman"],
	[customer, "Kategori Pelanggan Grosir tidak ditemukan atau sudah dihapus", "missing_reference", "group"],
	[customer, "Syarat Pembayaran net 30 tidak ditemukan atau sudah dihapus", "missing_reference", "term"],
	[item, 'Data "Nama" pada "Satuan Barang" terlalu besar. Maksimal 7 karakter', "invalid", "units"],
	[item, 'Data "Kode Barang" pada "Barang & Jasa" terlalu besar. Maksimal 30 karakter', "invalid", "code"],
	[customer, 'Invalid field value for field "mobilePhone".', "invalid", "mobile"],
	[employee, "Nama harus diisi", "invalid", "name"],
	[customer, "Tidak dapat menghapus Pelanggan karena telah digunakan di Faktur Penjualan", "in_use", undefined],
	[customer, "Hari ini libur", "not_understood", undefined],
	[customer, "Upsss... Telah terjadi permasalahan. Kode Referensi: ersen-1-0a", "unknown_outcome", undefined],
	[customer, "java.lang.RuntimeException", "unknown_outcome", undefined],
])("%# %s", (module, words, kind, field) => {
	const refusal = refusalOf({ d: [words] }, module.vocabulary);
	expect({ kind: refusal.kind, field: refusal.detail.field, message: refusal.message }).toEqual({
		kind,
		field,
		message: `Accurate: ${words}`,
	});
});

test("a sentence that names nothing is about what the call could have meant", () => {
	const d = ["Data tidak ditemukan atau sudah dihapus"];
	expect(refusalOf({ d }, customer.vocabulary).kind).toBe("not_found");
	expect(refusalOf({ d }, customer.vocabulary, "missing_reference").kind).toBe("missing_reference");
});

test("a refused login says what to do about it", () => {
	expect(refusalOf({ d: ["Invalid or Revoked API Token"] }, customer.vocabulary)).toMatchObject({
		kind: "unauthorized",
		message: expect.stringMatching(/^Accurate menolak login: Invalid or Revoked API Token; pasang API Token/),
	});
});
