import type { Context, MiddlewareFn } from "grammy";
import { recordAction } from "../store/audit.ts";
import { commit } from "../store/database.ts";
import { finishUpdate, receiveUpdate } from "../store/inbox.ts";
import { quotaFull } from "../store/quota.ts";
import { strangerSeenSince } from "../store/strangers.ts";
import type { BotOptions } from "./options.ts";
import { languageOf, textsIn } from "./texts.ts";

/** An update failed before it was taken in, so Telegram may well send it again. */
export class NotTakenIn extends Error {
	override readonly name = "NotTakenIn";
}

const TOLD_EVERY_MS = 3_600_000;

/**
 * The first thing every update meets: admins in a private chat pass, until their update is done: one that was received and cut off is
 * handled when Telegram brings it again. Strangers get silence and at most one audit row an hour. Throws NotTakenIn when the database
 * could not be asked.
 */
export const admit =
	(options: BotOptions): MiddlewareFn =>
	async (ctx, next) => {
		const open = await passes(options, ctx).catch(async (cause: unknown) => {
			if (quotaFull(cause)) return await sayQuota(options, ctx);
			throw new NotTakenIn("the update could not be recorded", { cause });
		});
		if (!open) return;
		await next();
		const { db, connection } = options;
		await commit(db, [finishUpdate(connection, String(ctx.update.update_id), options.now())]).catch((cause: unknown) => {
			throw new NotTakenIn("the update was handled, but nobody could write that down", { cause });
		});
	};

async function passes(options: BotOptions, { from, chat, update }: Context): Promise<boolean> {
	const { db, connection, log } = options;
	if (!from) return false;
	if (!options.telegram.adminIds.includes(from.id)) {
		await noteStranger(options, from.id, Object.keys(update));
		return false;
	}
	if (chat?.type !== "private") return false;
	const { open } = await receiveUpdate(db, connection, String(update.update_id), options.now());
	if (!open) log.info("telegram_duplicate", { updateId: update.update_id });
	return open;
}

/** Nothing can be written down before the quota is back, and a command that came hours later would surprise: the admin sends it again. */
async function sayQuota({ telegram, log }: BotOptions, ctx: Context): Promise<false> {
	log.warn("telegram_quota_full", { updateId: ctx.update.update_id });
	if (ctx.from && ctx.chat?.type === "private" && telegram.adminIds.includes(ctx.from.id)) {
		await ctx.reply(textsIn(languageOf(ctx.from.language_code)).trouble.quota);
	}
	return false;
}

async function noteStranger(options: BotOptions, telegramId: number, keys: readonly string[]): Promise<void> {
	const { db, connection } = options;
	const at = options.now();
	if (await strangerSeenSince(db, connection, telegramId, at - TOLD_EVERY_MS)) return;
	const actor = { kind: "stranger", telegramId } as const;
	const detail = { update: keys.filter((key) => key !== "update_id") };
	await commit(db, [recordAction({ connection, at, actor, action: "telegram.stranger", detail })]);
}
