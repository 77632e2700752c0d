import { Hono } from "hono";
import { bodyLimit } from "hono/body-limit";
import { createMiddleware } from "hono/factory";
import { z } from "zod";
import type { WebEnv } from "./dependencies.ts";
import { secretsEqual } from "./security/equal.ts";

const MAX_BYTES = 1024 * 1024;

/** The part of an update that makes it one; the bot reads the rest. */
const update = z.looseObject({ update_id: z.int() });

const requireSecret = createMiddleware<WebEnv>(async (c, next) => {
	const { telegram, log } = c.env;
	if (!telegram.ok) {
		log.error("telegram_not_configured", { message: telegram.message });
		return c.json({ error: { code: "not_configured", message: telegram.message } }, 503);
	}
	const given = c.req.header("x-telegram-bot-api-secret-token") ?? "";
	if (await secretsEqual(given, telegram.value.webhookSecret)) return await next();
	log.warn("telegram_wrong_secret");
	return c.body(null, 401);
});

const limitSize = bodyLimit({ maxSize: MAX_BYTES, onError: (c) => c.body(null, 413) });

/**
 * Updates of the bot. What can never be read is 200 and a log line, else Telegram would send it for ever; a failure of ours is
 * 500, so that it comes again (the bot drops what it has already recorded).
 */
export const telegramWebhook = new Hono<WebEnv>().post("/", requireSecret, limitSize, async (c) => {
	const body: unknown = await c.req.json().catch(() => undefined);
	const parsed = update.safeParse(body);
	if (!parsed.success) {
		c.env.log.warn("telegram_unreadable_update");
		return c.json({ ok: true });
	}
	try {
		await c.env.onTelegramUpdate(parsed.data);
	} catch (error) {
		c.env.log.error("telegram_update_failed", { updateId: parsed.data.update_id, error: String(error) });
		return c.json({ ok: false }, 500);
	}
	return c.json({ ok: true });
});
