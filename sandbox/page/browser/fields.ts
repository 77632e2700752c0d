/**
 * /page/fields.js: what each list shows and each form asks, in the native field names of each system. A field is
 * [name, label, kind?, options?]; kinds: text (default), number, flag, area, units, { choices }.
 */
export const FIELDS_JS = `
const rupiah = new Intl.NumberFormat("id", { maximumFractionDigits: 2 });
const money = (value) => (value === null || value === undefined || value === "" || Number.isNaN(Number(value)) ? "" : rupiah.format(Number(value)));
const yes = (value) => (value ? "Ya" : "");

/** First value found under any of the names; a name may reach into a nested record ("category.name"). */
export function read(record, ...names) {
	for (const name of names) {
		const value = name.split(".").reduce((part, key) => (part === null || part === undefined ? undefined : part[key]), record);
		if (value !== null && value !== undefined && typeof value !== "object") return value;
	}
	return null;
}
const column = (label, ...names) => ({ label, of: (record) => String(read(record, ...names) ?? "") });
const smhStatus = (record) => record.status ?? (record.active === false ? "inactive" : "active");
const accurateStatus = (record) => (record.suspended ? "inactive" : "active");
const REGION = [["address", "Alamat"], ["city", "Kota"], ["province", "Provinsi"], ["postal_code", "Kode pos"]];
const CONTACT = [["mobile", "HP"], ["phone", "Telepon"], ["email", "Email", "email"]];
const BILL = [["billStreet", "Alamat tagihan"], ["billCity", "Kota"], ["billProvince", "Provinsi"], ["billZipCode", "Kode pos"]];
const REACH = [["mobilePhone", "HP"], ["workPhone", "Telepon"], ["email", "Email", "email"]];
const USED = ["in_use", "Dipakai transaksi (tidak bisa dihapus)", "flag"];
const USED_IN = ["usedIn", "Dipakai di transaksi", "text", { hint: "kosong: bisa dihapus" }];
const flag = (name, label) => [name, label, "flag"];
const choice = (name, label, ...choices) => [name, label, { choices }];

export const ENTITIES = { customer: "Pelanggan", product: "Produk", employee: "Karyawan" };

const smh = (more) => ({ code: "code", status: smhStatus, link: (record) => record.partner_id, linkLabel: "Partner ID", blank: null, ...more });
const accurate = (more) => ({ status: accurateStatus, link: (record) => record.id, linkLabel: "ID", blank: "", ...more });

export const LISTS = {
	smh: {
		customer: smh({
			columns: [column("Salesman", "salesman_code"), column("Kota", "city"), column("HP", "mobile"), column("Grup", "group")],
			fields: [
				["code", "Kode", "text", { hint: "kosong: dinomori SMH" }], ["name", "Nama", "text", { required: true }],
				choice("status", "Status", ["active", "Aktif"], ["inactive", "Nonaktif"], ["blacklisted", "Diblokir"], ["unverified", "Belum disetujui"]),
				["salesman_code", "Kode salesman", "text", { people: true }], ["group", "Grup", "text", { suggest: true }], ["payment_term", "Termin"],
				["price_list", "Daftar harga"], ["credit_limit", "Batas kredit", "number"], ["npwp", "NPWP"],
				...CONTACT, ...REGION, ["notes", "Catatan", "area"], USED,
			],
		}),
		product: smh({
			columns: [
				column("Kategori", "category"),
				{ label: "Satuan", of: (record) => (record.units ?? []).map((unit) => unit.name).join(" / ") },
				{ label: "Harga jual", of: (record) => money(record.sell_price), number: true },
			],
			fields: [
				["code", "Kode", "text", { required: true }], ["name", "Nama", "text", { required: true }],
				["category", "Kategori", "text", { required: true, suggest: true }], ["units", "Satuan", "units"],
				["sell_price", "Harga jual", "number"], ["cost_price", "Harga beli", "number"], ["barcode", "Barcode"],
				["brand", "Merek"], ["description", "Keterangan", "area"], flag("taxable", "Kena pajak"), flag("active", "Aktif"), USED,
			],
			fresh: { active: true },
		}),
		employee: smh({
			columns: [column("Jabatan", "position"), { label: "Salesman", of: (record) => yes(record.is_salesman) }, column("HP", "mobile")],
			fields: [
				["code", "Kode", "text", { required: true }], ["name", "Nama", "text", { required: true }],
				["position", "Jabatan", "text", { required: true, suggest: true }], ...CONTACT, ...REGION,
				flag("is_salesman", "Salesman"), flag("active", "Aktif"), USED,
			],
			fresh: { active: true },
		}),
	},
	accurate: {
		customer: accurate({
			code: "customerNo",
			columns: [
				column("Kategori", "categoryName", "category.name"), column("Kota", "billCity"), column("HP", "mobilePhone"),
				column("Penjual", "salesmanNumber", "salesman.number", "salesmanList.0.number"),
			],
			fields: [
				["customerNo", "ID Pelanggan"], ["name", "Nama", "text", { required: true }],
				["categoryName", "Kategori", "text", { from: "category.name", suggest: true }], ["termName", "Syarat bayar", "text", { from: "term.name", suggest: true }],
				["salesmanNumber", "ID penjual", "text", { from: "salesman.number", people: true }],
				["customerLimitAmountValue", "Batas piutang", "number"], flag("customerLimitAmount", "Pakai batas piutang"), ["npwpNo", "NPWP"],
				...REACH, ...BILL, ["notes", "Catatan", "area"], USED_IN, flag("suspended", "Nonaktif"),
			],
		}),
		product: accurate({
			code: "no",
			columns: [
				column("Jenis", "itemType"), column("Kategori", "itemCategoryName", "itemCategory.name"),
				column("Satuan", "unit1Name", "unit1.name"), { label: "Harga", of: (record) => money(record.unitPrice), number: true },
			],
			fields: [
				["no", "Kode barang"], ["name", "Nama", "text", { required: true }],
				choice("itemType", "Jenis", ["INVENTORY", "Persediaan"], ["NON_INVENTORY", "Non persediaan"], ["SERVICE", "Jasa"], ["GROUP", "Grup"], ["PRODUCTION_COST", "Biaya produksi"]),
				["itemCategoryName", "Kategori", "text", { from: "itemCategory.name", suggest: true }],
				["unit1Name", "Satuan 1", "text", { from: "unit1.name", suggest: true }], ["unitPrice", "Harga jual", "number"],
				["unit2Name", "Satuan 2", "text", { from: "unit2.name" }], ["ratio2", "Isi satuan 2", "number"],
				["unit3Name", "Satuan 3", "text", { from: "unit3.name" }], ["ratio3", "Isi satuan 3", "number"],
				["vendorPrice", "Harga beli", "number"], ["upcNo", "Barcode"], ["notes", "Catatan", "area"], USED_IN, flag("suspended", "Nonaktif"),
			],
			fresh: { itemType: "INVENTORY" },
		}),
		employee: accurate({
			code: "number",
			columns: [column("Jabatan", "position"), { label: "Penjual", of: (record) => yes(record.salesman) }, column("HP", "mobilePhone")],
			fields: [
				["number", "ID Karyawan"], ["name", "Nama", "text", { required: true }], ["position", "Jabatan", "text", { suggest: true }],
				...REACH, ["street", "Alamat"], ["city", "Kota"], ["province", "Provinsi"], ["zipCode", "Kode pos"],
				["notes", "Catatan", "area"], USED_IN, flag("salesman", "Penjual"), flag("suspended", "Nonaktif"),
			],
			/** Accurate asks for these two on a new employee. */
			hidden: { salutation: "MR" },
		}),
	},
};

export const codeOf = (list, record) => String(record[list.code] ?? "");
export const STATUS = { active: "Aktif", inactive: "Nonaktif", blacklisted: "Diblokir", unverified: "Belum disetujui" };
`;
