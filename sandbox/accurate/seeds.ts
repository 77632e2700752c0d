import type { ModuleName, StoredRecord, Values } from "./state.ts";

/** 1 January 2026, 00:00 in UTC+7: before anything a scenario writes. */
const SEEDED_AT = Date.UTC(2025, 11, 31, 17);

const seed = (id: number, values: Values): StoredRecord => ({
	id,
	optLock: 0,
	createDate: SEEDED_AT,
	lastUpdate: SEEDED_AT,
	values,
});

/**
 * What a fresh database holds. Ids 50, 51 and 100 were each seen in one real database (facts 9); the taxes, the numberings
 * and the second warehouse are plausible inventions.
 */
export const SEED_RECORDS: Readonly<Record<ModuleName, StoredRecord[]>> = {
	customer: [],
	item: [],
	employee: [],
	"item-category": [seed(50, { name: "Umum", defaultCategory: true })],
	"customer-category": [seed(50, { name: "Root" }), seed(51, { name: "Umum", parentId: 50, defaultCategory: true })],
	unit: [seed(100, { name: "PCS" })],
	"payment-term": [seed(100, { name: "C.O.D", netDays: 0, discDays: 0, discPC: 0, defaultTerm: true })],
	"price-category": [seed(50, { name: "Umum", defaultCategory: true })],
	branch: [seed(50, { name: "Kantor Pusat" })],
	department: [],
	warehouse: [seed(50, { name: "Utama" }), seed(51, { name: "Transit (AOL System)" })],
	currency: [seed(50, { code: "IDR", name: "Rupiah", symbol: "Rp" })],
	tax: [seed(50, { name: "PPN", description: "Pajak Pertambahan Nilai", rate: 11, taxType: "PPN" })],
	"auto-number": [
		seed(50, { name: "Pelanggan", transactionType: "CUSTOMER" }),
		seed(51, { name: "Barang & Jasa", transactionType: "ITEM" }),
		seed(52, { name: "Karyawan", transactionType: "EMPLOYEE" }),
	],
};
