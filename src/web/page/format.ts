import type { Texts } from "./texts.ts";

/** Admins live and work in Indonesia; Accurate's own times are WIB too. */
const ZONE = "Asia/Jakarta";

/** "22 Nov 2026 17.05 WIB" */
export function moment(at: number, texts: Texts): string {
	const time = new Intl.DateTimeFormat(texts.locale, { timeZone: ZONE, hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
	return `${day(at, texts)} ${time.format(at)} WIB`;
}

/** "22 Nov 2026", in WIB */
export const day = (at: number, texts: Texts): string =>
	new Intl.DateTimeFormat(texts.locale, { timeZone: ZONE, day: "numeric", month: "short", year: "numeric" }).format(at);

/** "42 detik", "5 menit 12 detik", "1 jam 5 menit" */
export function duration(ms: number, { unit }: Texts): string {
	const seconds = Math.max(1, Math.round(ms / 1000));
	const [h, m, s] = [Math.floor(seconds / 3600), Math.floor((seconds % 3600) / 60), seconds % 60];
	if (h > 0) return m > 0 ? `${h} ${unit.hour} ${m} ${unit.minute}` : `${h} ${unit.hour}`;
	if (m > 0) return s > 0 ? `${m} ${unit.minute} ${s} ${unit.second}` : `${m} ${unit.minute}`;
	return `${s} ${unit.second}`;
}
