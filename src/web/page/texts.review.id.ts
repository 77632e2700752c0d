const n = (value: number): string => value.toLocaleString("id-ID");

/** The menu, and what people decide: conflicts, look-alikes, deletes, trying again. */
export const reviewIndonesian = {
	menu: {
		label: "Menu",
		information: "Sync Information",
		problems: "Belum sinkron",
		conflicts: "Benturan",
		history: "Riwayat",
		status: "Status",
		settings: "Pengaturan",
	},

	/** Said at the top of the page that follows a button. */
	told: {
		chosen: () => "Nilai itu sekarang berlaku di kedua sistem.",
		same: () => "Dicatat: data yang sama. Keduanya dipasangkan pada sinkron berikutnya.",
		different: () => "Dicatat: data yang berbeda. Tidak akan ditanyakan lagi.",
		restore: () => "Dicatat: pasangannya dibuat lagi pada sinkron berikutnya.",
		delete: () => "Dicatat: data itu dihapus pada sinkron berikutnya.",
		retried: (count: number) =>
			count === 0 ? "Tidak ada yang perlu dicoba lagi." : `${n(count)} data akan dicoba lagi pada sinkron berikutnya.`,
		unmarked: () => "Dicatat: bukan data contoh. Ikut dinilai pada sinkron berikutnya.",
		savedUnseenBranch: () =>
			"Pengaturan disimpan, tetapi cabang itu belum pernah terlihat pada data apa pun. Periksa ejaannya; semua data dinilai ulang pada sinkron berikutnya.",
		saved: () => "Pengaturan disimpan. Semua data dinilai ulang pada sinkron berikutnya.",
	},

	refusal: {
		title: "Belum dapat dilakukan",
		accepted: "Diterima. Dikerjakan begitu sinkron yang sedang berjalan selesai.",
		gone: "Data itu sudah tidak ada, atau sudah dibereskan.",
		refused: "Sistem lain menolaknya:",
		taken: "Salah satu data sudah punya pasangan.",
		linked: "Data itu punya pasangan, jadi bukan data contoh.",
		back: "Kembali",
	},

	conflicts: {
		title: "Benturan nilai",
		open: "Pilih nilai yang benar",
		openLead: "Isian ini diubah di kedua sistem. Nilai yang Anda pilih langsung dipasang di keduanya.",
		recent: "Nilai yang baru saja kalah",
		recentLead: "Diubah di kedua sistem, dan salah satunya menang. Nilai yang kalah disimpan dan dapat dikembalikan.",
		all: "Semua benturan nilai",
		allLead: "Isian yang diubah di kedua sistem, dengan kedua nilainya.",
		none: "Tidak ada benturan nilai.",
		filter: { all: "Semua", open: "Perlu dipilih", settled: "Sudah diputuskan" },
		use: (side: string) => `Pakai ${side}`,
		putBack: (side: string) => `Kembalikan nilai ${side}`,
		stands: "berlaku",
		byPolicy: "menurut pengaturan",
		by: (who: string) => `dipilih ${who}`,
		moved: "Nilainya sudah diubah lagi di salah satu sistem.",
	},

	pair: {
		title: "Apakah ini data yang sama?",
		field: "Isian",
		same: "Sama",
		different: "Berbeda",
		taken: "Salah satunya sudah punya pasangan, jadi keduanya tidak dapat disamakan.",
		sameCode: "Kodenya sama. Pilih pasangan yang benar, atau bedakan kodenya.",
		above: "Dibandingkan di atas",
	},

	deletion: {
		title: (deletedOn: string, side: string) => `Dihapus di ${deletedOn}, tetapi diubah di ${side}. Mana yang benar?`,
		restore: (side: string) => `Buat lagi di ${side}`,
		delete: (side: string) => `Hapus juga di ${side}`,
	},

	action: {
		column: "Tindakan",
		retry: "Coba lagi",
		retryAll: (count: number) => `Coba lagi semua (${n(count)})`,
		unmark: "Bukan dummy",
		choose: "Pilih nilainya",
		download: "Unduh CSV",
	},
};
