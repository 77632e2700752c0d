import type { SyncContext } from "../../sync/context.ts";
import type { VerbOutcome } from "../../sync/verbs/outcome.ts";
import { describe } from "../api.ts";
import type { Ask } from "../ask.ts";
import { type Html, lines } from "../html.ts";
import type { Texts } from "../texts.ts";
import { troubleText } from "../trouble.ts";

/** What came of a person's word on records. `said` is for them to read where it was not carried out, or is only taken in (`accepted`). */
export type Carried = { readonly done: true } | { readonly done: false; readonly accepted: boolean; readonly said: Html };

/** Carries a verb out and puts into words why it could not be. */
export async function carry(ask: Ask, verb: (ctx: SyncContext) => Promise<VerbOutcome>): Promise<Carried> {
	try {
		const outcome = await verb(await ask.options.sync());
		if (outcome.kind === "done") return { done: true };
		const accepted = outcome.kind === "accepted";
		return { done: false, accepted, said: lines([`${accepted ? "⏳" : "⚠️"} ${notDone(outcome, ask.texts)}`]) };
	} catch (error) {
		ask.options.log.error("telegram_verb_failed", { userId: ask.actor.userId, error: describe(error) });
		return { done: false, accepted: false, said: troubleText(error, ask.texts) };
	}
}

function notDone(outcome: Exclude<VerbOutcome, { kind: "done" }>, texts: Texts): string {
	switch (outcome.kind) {
		case "accepted":
			return texts.verb.accepted;
		case "not_found":
			return texts.verb.notFound;
		case "refused":
			return outcome.detail === "linked" ? texts.mark.linked : texts.verb.refused(outcome.detail);
	}
}
