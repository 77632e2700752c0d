import { SystemError } from "../../domain/errors.ts";

/** What a person has to do about a login that is refused. */
const REMEDY = {
	consent: 'admin harus memberi izin lagi lewat "Beri izin Accurate Online" di halaman Sinkron',
	token: "pasang API Token yang masih berlaku (ACCURATE_API_TOKEN)",
	secret: "periksa ACCURATE_CLIENT_ID dan ACCURATE_CLIENT_SECRET",
	database: "periksa data usaha itu di Accurate",
	any: "periksa API Token dan Signature Secret, atau beri izin lagi di halaman Sinkron",
} as const;

/** Trying again is no use, so it says what is. */
export const unauthorized = (words: string, remedy: keyof typeof REMEDY): SystemError =>
	new SystemError("unauthorized", `Accurate menolak login: ${words}; ${REMEDY[remedy]}`);
