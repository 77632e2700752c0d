import { SystemError } from "../../domain/errors.ts";

/** What a person has to do about a login that is refused. */
const REMEDY = {
	consent: 'admin harus memberi izin lagi lewat "Beri izin Accurate Online" di halaman Sinkron',
	token: "pasang API Token dan Signature Secret yang masih berlaku (ACCURATE_API_TOKEN, ACCURATE_SIGNATURE_SECRET)",
	secret: "periksa ACCURATE_CLIENT_ID dan ACCURATE_CLIENT_SECRET",
	database: "periksa data usaha itu di Accurate",
} as const;

export type Remedy = keyof typeof REMEDY;

/** Trying again is no use, so it says what is. */
export const unauthorized = (words: string, remedy: Remedy): SystemError =>
	new SystemError("unauthorized", `Accurate menolak login: ${words}; ${REMEDY[remedy]}`, { remedy, said: words });
