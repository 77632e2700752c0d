import type { QuotaKind } from "../domain/quota.ts";
import { describes } from "./database.ts";

/**
 * Since September 2026 D1 answers so on the free plan, whoever asks and until midnight UTC: "D1_ERROR: Your account has exceeded D1's free
 * tier daily row read limit. Upgrade to a paid plan or wait until tomorrow (midnight UTC) to continue." It says `write` for the other one.
 */
const EXCEEDED = /exceeded D1's .*daily row (read|write) limit/i;

/** Which allowance of the day is used up; null: the error is another one. */
export function quotaFull(error: unknown): QuotaKind | null {
	const kind = describes(error, EXCEEDED)?.[1]?.toLowerCase();
	return kind === "read" || kind === "write" ? kind : null;
}
