import type { Zone } from "../domain/schedule.ts";

/** Admins live and work in Indonesia; Accurate's own times are WIB too. */
const ZONE = "Asia/Jakarta";

/** "22 Nov 2026 17.05 WIB" */
export const dateAndTime = (at: number, locale: string): string => `${day(at, locale)} ${timeOfDay(at, locale)}`;

const ZONES: Readonly<Record<Zone, string>> = { WIB: ZONE, WITA: "Asia/Makassar", WIT: "Asia/Jayapura" };

/** "Jumat, 27 Nov 2026 02.30 WITA" */
export function dayAndTimeIn(zone: Zone, at: number, locale: string): string {
	const date = new Intl.DateTimeFormat(locale, {
		...{ timeZone: ZONES[zone], weekday: "long", day: "numeric", month: "short", year: "numeric" },
	}).format(at);
	const time = new Intl.DateTimeFormat(locale, { timeZone: ZONES[zone], hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
	return `${date} ${time.format(at).replace(":", ".")} ${zone}`;
}

/** "22 Nov 2026" */
export const day = (at: number, locale: string): string =>
	new Intl.DateTimeFormat(locale, { timeZone: ZONE, day: "numeric", month: "short", year: "numeric" }).format(at);

/** "2026-11-22 17:05", which every spreadsheet reads and sorts. */
export function sheetTime(at: number): string {
	const parts = new Intl.DateTimeFormat("sv-SE", { timeZone: ZONE, dateStyle: "short", timeStyle: "short" });
	return parts.format(at);
}

/** "17.05 WIB" */
export function timeOfDay(at: number, locale: string): string {
	const time = new Intl.DateTimeFormat(locale, { timeZone: ZONE, hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
	return `${time.format(at)} WIB`;
}

/** The two largest units: "1 jam 5 menit", "42 detik". */
export function duration(ms: number, unit: { readonly hour: string; readonly minute: string; readonly second: string }): string {
	const seconds = Math.max(1, Math.round(ms / 1000));
	const parts = [
		{ amount: Math.floor(seconds / 3600), word: unit.hour },
		{ amount: Math.floor((seconds % 3600) / 60), word: unit.minute },
		{ amount: seconds % 60, word: unit.second },
	];
	const first = parts.findIndex(({ amount }) => amount > 0);
	return parts
		.slice(first, first + 2)
		.filter(({ amount }) => amount > 0)
		.map(({ amount, word }) => `${amount} ${word}`)
		.join(" ");
}
