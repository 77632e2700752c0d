import type { Api } from "grammy";
import { SystemError } from "../domain/errors.ts";
import type { Alert } from "../sync/context.ts";
import { AS_HTML, attempt } from "./api.ts";
import type { ChatOptions } from "./options.ts";
import { alertText } from "./presenters/alert.ts";
import { textsIn } from "./texts.ts";

/** Says in the report chat that something is wrong. Throws when it could not be said. */
export async function tellAlert({ telegram }: ChatOptions, api: Api, alert: Alert): Promise<void> {
	const text = alertText(alert, textsIn("id")).markup;
	const sent = await attempt(() => api.sendMessage(telegram.reportChatId, text, AS_HTML));
	switch (sent.kind) {
		case "done":
			return;
		case "wait":
			throw new SystemError("rate_limited", "Telegram meminta jeda", { retryAfterMs: sent.ms });
		case "refused":
		case "unreachable":
			throw new SystemError("unavailable", `Telegram: ${sent.reason}`);
	}
}
