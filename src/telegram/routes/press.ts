import { getRun, type Run } from "../../store/runs.ts";
import { AS_HTML, attempt } from "../api.ts";
import type { Press, PressRoute } from "../ask.ts";
import { type ButtonAction, openButton } from "../buttons.ts";
import { type Html, lines } from "../html.ts";
import { allow } from "./approve.ts";
import { keep, stop } from "./cancel.ts";

/** Does what the button says. First a short note over the chat, then the text that takes the question's place. */
export type ButtonRoute = (press: Press, run: Run) => Promise<Html>;

const ROUTES: Readonly<Record<ButtonAction, ButtonRoute>> = { stop, keep, allow };

/** A press of one of our buttons. Whoever presses again, or too late, hears what is the case. */
export const pressed: PressRoute = async (press) => {
	const { options, texts } = press;
	const button = await openButton(options.telegram.botToken, press.actor.userId, press.data, options.now());
	if (!button.ok && button.why === "foreign") return await press.answer(texts.button.notYours);
	if (!button.ok) {
		await press.answer(texts.button.expired);
		return await replaceQuestion(press, lines([texts.button.expired]));
	}
	const run = await getRun(options.db, options.connection, button.runId);
	if (run && run.finishedAt === null) return await replaceQuestion(press, await ROUTES[button.action](press, run));
	await press.answer(texts.cancel.over);
	await replaceQuestion(press, lines([run?.state === "cancelled" ? texts.cancel.stopped : texts.cancel.over]));
};

/** An edit without a keyboard takes the buttons away. */
async function replaceQuestion({ api, chatId, messageId, options }: Press, text: Html): Promise<void> {
	const edited = await attempt(() => api.editMessageText(chatId, messageId, text.markup, AS_HTML));
	if (edited.kind !== "done") options.log.warn("telegram_edit_failed", { chatId, ...edited });
}
