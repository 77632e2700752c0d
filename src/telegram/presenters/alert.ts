import { endCure, endText } from "../../domain/status/fault-text.ts";
import { statusWords } from "../../domain/status/sheet.ts";
import type { Alert } from "../../sync/context.ts";
import { type Html, html, lines } from "../html.ts";
import { dateAndTime } from "../moments.ts";
import type { Texts } from "../texts.ts";
import { causeInWords } from "./dead-letters.ts";
import { clipped } from "./words.ts";

interface Words {
	readonly happened: string;
	readonly detail: string;
	readonly next: string;
}

/** What happened, and what to do next. */
export function alertText(alert: Alert, texts: Texts): Html {
	const { happened, detail, next } = wordsOf(alert, texts);
	return lines([html`⚠️ <b>${happened}</b>`, detail, `→ ${next}`]);
}

function wordsOf(alert: Alert, texts: Texts): Words {
	const words = texts.alert;
	switch (alert.kind) {
		case "dead_letters":
			return {
				happened: words.deadLetters(alert.count),
				detail: words.latest(causeInWords(alert.cause, texts)),
				next: words.deadLettersNext,
			};
		case "silent": {
			const side = texts.side[alert.side];
			return {
				happened: words.silent(side, dateAndTime(alert.since, texts.locale)),
				detail: words.silentMeaning(side),
				next: words.silentNext(side),
			};
		}
		case "webhook_renewal_failed": {
			const side = texts.side[alert.side];
			return {
				happened: words.renewal(side),
				detail: reasonInWords(alert.reason, texts),
				next: words.renewalNext(side),
			};
		}
		case "removals_wait":
			return { happened: words.removals(alert.count), detail: words.removalsMeaning, next: words.removalsNext };
		case "unreadable_rows": {
			const side = texts.side[alert.side];
			return {
				happened: words.unreadableRows(alert.count, side),
				detail: clipped(alert.cause, 160),
				next: words.unreadableRowsNext(side),
			};
		}
		case "new_answer":
			return { happened: words.newAnswer(texts.side[alert.side]), detail: clipped(alert.answer, 160), next: words.newAnswerNext };
		case "quota_full":
			return {
				happened: words.quota(words.quotaOf[alert.what]),
				detail: words.quotaMeaning(dateAndTime(alert.backAt, texts.locale)),
				next: words.quotaNext,
			};
		case "ends": {
			const status = statusWords(texts.language);
			return { happened: endText(alert.end, alert.days, status), detail: words.endsMeaning, next: endCure(alert.end, status) };
		}
		case "signals_failed":
			return { happened: words.signals, detail: reasonInWords(alert.reason, texts), next: words.signalsNext };
	}
}

/** Sentences of the engine are put into the reader's language; what a system says is passed on. */
function reasonInWords(reason: string, { outcome }: Texts): string {
	const known = outcome.engineReasons[reason] ?? reason;
	return outcome.reason(known === "" ? outcome.noReason : clipped(known, 160));
}
