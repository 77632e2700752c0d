import { releasePress, takePress } from "../../store/presses.ts";
import { getRun } from "../../store/runs.ts";
import type { PressRoute } from "../ask.ts";
import { type ButtonAction, openButton } from "../buttons.ts";
import { lines } from "../html.ts";
import { replaceMessage, takeButtonsAway } from "../replace.ts";
import { allow } from "./approve.ts";
import type { ButtonRoute, Pressed, RunRoute } from "./button-route.ts";
import { keep, stop } from "./cancel.ts";
import { chooseAccurate, chooseSmh } from "./conflicts.ts";
import { askReplayAll, replayEvery, replayOne } from "./dead-letters.ts";
import { askDelete, deleteToo, restore } from "./deletions.ts";
import { different, same } from "./look-alikes.ts";
import { carryOut, carryOutDeletes, seeMore } from "./preview.ts";
import { downloadProblems, retryReason, showReason } from "./problems.ts";
import { pickSetting } from "./settings.ts";

interface Button {
	readonly route: ButtonRoute;
	/** It acts: however often it is pressed, it is done once. */
	readonly once?: true;
	/** It answers a question, which goes when it is too late. */
	readonly question?: true;
}

const never: ButtonRoute = async (press) => {
	await press.answer(press.texts.button.nothing);
	await replaceMessage(press, lines([press.texts.button.nothing]));
	return "open";
};

const BUTTONS: Readonly<Record<ButtonAction, Button>> = {
	stop: { route: ofRun(stop), question: true },
	keep: { route: ofRun(keep), question: true },
	allow: { route: ofRun(allow), question: true },
	go: { route: carryOut, once: true },
	goyes: { route: carryOutDeletes, once: true, question: true },
	see: { route: seeMore },
	why: { route: showReason },
	retry: { route: retryReason, once: true },
	csv: { route: downloadProblems },
	smh: { route: chooseSmh, once: true },
	acc: { route: chooseAccurate, once: true },
	same: { route: same, once: true },
	diff: { route: different, once: true },
	back: { route: restore, once: true },
	del: { route: askDelete },
	delok: { route: deleteToo, once: true, question: true },
	redo: { route: replayOne, once: true },
	redos: { route: askReplayAll },
	redok: { route: replayEvery, once: true, question: true },
	set: { route: pickSetting },
	no: { route: never, question: true },
};

/** A press of one of our buttons. Whoever presses again, or too late, hears what is the case. */
export const pressed: PressRoute = async (press) => {
	const { options, texts, data } = press;
	const { db, connection } = options;
	const opened = await openButton(options.telegram.botToken, press.actor.userId, data, options.now());
	if (!opened.ok) {
		if (opened.why === "foreign") return await press.answer(texts.button.notYours);
		await press.answer(texts.button.expired);
		if (BUTTONS[opened.action].question) return await replaceMessage(press, lines([texts.button.expired]));
		return await takeButtonsAway(press);
	}
	const { route, once } = BUTTONS[opened.action];
	if (once && !(await takePress(db, connection, data, options.now()))) return await press.answer(texts.button.already);
	let outcome: Pressed = "open";
	try {
		outcome = await route(press, opened.subject);
	} finally {
		if (once && outcome === "open") await releasePress(db, connection, data);
	}
};

function ofRun(route: RunRoute): ButtonRoute {
	return async (press, subject) => {
		const { options, texts } = press;
		const run = await getRun(options.db, options.connection, subject);
		if (run && run.finishedAt === null) {
			await replaceMessage(press, await route(press, run));
			return "done";
		}
		await press.answer(texts.cancel.over);
		await replaceMessage(press, lines([run?.state === "cancelled" ? texts.cancel.stopped : texts.cancel.over]));
		return "open";
	};
}
