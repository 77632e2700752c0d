import type { Api } from "grammy";
import type { Run } from "../store/runs.ts";
import { questionOf } from "../sync/run/question.ts";
import { AS_HTML, type Attempt, attempt } from "./api.ts";
import { keyboardFor } from "./keyboard.ts";
import type { ChatOptions } from "./options.ts";
import { approvalQuestion } from "./presenters/approval.ts";
import { textsIn } from "./texts.ts";

/** Puts the question a run waits for to one admin: in a private chat, whose id is theirs, so the buttons are theirs alone. */
export async function askApproval(options: ChatOptions, api: Api, run: Run, adminId: number, language: string): Promise<Attempt> {
	const question = questionOf(run);
	if (!question) return { kind: "refused", reason: "the run asks nothing" };
	const texts = textsIn(language);
	const answers = [
		{ text: question.removals.length > 0 ? texts.approval.yes : texts.approval.carryOn, action: "allow", subject: run.id },
		{ text: texts.approval.no, action: "stop", subject: run.id },
	] as const;
	const buttons = await keyboardFor(options, adminId, [answers], question.expiresAt - options.now());
	const text = approvalQuestion(run, question, texts).markup;
	return await attempt(() => api.sendMessage(adminId, text, { ...AS_HTML, ...(buttons ? { reply_markup: buttons } : {}) }));
}
