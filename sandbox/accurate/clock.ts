const ZONE_MS = 7 * 60 * 60 * 1000;
const PATTERN = /^(\d{2})\/(\d{2})\/(\d{4})(?: (\d{2}):(\d{2}):(\d{2}))?$/;
const two = (value: number): string => String(value).padStart(2, "0");

/** dd/MM/yyyy in UTC+7 (facts 2.4). */
export function formatDate(at: number): string {
	const local = new Date(at + ZONE_MS);
	return `${two(local.getUTCDate())}/${two(local.getUTCMonth() + 1)}/${local.getUTCFullYear()}`;
}

/** dd/MM/yyyy HH:mm:ss in UTC+7. */
export function formatTimestamp(at: number): string {
	const local = new Date(at + ZONE_MS);
	return `${formatDate(at)} ${two(local.getUTCHours())}:${two(local.getUTCMinutes())}:${two(local.getUTCSeconds())}`;
}

/** Epoch ms of dd/MM/yyyy with or without HH:mm:ss; null for anything else, 31/02/2026 and ISO dates included. */
export function parseTimestamp(text: string): number | null {
	const parts = PATTERN.exec(text.trim())
		?.slice(1)
		.map((part) => Number(part ?? 0));
	if (!parts) return null;
	const [day = 0, month = 0, year = 0, hour = 0, minute = 0, second = 0] = parts;
	const at = Date.UTC(year, month - 1, day, hour, minute, second) - ZONE_MS;
	const again = formatTimestamp(at);
	return again === text.trim() || again === `${text.trim()} 00:00:00` ? at : null;
}

export const isDate = (text: string): boolean => text.trim().length === 10 && parseTimestamp(text) !== null;
