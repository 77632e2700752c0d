import { type Api, InlineKeyboard } from "grammy";
import type { Run } from "../store/runs.ts";
import { questionOf } from "../sync/question.ts";
import { AS_HTML, type Attempt, attempt } from "./api.ts";
import { type ButtonAction, sealButton } from "./buttons.ts";
import type { ChatOptions } from "./options.ts";
import { approvalQuestion } from "./presenters/approval.ts";
import { textsIn } from "./texts.ts";

/** Puts the question a run waits for to one admin: in a private chat, whose id is theirs, so the buttons are theirs alone. */
export async function askApproval(options: ChatOptions, api: Api, run: Run, adminId: number, language: string): Promise<Attempt> {
	const question = questionOf(run);
	if (!question) return { kind: "refused", reason: "the run asks nothing" };
	const texts = textsIn(language);
	const data = (action: ButtonAction): Promise<string> =>
		sealButton(options.telegram.botToken, adminId, { action, runId: run.id, expiresAt: question.expiresAt });
	const buttons = new InlineKeyboard().text(texts.approval.yes, await data("allow")).text(texts.approval.no, await data("stop"));
	const text = approvalQuestion(run, question, texts).markup;
	return await attempt(() => api.sendMessage(adminId, text, { ...AS_HTML, reply_markup: buttons }));
}
