import { z } from "zod";
import { SystemError } from "../../domain/errors.ts";
import type { ChannelDelivery, HistoryPart } from "../channel.ts";
import type { AccountOptions } from "./account.ts";
import { askWithLogin } from "./account-login.ts";
import type { AccurateAuth } from "./auth.ts";
import { accurateTimestamp, type Params, readAccurateDate } from "./params.ts";
import { unauthorized } from "./unauthorized.ts";
import { readEvents } from "./webhook.ts";

export interface WebhookAccountOptions extends AccountOptions {
	readonly auth: AccurateAuth;
	/** Ours; null: not known (readEvents). */
	readonly databaseId: string | null;
}

/** Renewal and history of the application's webhook, which the account host keeps (facts 8). */
export interface WebhookAccount {
	renew(): Promise<number>;
	history(since: number, until: number): Promise<HistoryPart>;
}

const SECOND_MS = 1_000;
/** Facts 8: windows of at most 24 hours … */
const WINDOW_MS = 24 * 3_600_000;
/** … of the last month, and the shortest month has 28 days. */
const REACH_MS = 27 * 24 * 3_600_000;
const PAGE_ROWS = 100;
/** Of the 50 calls an invocation may make (law 9). */
const MAX_CALLS = 20;

const renewed = z.object({ d: z.string().transform(readAccurateDate).pipe(z.number()) });
const historyPage = z.object({
	d: z.array(z.object({ payload: z.unknown() })),
	sp: z.object({ pageCount: z.number() }).optional(),
});

export function createWebhookAccount(options: WebhookAccountOptions): WebhookAccount {
	const { auth, databaseId } = options;
	const ours: Params = databaseId === null ? {} : { databaseId };

	/** Throws SystemError: `unauthorized` where the login is refused, `rejected` where it is the call. */
	async function ask(path: string, params: Params): Promise<unknown> {
		const answer = await askWithLogin(options, path, params);
		if (answer.ok) return answer.json;
		if (answer.error === "refused") throw new SystemError("rejected", `Akun Accurate menolak: ${answer.words}`);
		throw unauthorized(answer.words, auth.remedy);
	}

	async function renew(): Promise<number> {
		const parsed = renewed.safeParse(await ask("/api/webhook-renew.do", {}));
		if (!parsed.success) throw new SystemError("bad_answer", "Akun Accurate tidak menyebut masa berlaku webhook");
		return parsed.data.d;
	}

	async function readPage(from: number, to: number, page: number) {
		const window = { from: accurateTimestamp(from), to: accurateTimestamp(to) };
		const sp = { "sp.page": String(page), "sp.pageSize": String(PAGE_ROWS) };
		const parsed = historyPage.safeParse(await ask("/api/webhook-history.do", { ...window, ...sp, ...ours }));
		if (!parsed.success) throw new SystemError("bad_answer", "Riwayat webhook Accurate tidak dapat dibaca");
		const deliveries = parsed.data.d.flatMap(({ payload }) => readEvents(payload, databaseId).deliveries);
		return { deliveries, pageCount: parsed.data.sp?.pageCount ?? 1 };
	}

	// A window counts as read with its last page only, so one that holds more pages than there are calls left is made narrower.
	async function history(since: number, until: number): Promise<HistoryPart> {
		const start = cutToSecond(Math.max(since, until - REACH_MS));
		// Windows share their edges, and pages may shift while they are read.
		const found = new Map<string, ChannelDelivery>();
		let readUpTo = start;
		let width = WINDOW_MS;
		let calls = 0;
		const spend = (from: number, to: number, page: number) => {
			calls++;
			return readPage(from, to, page);
		};
		try {
			while (readUpTo < until && calls < MAX_CALLS) {
				const to = Math.min(readUpTo + width, until);
				const first = await spend(readUpTo, to, 1);
				const room = MAX_CALLS - calls;
				if (first.pageCount - 1 > room && width > SECOND_MS) {
					if (readUpTo > start) break; // The next one has all calls for it.
					width = calls < MAX_CALLS / 2 ? narrower(to - readUpTo, first.pageCount) : SECOND_MS;
					continue;
				}
				const window = [...first.deliveries];
				// More than fits within one second is left to the nightly listing: it must not stand in the way for ever.
				for (let page = 2; page <= Math.min(first.pageCount, room + 1); page++) {
					window.push(...(await spend(readUpTo, to, page)).deliveries);
				}
				for (const delivery of window) found.set(delivery.id, delivery);
				readUpTo = to;
				width = Math.min(WINDOW_MS, width * 2);
			}
		} catch (error) {
			if (!(error instanceof SystemError) || readUpTo === start) throw error;
		}
		return { deliveries: [...found.values()], readUpTo };
	}

	return { renew, history };
}

const cutToSecond = (at: number): number => Math.floor(at / SECOND_MS) * SECOND_MS;

const narrower = (width: number, pages: number): number => Math.max(SECOND_MS, cutToSecond((width * MAX_CALLS) / (2 * pages)));
