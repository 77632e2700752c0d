import { InputFile } from "grammy";
import { REASONS, type Reason } from "../../domain/reasons.ts";
import { syncInformation } from "../../store/information.ts";
import { listProblems, type OpenProblem } from "../../store/problem-pages.ts";
import { retry } from "../../sync/verbs/retry.ts";
import { describe } from "../api.ts";
import type { Ask, Route } from "../ask.ts";
import { lines } from "../html.ts";
import { keyboardFor } from "../keyboard.ts";
import { sheetTime } from "../moments.ts";
import { withPage } from "../page-button.ts";
import { problemButtons, problemsText, reasonButtons, reasonRecordsText, reasonTotals } from "../presenters/problems.ts";
import { problemsFile } from "../presenters/problems-file.ts";
import { readReasonSubject } from "../subjects.ts";
import { troubleText } from "../trouble.ts";
import type { ButtonRoute } from "./button-route.ts";
import { lookAlikeList } from "./look-alikes.ts";
import { startSync } from "./sync.ts";

const SHOWN = 10;
/** Rows of the file per query, and queries of one press: far below what an invocation may make. */
const ROWS_PER_QUERY = 5000;
const QUERIES = 20;

export const showProblems: Route = async (ask) => {
	const { options, texts, actor } = ask;
	const totals = reasonTotals(await syncInformation(options.db, options.connection));
	const buttons = await keyboardFor(options, actor.userId, problemButtons(totals, texts));
	await ask.say(problemsText(totals, texts), await withPage(ask, buttons));
};

/** The first records of a reason, with what can be done about them. */
export const showReason: ButtonRoute = async (press, subject) => {
	const { options, texts, actor } = press;
	const { db, connection } = options;
	const wanted = readReasonSubject(subject);
	const total = reasonTotals(await syncInformation(db, connection)).find(({ reason }) => reason === wanted?.reason);
	if (!wanted || !total) {
		await press.answer(texts.problems.gone);
		return "open";
	}
	await press.answer("");
	const { reason, page } = wanted;
	if (reason === "POSSIBLE_DUPLICATE" && page === 0) {
		const { text, buttons, count } = await lookAlikeList(press, null);
		if (count > 0) {
			await press.say(text, buttons);
			return "done";
		}
	}
	const before = page * SHOWN;
	const records = await listProblems(db, { connection, reason, limit: SHOWN, offset: before });
	const more = before + records.length < total.count;
	const buttons = await keyboardFor(options, actor.userId, reasonButtons({ reason, page, more }, texts));
	await press.say(reasonRecordsText(total, records, before, texts), buttons);
	return "done";
};

/** Lets all records of a reason be tried again, and starts the run that does. */
export const retryReason: ButtonRoute = async (press, subject) => {
	const { options, texts, actor } = press;
	await press.answer(texts.problems.retrying);
	try {
		const reason = REASONS.find((known) => known === subject);
		await retry(await options.sync(), { reason }, actor);
	} catch (error) {
		options.log.error("telegram_retry_failed", { userId: actor.userId, error: describe(error) });
		await press.say(troubleText(error, texts));
		return "open";
	}
	await startSync("auto")(press);
	return "done";
};

/** The open problems of a reason, or all, as a file for a spreadsheet. */
export const downloadProblems: ButtonRoute = async (press, subject) => {
	const { api, chatId, options, texts } = press;
	await press.answer(texts.problems.preparing);
	const { problems, complete } = await everyProblem(press, readReasonSubject(subject)?.reason);
	if (problems.length === 0) {
		await press.say(lines([`✅ ${texts.problems.none}`]));
		return "done";
	}
	const name = `${texts.problems.fileName}-${sheetTime(options.now()).slice(0, 10)}.csv`;
	const file = new InputFile(new TextEncoder().encode(problemsFile(problems, texts)), name);
	const caption = texts.problems.title(problems.length);
	await api.sendDocument(chatId, file, { caption: complete ? caption : `${caption}. ${texts.problems.cut}` });
	return "done";
};

async function everyProblem({ options: { db, connection } }: Ask, reason: Reason | undefined) {
	const problems: OpenProblem[] = [];
	for (let query = 0; query < QUERIES; query++) {
		const last = problems.at(-1);
		const page = await listProblems(db, { connection, reason, limit: ROWS_PER_QUERY, ...(last ? { after: last } : {}) });
		problems.push(...page);
		if (page.length < ROWS_PER_QUERY) return { problems, complete: true };
	}
	return { problems, complete: false };
}
