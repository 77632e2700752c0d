type Words = readonly [string, ...string[]];

export const FIRST_NAMES: Words = [
	"Budi",
	"Siti",
	"Joko",
	"Dewi",
	"Rudi",
	"Sri",
	"Hendra",
	"Wati",
	"Bambang",
	"Lestari",
	"Yusuf",
	"Nurul",
	"Made",
	"Ketut",
	"Togar",
	"Maria",
	"Andi",
	"Fitri",
	"Slamet",
	"Rina",
];
export const LAST_NAMES: Words = [
	"Santoso",
	"Wijaya",
	"Hidayat",
	"Kusuma",
	"Siregar",
	"Simanjuntak",
	"Setiawan",
	"Rahmawati",
	"Gunawan",
	"Saputra",
	"Halim",
	"Nugroho",
	"Pratama",
	"Utami",
	"Lubis",
	"Tanjung",
];
export const SHOP_KINDS: Words = [
	"Toko",
	"UD",
	"CV",
	"Warung",
	"PT",
	"Toko Kelontong",
	"Minimarket",
	"Koperasi",
	"Depot",
	"Agen",
];
export const SHOP_WORDS: Words = [
	"Sumber",
	"Makmur",
	"Jaya",
	"Abadi",
	"Sinar",
	"Berkah",
	"Sejahtera",
	"Barokah",
	"Mandiri",
	"Sentosa",
	"Lancar",
	"Rejeki",
	"Anugerah",
	"Mulia",
	"Indah",
	"Bintang",
	"Harapan",
	"Karya",
	"Subur",
	"Utama",
];
export const STREETS: Words = [
	"Jl. Raya Darmo",
	"Jl. Ahmad Yani",
	"Jln. Sudirman",
	"Jalan Diponegoro",
	"Jl. Gajah Mada",
	"Jl. Pahlawan",
	"Gg. Melati",
	"Ruko Niaga Blok B",
	"Jl. Imam Bonjol",
	"Pasar Besar Lt. 1",
];

export interface Place {
	readonly city: string;
	readonly province: string;
	readonly zipCode: string;
	readonly areaCode: string;
}
export const PLACES: readonly [Place, ...Place[]] = [
	{ city: "Jakarta Barat", province: "DKI Jakarta", zipCode: "11480", areaCode: "21" },
	{ city: "Jakarta Timur", province: "DKI Jakarta", zipCode: "13220", areaCode: "21" },
	{ city: "Bandung", province: "Jawa Barat", zipCode: "40115", areaCode: "22" },
	{ city: "Semarang", province: "Jawa Tengah", zipCode: "50132", areaCode: "24" },
	{ city: "Surabaya", province: "Jawa Timur", zipCode: "60241", areaCode: "31" },
	{ city: "Kab. Sidoarjo", province: "Jawa Timur", zipCode: "61219", areaCode: "31" },
	{ city: "Denpasar", province: "Bali", zipCode: "80113", areaCode: "361" },
	{ city: "Medan", province: "Sumatera Utara", zipCode: "20112", areaCode: "61" },
	{ city: "Makassar", province: "Sulawesi Selatan", zipCode: "90111", areaCode: "411" },
	{ city: "Yogyakarta", province: "DI Yogyakarta", zipCode: "55213", areaCode: "274" },
];

export const CUSTOMER_GROUPS: Words = ["Umum", "Retail", "Grosir", "Modern Trade", "Horeca", "Apotek & Kosmetik"];
export const TERMS: Words = ["C.O.D", "Net 14", "Net 30", "Net 45"];
export const PRICE_LISTS: Words = ["Umum", "Grosir", "Modern Trade"];

export const ITEM_CATEGORIES: Words = ["Umum", "Makanan", "Minuman", "Perawatan Tubuh", "Rumah Tangga", "Alat Tulis"];
export const BRANDS: Words = [
	"Sari",
	"Nusantara",
	"Mekar",
	"Garuda",
	"Kapal",
	"Merpati",
	"Dua Kelinci",
	"Bunga",
	"Mentari",
	"Sedap",
];
export const GOODS: Words = [
	"Kopi Bubuk",
	"Teh Celup",
	"Gula Pasir",
	"Minyak Goreng",
	"Mi Instan Goreng",
	"Sabun Mandi",
	"Sampo Sachet",
	"Biskuit Kelapa",
	"Kecap Manis",
	"Susu Kental Manis",
	"Deterjen",
	"Pasta Gigi",
	"Buku Tulis",
	"Air Mineral",
	"Sambal Botol",
];
export const SIZES: Words = ["65 g", "75 ml", "100 g", "250 g", "600 ml", "1 kg", "1 L", "5 kg", "isi 38", "isi 10"];
export const SERVICES: Words = [
	"Jasa Kirim",
	"Jasa Pasang",
	"Sewa Chiller",
	"Jasa Bongkar Muat",
	"Biaya Administrasi",
	"Jasa Servis",
];
export const POSITIONS: Words = ["Kepala Gudang", "Kasir", "Admin Penjualan", "Supir", "Kolektor"];
