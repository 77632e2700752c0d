import { countOpenLetters, listDeadLetters } from "../../store/deadletters.ts";
import type { SyncContext } from "../../sync/context.ts";
import { type ReplayedAll, type ReplayOutcome, replay, replayAll } from "../../sync/inbox/dead-letters.ts";
import { describe } from "../api.ts";
import type { Ask, Press, Route } from "../ask.ts";
import { QUESTION_LIFETIME_MS } from "../buttons.ts";
import { type Html, lines } from "../html.ts";
import { keyboardFor } from "../keyboard.ts";
import { letterButtons, lettersText, replayAnswers, replayQuestion } from "../presenters/dead-letters.ts";
import { replaceMessage } from "../replace.ts";
import type { Texts } from "../texts.ts";
import { troubleText } from "../trouble.ts";
import type { ButtonRoute } from "./button-route.ts";

const SHOWN = 5;

/** The messages that could not be processed. */
export const showLetters: Route = async (ask) => {
	const { text, buttons } = await list(ask, null);
	await ask.say(text, buttons);
};

async function list({ options, actor, texts }: Ask, notice: Html | string | null) {
	const { db, connection } = options;
	const [letters, count] = await Promise.all([
		listDeadLetters(db, connection, { open: true, limit: SHOWN }),
		countOpenLetters(db, connection),
	]);
	return {
		text: lettersText(letters, { count, now: options.now(), notice }, texts),
		buttons: await keyboardFor(options, actor.userId, letterButtons(letters, texts)),
	};
}

/** Processes one message once more. */
export const replayOne: ButtonRoute = async (press, id) => {
	await press.answer(press.texts.verb.working);
	const outcome = await attempt(press, (ctx) => replay(ctx, id, press.actor));
	await showAgain(press, outcome.ok ? oneNotice(outcome.value, press.texts) : outcome.said);
	return outcome.ok && outcome.value.kind === "done" ? "done" : "open";
};

/** Asks before all of them are. */
export const askReplayAll: ButtonRoute = async (press) => {
	const { options, actor, texts } = press;
	const count = await countOpenLetters(options.db, options.connection);
	await press.answer("");
	const answers = await keyboardFor(options, actor.userId, replayAnswers(texts), QUESTION_LIFETIME_MS);
	await press.say(replayQuestion(count, texts), answers);
	return "open";
};

export const replayEvery: ButtonRoute = async (press) => {
	await press.answer(press.texts.verb.working);
	const outcome = await attempt(press, (ctx) => replayAll(ctx, press.actor));
	await showAgain(press, outcome.ok ? allNotice(outcome.value, press.texts) : outcome.said);
	return outcome.ok ? "done" : "open";
};

async function showAgain(press: Press, notice: Html | string): Promise<void> {
	const { text, buttons } = await list(press, notice);
	await replaceMessage(press, text, buttons);
}

type Attempted<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly said: Html };

async function attempt<T>({ options, actor, texts }: Press, verb: (ctx: SyncContext) => Promise<T>): Promise<Attempted<T>> {
	try {
		return { ok: true, value: await verb(await options.sync()) };
	} catch (error) {
		options.log.error("telegram_replay_failed", { userId: actor.userId, error: describe(error) });
		return { ok: false, said: troubleText(error, texts) };
	}
}

function oneNotice({ kind }: ReplayOutcome, texts: Texts): string {
	switch (kind) {
		case "done":
			return `✅ ${texts.letters.replayed(1)}`;
		case "unreadable":
			return `⚠️ ${texts.letters.stillUnreadable}`;
		case "already":
		case "not_found":
			return texts.letters.already;
	}
}

const allNotice = ({ replayed, unreadable, more }: ReplayedAll, texts: Texts): Html =>
	lines([
		replayed > 0 ? `✅ ${texts.letters.replayed(replayed)}` : null,
		unreadable > 0 ? `⚠️ ${texts.letters.unreadableLeft(unreadable)}` : null,
		more ? texts.letters.more : null,
	]);
