const n = (value: number): string => value.toLocaleString("id-ID");

const ends = (days: number): string =>
	days < 0 ? "sudah berakhir" : days === 0 ? "berakhir hari ini" : `berakhir ${n(days)} hari lagi`;

/** What is wrong, and one sentence on how it is put right, in Indonesian. Part of words.id.ts. */
export const faultsIndonesian = {
	side: { smh: "SMH", accurate: "Accurate" },
	entity: { customer: "pelanggan", product: "produk", employee: "karyawan" },
	right: {
		on: {
			customer: "Pelanggan",
			product: "Barang",
			employee: "Karyawan",
			unit: "Satuan",
			category: "Kategori barang",
			branch: "Cabang",
		},
		to: { view: "lihat", save: "simpan", delete: "hapus" },
	},
	fault: {
		setting: (message: string) => `Pengaturan belum lengkap – ${message}`,
		loginRefused: (side: string) => `${side} menolak login Sinkron`,
		loginRefusedIn: (side: string, words: string) => `${side} menolak login Sinkron: “${words}”`,
		unanswered: (side: string) => `${side} sedang tidak menjawab`,
		rights: (side: string, rights: string) => `Login ${side} belum punya hak: ${rights}`,
		unreadable: (side: string, entities: string) => `${side} tidak mengizinkan Sinkron membaca data ${entities}`,
		closed: (side: string) => `Data usaha di ${side} tidak dapat dibuka; masa berlakunya habis`,
		ends: {
			licence: (side: string, days: number, date: string) => `Lisensi ${side} ${ends(days)} (${date})`,
			access: (side: string, days: number, date: string) => `Akses ke data usaha di ${side} ${ends(days)} (${date})`,
			token: (side: string, days: number, date: string) => `Izin ${side} ${ends(days)} (${date}) dan belum dapat diperpanjang`,
			webhook: (side: string, days: number, date: string) =>
				`Webhook ${side} ${ends(days)} (${date}) dan belum dapat diperpanjang`,
		},
		silent: (side: string, since: string) => `Tidak ada kabar perubahan dari ${side} sejak ${since}`,
		botUnregistered: "Bot belum terdaftar di Telegram, jadi pesan kepadanya tidak sampai",
		botUnheard: (count: number, at: string) => `${n(count)} pesan di Telegram belum sampai ke Sinkron; gagal terakhir ${at}`,
		runFailed: (at: string) => `Sinkron terakhir gagal, ${at}`,
		runFailedBy: (at: string, reason: string) => `Sinkron terakhir gagal, ${at}: ${reason}`,
		question: "Ada sinkron yang menunggu jawaban",
		noNightly: (last: string) => `Sinkron malam belum berjalan lagi sejak ${last}`,
		letters: (count: number) => `${n(count)} pesan gagal diproses`,
		late: (since: string) => `Ada perubahan yang menunggu sejak ${since}`,
	},
	cure: {
		setting: "Minta pengelola sistem melengkapinya.",
		login: {
			consent: "Beri izin lagi di halaman Sinkron.",
			token:
				"Buat API Token baru di Accurate Online, lalu minta pengelola sistem memasangnya (ACCURATE_API_TOKEN, ACCURATE_SIGNATURE_SECRET).",
			secret: "Minta pengelola sistem memeriksa ACCURATE_CLIENT_ID dan ACCURATE_CLIENT_SECRET.",
			database: "Periksa masa berlaku dan ID data usaha itu di Accurate Online.",
			key: "Minta kunci API yang masih berlaku dari SMH, lalu minta pengelola sistem memasangnya (SMH_API_KEY).",
		},
		unanswered: (side: string) => `Coba lagi beberapa menit lagi; bila tetap begitu, periksa layanan ${side}.`,
		rightsByConsent: "Beri izin lagi, dan setujui semua hak yang diminta.",
		rights: (side: string) => `Tambahkan hak itu pada login Sinkron di ${side}.`,
		unreadable: "Beri hak baca itu pada login Sinkron, lalu jalankan sinkron.",
		closed: (side: string) => `Perpanjang lisensi atau isi deposit di ${side}.`,
		ends: {
			licence: (side: string) => `Perpanjang lisensi di ${side}.`,
			access: (side: string) => `Isi deposit atau perpanjang lisensi di ${side}.`,
			token: () => "Beri izin lagi sebelum hari itu.",
			webhook: (side: string) => `Periksa login dan webhook aplikasi di ${side}; perpanjangannya dicoba lagi tiap 15 menit.`,
		},
		silent: (side: string) => `Periksa apakah webhook di ${side} masih aktif, lalu jalankan sinkron.`,
		botUnregistered: "Minta pengelola sistem mendaftarkan webhook bot; langkahnya ada di README.",
		botUnheard: "Minta pengelola sistem memeriksa apakah alamat Sinkron (PUBLIC_URL) dapat dibuka dari luar.",
		runFailed: "Bereskan sebabnya, lalu jalankan sinkron lagi.",
		question: "Jawab pertanyaannya di chat atau di halaman Sync Information.",
		noNightly: "Jalankan sinkron sekarang, dan minta pengelola sistem memeriksa jadwal Worker.",
		letters: "Lihat pesan itu, lalu ulangi.",
		late: "Jalankan sinkron; yang menunggu ikut dibawa.",
	},
	action: {
		consent: "Beri izin Accurate Online",
		information: "Buka Sync Information",
		send: (command: string) => `Kirim /${command}.`,
		sendBot: (command: string) => `Kirim /${command} ke bot.`,
	},
};
