/** What the bot says of the schedule, in Indonesian. Part of the dictionary in texts.id.ts. */
export const scheduleIndonesian = {
	schedule: {
		title: "Jadwal sinkron malam",
		time: "Jam",
		days: "Hari",
		everyDay: "setiap hari",
		noDay: "tidak ada; sinkron malam dimatikan",
		day: {
			...{ monday: "Senin", tuesday: "Selasa", wednesday: "Rabu", thursday: "Kamis", friday: "Jumat" },
			...{ saturday: "Sabtu", sunday: "Minggu" },
		},
		rest: "Jam tanpa sinkron penuh",
		restIs: (from: string, to: string) => `${from} sampai ${to}`,
		none: "tidak ada",
		next: "Sinkron malam berikutnya",
		howTo: "Mengubahnya, tulis",
		examples: [
			"/jadwal jam 02.30",
			"/jadwal hari senin-jumat",
			"/jadwal hari semua",
			"/jadwal zona WITA",
			"/jadwal sibuk 11-17",
			"/jadwal sibuk tidak",
		],
		field: { time: "jam", days: "hari", zone: "zona", rest: "sibuk" },
		fields: "jam, hari, zona, sibuk",
		allowed: {
			time: "jam seperti 02.30, di luar jam sibuk",
			days: "hari seperti senin, jumat; rentang seperti senin-jumat; semua; atau tidak",
			zone: "WIB, WITA, WIT",
			rest: "rentang seperti 11-17 yang tidak memuat jam sinkron malam, atau tidak",
		},
		resting: (from: string, to: string, zone: string) =>
			`Sinkron penuh tidak dijalankan antara pukul ${from} dan ${to} ${zone}, sesuai /jadwal.`,
		restingNext: "Kirim /sinkron untuk sinkron cepat (hanya yang berubah), atau coba lagi di luar jam itu.",
	},
};
